package engine

// Note is what a notification changed.
type Note struct {
	Changed bool // the call is not as it was
	Ended   bool // this notification ended it
}

// MaxTranscript is how much of a transcript is kept, in characters.
const MaxTranscript = 2000

// Notify returns a call with what a notification tells of it. It never changes where the dialogue stands.
func Notify(c *Call, e Event) (*Call, Note) {
	next := c.clone()
	var note Note
	switch e.Kind {
	case Status:
		note = next.progress(e)
	case Recording:
		if url := e.Text("RecordingUrl"); url != "" {
			next.keep(url, e.Turn)
			note.Changed = next.Recording != c.Recording
		}
	case Transcription:
		note.Changed = next.hear(e)
	case Streaming:
		switch e.Text("StreamEvent") {
		case "stream-started":
			next.StreamTurn = max(c.StreamTurn, e.Turn)
		case "stream-failed":
			next.StreamFailed = max(c.StreamFailed, e.Turn)
		}
		note.Changed = next.StreamTurn != c.StreamTurn || next.StreamFailed != c.StreamFailed
	}
	return next, note
}

// hear takes a final transcript, and reports whether it changes the call. Those of recordings come in any order: one of
// an earlier turn's never replaces that of a later one's.
func (c *Call) hear(e Event) bool {
	final, _ := e.Values["IsFinal"].(bool)
	words := cut(e.Text("Transcript"), MaxTranscript)
	recorded := e.Text("TranscriptionText") != ""
	if !final || words == "" || recorded && e.Turn < c.TranscriptTurn {
		return false
	}
	changed := words != c.Transcript
	c.Transcript = words
	if recorded && e.Turn != c.TranscriptTurn {
		c.TranscriptTurn, changed = e.Turn, true
	}
	return changed
}

// progress takes a call progress event: the highest SequenceNumber wins, and the end of a call is never missed.
func (c *Call) progress(e Event) Note {
	var note Note
	status := e.Text("CallStatus")
	sequence, numbered := e.Int("SequenceNumber")
	newer := !numbered || sequence > c.StatusSequence
	if newer && status != "" && status != "dtmf" && !c.Ended {
		note.Changed = note.Changed || c.Status != status
		c.Status = status
	}
	if numbered && newer {
		c.StatusSequence = sequence
		note.Changed = true
	}
	if url := e.Text("RecordingUrl"); url != "" && c.Recording == "" {
		c.Recording = url
		note.Changed = true
	}
	if Final(status) && !c.Ended {
		c.Ended, c.EndedAt, c.Status = true, e.At, status
		c.EndedBy = e.Text("HangupSource")
		note.Changed, note.Ended = true, true
	}
	return note
}

// Final reports whether a CallStatus is one that a call ends with.
func Final(status string) bool {
	switch status {
	case "completed", "busy", "no-answer", "canceled", "failed":
		return true
	}
	return false
}
