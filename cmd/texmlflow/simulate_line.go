package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLine is the longest line that is read: an answer of another system may be as long.
const maxLine = 1 << 20

// A call that is left as it is.
var (
	errQuit    = &failure{code: exitClean}       // by who plays it
	errStopped = &failure{code: exitInterrupted} // by a signal
)

// ask reads a line; false where there is none any more. What nobody has seen typed is shown, as echo has it.
func (p *phone) ask(echo func(line string) string) (string, bool, error) {
	for {
		if p.typed {
			p.printf("> ")
		}
		if err := p.out.Flush(); err != nil { // also for a program at the other end of a pipe, which waits for it
			return "", false, err
		}
		ok, err := p.scan()
		if err != nil || !ok {
			if p.typed || errors.Is(err, errStopped) {
				p.printf("\n")
			}
			return "", false, err
		}
		line, err := p.read()
		if err != nil && p.typed {
			p.complain(err)
			continue
		}
		if err != nil {
			return "", false, err
		}
		if !p.typed {
			p.printf("%s\n", strings.TrimRight("> "+echo(line), " "))
		}
		return line, true, nil
	}
}

// scan waits for a line, or for a signal.
func (p *phone) scan() (bool, error) {
	more := make(chan bool, 1)
	go func() { more <- p.lines.Scan() }()
	select {
	case <-p.stopped:
		return false, errStopped
	case ok := <-more:
		err := p.lines.Err()
		if ok || err != nil {
			p.line++
		}
		switch {
		case errors.Is(err, bufio.ErrTooLong):
			return false, usage("", "longer than %d bytes", maxLine)
		case err != nil:
			return false, fmt.Errorf("read the input: %w", err)
		}
		return ok, nil
	}
}

// read is the line that was scanned, if it is one that can be typed.
func (p *phone) read() (string, error) {
	line := p.lines.Text()
	if p.line == 1 {
		line = strings.TrimPrefix(line, "\ufeff") // which some editors put at the beginning of a file
	}
	line = strings.TrimSpace(line)
	switch {
	case !utf8.ValidString(line):
		return "", usage("save the file as UTF-8", "this is no text")
	case strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }):
		return "", usage("arrow keys have no meaning here", "a character in it cannot be said or pressed")
	}
	return line, nil
}
