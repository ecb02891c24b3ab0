package flows

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
)

// checkAudio says why bytes are not a recording of the format that the name of their file says, ".mp3" or ".wav". It looks
// at where the sound begins, so that a web page, a pointer to a file elsewhere or half a copy is found before a caller
// hears nothing; it decodes no sound.
func checkAudio(b []byte, ext string) (hint string, err error) {
	var found string
	switch {
	case len(b) == 0:
		return "", errors.New("it is empty")
	case len(b) > MaxAudioBytes:
		return "", errTooLarge
	case bytes.HasPrefix(b, []byte("version https://git-lfs.")):
		return "fetch the file: git lfs pull", errors.New("it is a pointer of Git LFS to the file")
	case isWAV(b):
		found = ".wav"
		if ext == found && !wavHasSound(b) {
			return "copy it again", errors.New("it ends before its sound does")
		}
	case isMP3(b):
		found = ".mp3"
	}
	switch {
	case found == ext:
		return "", nil
	case found != "":
		return "rename it", fmt.Errorf("its name ends in %s and it is a %s file", ext[1:], found[1:])
	}
	looks := http.DetectContentType(b)
	if looks == "audio/mpeg" {
		return "", errors.New("it has a tag and no sound behind it")
	}
	return "the carrier plays mp3 and wav: convert it", fmt.Errorf("it is no %s file, what it holds looks like %s", ext[1:], looks)
}

func isWAV(b []byte) bool {
	return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WAVE"
}

// unknownLength is the least length of a chunk that stands for one that was not known when it was written: programs that
// write to a pipe put there 2 or 4 GiB, less a little.
const unknownLength = 0x7fff_0000

// wavHasSound reports whether a WAV file has a format, and all of the sound that it promises.
func wavHasSound(b []byte) bool {
	format := false
	for rest := b[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), int64(binary.LittleEndian.Uint32(rest[4:8]))
		rest = rest[8:]
		switch {
		case name == "data":
			return format && len(rest) > 0 && size > 0 && (size <= int64(len(rest)) || size >= unknownLength)
		case size > int64(len(rest)):
			return false
		}
		format = format || name == "fmt "
		rest = rest[min(size+size%2, int64(len(rest))):] // chunks begin at even places
	}
	return false
}

// isMP3 reports whether bytes are MPEG audio, layer 3, after the tags that may stand before it.
func isMP3(b []byte) bool {
	for len(b) >= 10 && string(b[:3]) == "ID3" {
		size := 0
		for _, c := range b[6:10] { // seven bits a byte
			size = size<<7 | int(c&0x7f)
		}
		if b[5]&0x10 != 0 { // a footer
			size += 10
		}
		b = b[min(10+size, len(b)):]
	}
	b = bytes.TrimLeft(b, "\x00") // padding
	for i := range min(len(b), maxJunk) {
		if n := mp3Frame(b[i:]); n > 0 && (i+n == len(b) || i+n < len(b) && mp3Frame(b[i+n:]) > 0) {
			return true
		}
	}
	return false
}

// maxJunk is how far into a file its first frame is looked for: one that was cut begins within a frame.
const maxJunk = 16 << 10

// The bit rates of layer 3 in kbit/s, of MPEG 1 and of those after it; and the sample rates of MPEG 1, which the others halve.
var (
	mp3BitRates = [2][16]int{
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	}
	mp3SampleRates = [4]int{44100, 48000, 32000}
)

// mp3Frame gives the length of the frame of layer 3 that begins here; 0 when none does.
func mp3Frame(b []byte) int {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 || b[1]>>1&3 != 1 {
		return 0
	}
	version, rate := b[1]>>3&3, mp3SampleRates[b[2]>>2&3] // version 3 is MPEG 1, 2 is MPEG 2, 0 is 2.5
	bits, samples := mp3BitRates[1], 72
	switch version {
	case 3:
		bits, samples = mp3BitRates[0], 144
	case 2:
		rate /= 2
	case 0:
		rate /= 4
	default:
		return 0
	}
	if rate == 0 || bits[b[2]>>4] == 0 {
		return 0
	}
	return samples*1000*bits[b[2]>>4]/rate + int(b[2]>>1&1)
}
