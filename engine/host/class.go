package host

import (
	"log/slog"
	"net/http"
)

// class is what a request turned out to be. Each has one answer; it is the label of counters and the outcome in logs.
type class uint8

// The classes. The first ones answer a callback of ours with TeXML, then come notifications, then what is refused.
const (
	classBegin     class = iota // a call began
	classTurn                   // the step ran, once
	classChange                 // the call changed to another flow
	classLast                   // the step of an ended call ran; nobody hears an answer
	classRepeat                 // the same callback again: the same bytes
	classLate                   // an earlier turn: the current document
	classRecovered              // a tokenless request for a known call: the current document
	classOver                   // the call has ended
	classGone                   // the record is gone: the session is lost
	classFuture                 // a turn that the store does not know of: it lost data
	classNoMachine              // the flow version of the call cannot be had
	classFailed                 // the answer could not be given as the flow has it
	classPanic                  // the step panicked
	classNote                   // a notification that changed the call or told nothing new
	classUnknown                // a notification for a call that is not there
	classAudio                  // a recording
	classMisplaced              // a notification at a URL for instructions
	classMethod
	classPath
	classTooLarge
	classMedia
	classSignature
	classForeign
	classMalformed
	classStore
	classOverload
	classBusy // another delivery of the callback is being answered
	classes
)

// classTable has the name of each class, the status and plain words of its answer, and how loudly it is logged. A class
// with status 200 and no words is answered by the document or the silence that goes with it.
var classTable = [classes]struct {
	name   string
	status int
	words  string
	level  slog.Level
}{
	classBegin:     {"begin", http.StatusOK, "", slog.LevelInfo},
	classTurn:      {"turn", http.StatusOK, "", slog.LevelInfo},
	classChange:    {"change", http.StatusOK, "", slog.LevelInfo},
	classLast:      {"last", http.StatusOK, "", slog.LevelInfo},
	classRepeat:    {"repeat", http.StatusOK, "", slog.LevelInfo},
	classLate:      {"late", http.StatusOK, "", slog.LevelInfo},
	classRecovered: {"recovered", http.StatusOK, "", slog.LevelWarn},
	classOver:      {"over", http.StatusOK, "", slog.LevelInfo},
	classGone:      {"gone", http.StatusOK, "", slog.LevelWarn},
	classFuture:    {"future", http.StatusOK, "", slog.LevelError},
	classNoMachine: {"no_machine", http.StatusOK, "", slog.LevelError},
	classFailed:    {"failed", http.StatusOK, "", slog.LevelError},
	classPanic:     {"panic", http.StatusOK, "", slog.LevelError},
	classNote:      {"note", http.StatusOK, "", slog.LevelDebug},
	classUnknown:   {"unknown_call", http.StatusOK, "", slog.LevelInfo},
	classAudio:     {"audio", http.StatusOK, "", slog.LevelDebug},
	classMisplaced: {"misplaced", http.StatusOK, "", slog.LevelWarn},
	classMethod:    {"method", http.StatusMethodNotAllowed, "method not allowed\n", slog.LevelWarn},
	classPath:      {"not_found", http.StatusNotFound, "not found\n", slog.LevelInfo},
	classTooLarge:  {"too_large", http.StatusRequestEntityTooLarge, "body too large\n", slog.LevelWarn},
	classMedia:     {"media_type", http.StatusUnsupportedMediaType, "media type not supported\n", slog.LevelWarn},
	classSignature: {"forbidden", http.StatusForbidden, "forbidden\n", slog.LevelWarn},
	classForeign:   {"foreign", http.StatusForbidden, "forbidden\n", slog.LevelWarn},
	classMalformed: {"malformed", http.StatusBadRequest, "bad request\n", slog.LevelWarn},
	classStore:     {"store", http.StatusServiceUnavailable, "try again\n", slog.LevelError},
	classOverload:  {"overload", http.StatusServiceUnavailable, "try again\n", slog.LevelWarn},
	classBusy:      {"busy", http.StatusServiceUnavailable, "try again\n", slog.LevelWarn},
}

// String returns the class in the words of logs and counters.
func (c class) String() string { return classTable[c].name }
