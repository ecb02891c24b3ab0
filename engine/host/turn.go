package host

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

// row is a row of the turn table: what is done with an instruction request.
type row uint8

// The rows. The first that fits decides, in the order of [judge]. A call has ended when its completed notification came; a
// Hangup in an answer of ours does not end it.
const (
	// With a token.
	rowGone   row = iota + 1 // no record: the flow's session_lost words; the answer to a verb without a token too
	rowRepeat                // earlier turn, same fingerprint, bytes still kept: those bytes
	rowLast                  // current turn of a call that has ended: the step runs once, an empty Response
	rowOver                  // any other of an ended call, with or without a token: a Hangup, no move
	rowMove                  // current turn: the step runs, once; the answer is stored with the state
	rowLate                  // any other earlier turn: the bytes of the current turn's document
	rowFuture                // later turn, or a version that the call is not of: the store lost data, an alarm

	// Without a token.
	rowBegin // call unknown: it begins
	//
	// rowEntry is the same fingerprint as the call's entry and no later turn: the entry's bytes. But a document that
	// sends the call to this very URL is asked for in the same words each time: the bytes alone would lead the call round
	// for ever, by no turn and so by no limit. So after sameDelivery such a request is a rowChange, the fetch that the
	// document asks for. Copies that arrive together still get the same bytes; for a straggler the flow begins once more
	// than it needs to, which is what its document says anyway, and the call's limits end the round.
	rowEntry
	rowChange    // the URL names another flow, or is where our document sends the call: it changes to that flow
	rowRecovered // otherwise, a redelivery: the bytes of the current turn, counted; so is the answer to a verb
)

// moves reports whether a row runs a step.
func (r row) moves() bool {
	return r == rowBegin || r == rowMove || r == rowLast || r == rowChange
}

// visit is what the turn table looks at.
type visit struct {
	token *token // nil: none
	base  string // the public URL
	url   string // of a request without a token: the public URL and the path
	flow  string // flow that it names; "": none
	print store.Fingerprint
	at    time.Time     // when it came in
	rec   *store.Record // nil: none

	answer bool // it is the answer to a verb: a redelivery, unless our document handed the call away
	stray  bool // it begins no call
}

// judge finds the first row that fits.
func judge(v visit) row {
	if v.token == nil {
		return judgeEntry(v)
	}
	switch t, rec := v.token, v.rec; {
	case rec == nil && t.turn == 0 && t.route == engine.RouteRetry:
		return rowBegin // the call's first step panicked, and nothing of it was stored
	case rec == nil:
		return rowGone
	case t.turn < rec.Turn && answerFor(rec, t.turn, v.print) != nil:
		return rowRepeat
	case rec.Ended && t.turn == rec.Turn:
		return rowLast
	case rec.Ended:
		return rowOver
	case t.turn == rec.Turn && t.version == rec.Version:
		return rowMove
	case t.turn < rec.Turn:
		return rowLate
	}
	return rowFuture
}

// judgeEntry judges a request without a token: the first fetch, a flow's own Redirect to another flow, the update of a live
// call, a redelivery at the failover URL. The fetches that follow a Redirect look alike each time. So one that our current
// document asks for is that; any other that was answered before is a late copy, which must not move the call back.
func judgeEntry(v visit) row {
	rec := v.rec
	switch {
	case rec == nil && v.stray:
		return rowGone
	case rec == nil:
		return rowBegin
	case rec.Ended:
		return rowOver
	}
	next := leadOf(answerOf(rec, rec.Turn), v.base, v.url)
	switch {
	case v.answer && next == leadsNowhere:
		return rowRecovered
	case len(rec.Moves) > 0 && rec.Moves[len(rec.Moves)-1] == store.Move{Turn: rec.Turn, Fingerprint: v.print}:
		if v.at.Sub(rec.Updated) >= sameDelivery && (next == leadsHere || next == leadsAway) {
			return rowChange
		}
		return rowEntry
	case next == leadsHere, next == leadsAway:
		return rowChange
	case v.flow == "" || v.flow == rec.Flow:
		return rowRecovered
	case slices.ContainsFunc(rec.Moves, func(m store.Move) bool { return m.Fingerprint == v.print }):
		return rowRecovered
	}
	return rowChange
}

// sameDelivery is how far apart copies of one delivery come in. The carrier tries again after no less than that.
const sameDelivery = time.Second

// answerFor returns the bytes that a callback of this turn with this fingerprint was answered with; nil: not kept.
func answerFor(rec *store.Record, turn int, print store.Fingerprint) []byte {
	if !slices.Contains(rec.Moves, store.Move{Turn: turn + 1, Fingerprint: print}) {
		return nil
	}
	return answerOf(rec, turn+1)
}

// answerOf returns the kept bytes of a turn's document.
func answerOf(rec *store.Record, turn int) []byte {
	for _, a := range rec.Answers {
		if a.Turn == turn {
			return a.Body
		}
	}
	return nil
}

// entryBit of a fingerprint's first byte tells that its request had no token.
const entryBit = 0x80

// fingerprint tells whether two requests are the same callback: it is over route and raw body.
func fingerprint(route string, raw []byte, entry bool) store.Fingerprint {
	h := sha256.New()
	h.Write(binary.AppendUvarint(nil, uint64(len(route))))
	h.Write([]byte(route))
	h.Write(raw)
	print := store.Fingerprint(h.Sum(nil))
	print[0] &^= entryBit
	if entry {
		print[0] |= entryBit
	}
	return print
}

// keepMove appends a move to a record's list, which has room for store.KeepMoves. A token says by itself how old it is, so
// that only the moves whose bytes are kept are needed for it; the requests without one are known by these fingerprints
// alone, and stay as long as there is room.
func keepMove(list []store.Move, m store.Move) []store.Move {
	list = append(slices.Clip(list), m)
	if len(list) <= store.KeepMoves {
		return list
	}
	drop := 0
	for i := range len(list) - store.KeepAnswers {
		if list[i].Fingerprint[0]&entryBit == 0 {
			drop = i
			break
		}
	}
	return slices.Delete(list, drop, drop+1)
}

// keepAnswer appends an answer to a record's list.
func keepAnswer(list []store.Answer, a store.Answer) []store.Answer {
	list = append(slices.Clip(list), a)
	return list[max(0, len(list)-store.KeepAnswers):]
}
