package engine

import (
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// Routes that a document's URLs may name; the host turns them into signed URLs. Beside them there is AudioRoute, whose URL
// bears no signature.
const (
	RouteAnswer    = "answer"          // action of a waiting verb
	RouteSilence   = "silence"         // the Redirect after a waiting verb
	RouteRecording = "event:recording" // recording status of this turn's Record, or of the whole call

	RouteTranscription = "event:transcription" // transcription that this turn started: real-time, or of its Record
	RouteStream        = "event:stream"        // status of the stream that this turn gives the call to
	RouteHold          = "hold"                // first document of a hold track, asked for again at its end
	RouteScreen        = "screen"              // first document of a screening track; see ScreenRoute
)

// ScreenRoute is the route of the screening document of a dial's target, from 0.
func ScreenRoute(target int) string { return RouteScreen + ":" + strconv.Itoa(target) }

// TrackOf returns the name of the track that a route begins beside the given turn of the main one, and the route without
// its target; false for a route that begins none.
func TrackOf(route string, turn int) (track, begins string, ok bool) {
	route, target, targeted := strings.Cut(route, ":")
	switch {
	case route == RouteHold && !targeted:
		return string(TrackHold) + "-" + strconv.Itoa(turn), RouteHold, true
	case route == RouteScreen && targeted:
		return string(TrackScreen) + "-" + strconv.Itoa(turn) + "-" + target, RouteScreen, true
	}
	return "", "", false
}

// ParseTrack reads the name of a track: what it is, and the turn of the main one that it runs beside.
func ParseTrack(name string) (kind TrackKind, turn int) {
	word, rest, _ := strings.Cut(name, "-")
	number, _, _ := strings.Cut(rest, "-")
	turn, err := strconv.Atoi(number)
	if kind = TrackKind(word); err != nil || kind != TrackHold && kind != TrackScreen {
		return TrackMain, 0
	}
	return kind, turn
}

// Deployment is what the host's settings say at the time of a turn. It is no part of a flow's version: it always
// applies as it is now. It must not be changed while a step runs.
type Deployment struct {
	Policy *policy.Policy    // which targets may be dialled; nil refuses all
	Env    map[string]string // values of the environment names that flows may read

	// Explain, where a tool sets it, hears why the step goes where it does. A host that serves callers leaves it nil: what
	// it is told holds values of the call.
	Explain func(Reason)
}

// Reply is the answer to one instruction request. It has either Fetch or Document.
type Reply struct {
	Fetch     *FetchRequest // what is to be requested before there is an answer; see [Step]
	Document  *texmlgen.Response
	Templates []*texmlgen.Template // for [texmlgen.Options], of a machine that was prepared
	Trace     Trace
}

// Trace is what happened in a step, as data for the journal, the log and the counters. It holds names of the author's
// file only, never a value of the call.
type Trace struct {
	From    string   // where the call stood, as [Call.Where]; "" at the beginning
	To      string   // where it stands now
	State   string   // FLOW/STATE whose outcome was decided; "" at the beginning
	Outcome string   // the outcome taken: "busy", "choice 1", "exhausted", "limit", ...; "" at the beginning
	Steps   []string // transitions taken and states entered, in order: ">main", "clinic/main/transitions/0"
	Visited []Visit  // every state entered or left in this step, in order, for the counters
	Trouble []string // what went wrong, in plain words without values: a refused target, a limit
	Hangup  bool     // the document ends the call
}

// Visit is one state of a step with the outcome that was decided in it; "" while it waits.
type Visit struct{ Flow, State, Outcome string }
