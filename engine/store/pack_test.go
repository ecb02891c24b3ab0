package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine/store"
)

func TestPackRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moves := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) store.Move {
			m := store.Move{Turn: rapid.IntMin(0).Draw(t, "turn")}
			copy(m.Fingerprint[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "fingerprint"))
			return m
		}), 0, store.KeepMoves).Draw(t, "moves")
		answers := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) store.Answer {
			return store.Answer{Turn: rapid.IntMin(0).Draw(t, "turn"), Body: rapid.SliceOf(rapid.Byte()).Draw(t, "body")}
		}), 0, store.KeepAnswers).Draw(t, "answers")
		claim := store.Claim{
			Turn: rapid.IntMin(0).Draw(t, "claimed turn"), Tries: rapid.IntMin(1).Draw(t, "tries"),
			Until: time.UnixMicro(rapid.Int64().Draw(t, "until")).UTC(), Fingerprint: store.Fingerprint{1, 31: 2},
		}
		if rapid.Bool().Draw(t, "unclaimed") {
			claim = store.Claim{}
		}
		want := store.Record{Moves: moves, Answers: answers, Claim: claim}.Clone()
		var got store.Record
		var err error
		if got.Moves, err = store.UnpackMoves(store.PackMoves(want.Moves)); err != nil {
			t.Fatal(err)
		}
		if got.Answers, err = store.UnpackAnswers(store.PackAnswers(want.Answers)); err != nil {
			t.Fatal(err)
		}
		if got.Claim, err = store.UnpackClaim(store.PackClaim(want.Claim)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
	})
}

// FuzzUnpack: damaged bytes are refused or mean something that packs to the same meaning; none panics.
func FuzzUnpack(f *testing.F) {
	f.Add(store.PackMoves([]store.Move{{Turn: 3}, {Turn: 4, Fingerprint: store.Fingerprint{1}}}),
		store.PackAnswers([]store.Answer{{Turn: 3, Body: []byte("<Response/>")}, {Turn: 4}}), store.PackClaim(store.Claim{Tries: 1}))
	f.Add([]byte{1}, []byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, make([]byte, 56))
	f.Fuzz(func(t *testing.T, moves, answers, claim []byte) {
		if c, err := store.UnpackClaim(claim); err == nil {
			if diff := cmp.Diff(string(claim), string(store.PackClaim(c))); diff != "" {
				t.Errorf("claim (-want +got)\n%s", diff)
			}
		}
		if m, err := store.UnpackMoves(moves); err == nil {
			if diff := cmp.Diff(string(moves), string(store.PackMoves(m))); diff != "" {
				t.Errorf("moves (-want +got)\n%s", diff)
			}
		}
		if a, err := store.UnpackAnswers(answers); err == nil {
			again, err := store.UnpackAnswers(store.PackAnswers(a))
			if diff := cmp.Diff(a, again); err != nil || diff != "" {
				t.Errorf("answers: %v (-want +got)\n%s", err, diff)
			}
		}
	})
}
