package engine

import (
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// AnyLanguage is the key of a prompt that is the same in every language.
const AnyLanguage = ""

// Prompt is what is spoken or played: parts, heard one after the other, by language tag. A prompt has either one entry
// under [AnyLanguage] or one for every language of its flow.
type Prompt struct {
	Parts map[string][]PromptPart
}

// IsZero reports whether there is nothing to hear.
func (p Prompt) IsZero() bool { return len(p.Parts) == 0 }

// PromptPart is one text or one recording of a prompt. With Audio, Text is what the recording says: it is not spoken.
type PromptPart struct {
	Text     *guard.Template
	Audio    *Audio // nil: Text is spoken
	Failover *Audio // played when Audio cannot be; nil: none
	Language string // speaks this part in this language; empty: the call's
}

// Part is one say, play or pause of a state or transition, or a service that it starts or stops. Exactly one of its
// fields is used.
type Part struct {
	Say   *Prompt
	Play  *PromptPart   // Audio is set
	Pause time.Duration // 1 s to 180 s
	Start []Service
	Stop  []Service
}
