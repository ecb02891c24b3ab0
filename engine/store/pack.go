package store

import (
	"encoding/binary"
	"errors"
	"time"
)

var (
	errMoves   = errors.New("moves of the record are damaged")
	errClaim   = errors.New("claim of the record is damaged")
	errAnswers = errors.New("answers of the record are damaged")
)

// claimSize is the 8 bytes of turn, tries and end, and the fingerprint.
const claimSize = 3*8 + len(Fingerprint{})

// moveSize is the turn's 8 bytes and the fingerprint.
const moveSize = 8 + len(Fingerprint{})

// PackMoves turns moves into one column of a table: per move 8 bytes of turn, big endian, and 32 of fingerprint. No
// moves are nil.
func PackMoves(moves []Move) []byte {
	if len(moves) == 0 {
		return nil
	}
	b := make([]byte, 0, len(moves)*moveSize)
	for _, m := range moves {
		b = binary.BigEndian.AppendUint64(b, uint64(m.Turn))
		b = append(b, m.Fingerprint[:]...)
	}
	return b
}

// UnpackMoves is the inverse of PackMoves.
func UnpackMoves(b []byte) ([]Move, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if len(b)%moveSize != 0 {
		return nil, errMoves
	}
	moves := make([]Move, len(b)/moveSize)
	for i := range moves {
		m := b[i*moveSize : (i+1)*moveSize]
		moves[i] = Move{Turn: int(binary.BigEndian.Uint64(m)), Fingerprint: Fingerprint(m[8:])}
	}
	return moves, nil
}

// PackClaim turns a claim into one column of a table: 8 bytes each of turn, tries and end in microseconds, big endian,
// and 32 of fingerprint. No claim is nil.
func PackClaim(c Claim) []byte {
	if c.IsZero() {
		return nil
	}
	b := make([]byte, 0, claimSize)
	for _, n := range []int64{int64(c.Turn), int64(c.Tries), c.Until.UnixMicro()} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return append(b, c.Fingerprint[:]...)
}

// UnpackClaim is the inverse of PackClaim.
func UnpackClaim(b []byte) (Claim, error) {
	if len(b) == 0 {
		return Claim{}, nil
	}
	if len(b) != claimSize {
		return Claim{}, errClaim
	}
	number := func(i int) int64 { return int64(binary.BigEndian.Uint64(b[8*i:])) }
	c := Claim{
		Turn: int(number(0)), Tries: int(number(1)), Until: time.UnixMicro(number(2)).UTC(), Fingerprint: Fingerprint(b[24:]),
	}
	if c.IsZero() {
		return Claim{}, errClaim
	}
	return c, nil
}

// PackAnswers turns answers into one column of a table: per answer its turn and length as unsigned varints, and its
// bytes. No answers are nil.
func PackAnswers(answers []Answer) []byte {
	if len(answers) == 0 {
		return nil
	}
	size := 0
	for _, a := range answers {
		size += 2*binary.MaxVarintLen64 + len(a.Body)
	}
	b := make([]byte, 0, size)
	for _, a := range answers {
		b = binary.AppendUvarint(b, uint64(a.Turn))
		b = binary.AppendUvarint(b, uint64(len(a.Body)))
		b = append(b, a.Body...)
	}
	return b
}

// UnpackAnswers is the inverse of PackAnswers. The bodies it returns are parts of b.
func UnpackAnswers(b []byte) ([]Answer, error) {
	var answers []Answer
	for len(b) > 0 {
		turn, n := binary.Uvarint(b)
		if n <= 0 {
			return nil, errAnswers
		}
		b = b[n:]
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return nil, errAnswers
		}
		end := n + int(size)
		a := Answer{Turn: int(turn)}
		if size > 0 {
			a.Body = b[n:end:end]
		}
		answers = append(answers, a)
		b = b[end:]
	}
	return answers, nil
}
