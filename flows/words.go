package flows

import (
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// What the engine says when a flow has no words of its own for it, by language without its region. A language that is
// not here hears English.
var (
	apologies = map[string]string{
		"en": "Sorry, something went wrong on our side. Please call again later.",
		"de": "Entschuldigung, bei uns ist etwas schiefgegangen. Bitte rufen Sie später noch einmal an.",
		"es": "Lo sentimos, hubo un problema de nuestro lado. Por favor, llame más tarde.",
		"fr": "Désolé, un problème est survenu de notre côté. Veuillez rappeler plus tard.",
		"it": "Siamo spiacenti, si è verificato un problema. La preghiamo di richiamare più tardi.",
		"nl": "Sorry, er is bij ons iets misgegaan. Belt u later nog eens.",
		"pt": "Desculpe, ocorreu um problema do nosso lado. Por favor, ligue mais tarde.",
	}
	lostWords = map[string]string{
		"en": "Sorry, we lost this call. Please call again.",
		"de": "Entschuldigung, wir haben den Faden dieses Anrufs verloren. Bitte rufen Sie noch einmal an.",
		"es": "Lo sentimos, perdimos esta llamada. Por favor, llame de nuevo.",
		"fr": "Désolé, nous avons perdu le fil de cet appel. Veuillez rappeler.",
		"it": "Siamo spiacenti, abbiamo perso questa chiamata. La preghiamo di richiamare.",
		"nl": "Sorry, we zijn dit gesprek kwijtgeraakt. Belt u nog eens.",
		"pt": "Desculpe, perdemos esta chamada. Por favor, ligue novamente.",
	}
)

// headerPrompt compiles a prompt that is said when the flow cannot go on, so that it reads nothing of the call.
func (f *flowCompiler) headerPrompt(n *promptNode, builtin map[string]string) engine.Prompt {
	if n != nil {
		for _, part := range n.all() {
			for _, t := range []text{part.Text, part.Audio, part.Failover} {
				if t == part.Text || isLink(t.Value) { // the name of a file is literal in any case
					f.literal(t, "what is said when a flow cannot go on")
				}
			}
		}
		return f.prompt(n, &place{scope: f.base})
	}
	out := engine.Prompt{Parts: map[string][]engine.PromptPart{}}
	for _, tag := range f.tags {
		base, _, _ := strings.Cut(tag, "-")
		words, ok := builtin[strings.ToLower(base)]
		if !ok {
			words = builtin["en"]
		}
		tmpl, _ := guard.ParseTemplate(words) // literal, so that nothing can be wrong with it
		out.Parts[f.promptKey(tag)] = []engine.PromptPart{{Text: tmpl}}
	}
	return out
}

// all lists the parts of a prompt in every language.
func (n *promptNode) all() []promptPart {
	list := n.Parts
	for _, l := range n.ByLanguage {
		list = append(list[:len(list):len(list)], l.Parts...)
	}
	return list
}
