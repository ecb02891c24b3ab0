package flows

import (
	"math"
	"strconv"
	"time"

	"github.com/texmlflow/texmlflow/flows/spoken"
)

// longestPrompt is how long callers listen to a prompt.
const longestPrompt = 20 * time.Second

// checkLength warns of prompts that take too long to hear.
func checkLength(c *checker) {
	for _, l := range c.asking() {
		for _, prompt := range []*promptNode{l.decl.Prompt, l.decl.Reprompt} {
			if prompt == nil {
				continue
			}
			longest, in := time.Duration(0), ""
			for _, tag := range c.tags(l.flowCompiler.decl) {
				list, _ := c.sayings(l.flowCompiler.decl, prompt, tag)
				takes := time.Duration(0)
				for _, s := range list {
					takes += spoken.Length(s.words, s.language)
				}
				if takes = time.Duration(float64(takes) / l.voiceSpeed(tag)); takes > longest {
					longest, in = takes, tag
				}
			}
			if longest <= longestPrompt {
				continue
			}
			where := ""
			if len(l.flowCompiler.decl.Languages) > 1 {
				where = " in " + in
			}
			c.out.Warnf(codeLongPrompt, prompt.head(), "this takes about %.0f seconds to hear%s", math.Round(longest.Seconds()), where).
				Hint = "callers forget what they heard first: say the commonest option first, and less; or part the menu in two"
		}
	}
}

// voiceSpeed is how fast a language of the flow is spoken; 1 is as fast as the voice speaks by itself.
func (l *listening) voiceSpeed(tag string) float64 {
	for _, language := range l.flowCompiler.decl.Languages {
		for _, a := range language.Attrs {
			if speed, err := strconv.ParseFloat(a.Value, 64); language.Tag.Value == tag && a.Name == "voiceSpeed" && err == nil && speed > 0 {
				return speed
			}
		}
	}
	return 1
}
