package spoken

import (
	"strconv"
	"strings"
)

// lexicon is how a language speaks of the keys of a telephone. All words are folded: small letters, no accents.
type lexicon struct {
	press map[string]bool   // ask for the key that follows
	after map[string]bool   // ask for the key before them
	skip  map[string]bool   // may stand between such a word and its key
	keys  map[string]string // numbers and signs
	near  map[string]string // words that are a key only behind a word that asks for one, or beside another key
	goes  map[string]bool   // may follow a key that is an option
	joins map[string]bool   // or, and
	aims  map[string]bool   // begin what an option is for
	until map[string]bool   // between the ends of a range
}

// lexicons are the languages whose prompts are understood.
var lexicons = map[string]*lexicon{
	"en": {
		press: set("press pressing dial push hit enter touch select choose type punch"),
		skip:  set("the number key digit option button either on just simply"),
		keys:  keys("zero one two three four five six seven eight nine ten eleven twelve", "star asterisk", "hash pound hashtag", "nought", "0", "naught", "0"),
		near:  map[string]string{"oh": "0"},
		goes:  set("for to if when now then again at any anytime key button on instead while unless before after until otherwise please once twice here followed"),
		joins: set("or and"), aims: set("for to if"), until: set("to through thru"),
	},
	"es": {
		press: set("marque marca marcar marcando oprima oprime oprimir presione presiona presionar pulse pulsa pulsar digite digita digitar teclee elija seleccione apriete"),
		skip:  set("el la en tecla numero digito opcion boton signo"),
		keys:  keys("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce", "asterisco estrella", "numeral almohadilla gato cuadradillo michi"),
		goes:  set("para si cuando ahora por en o y"),
		joins: set("o u y e"), aims: set("para si"), until: set("a al hasta"),
	},
	"fr": {
		press: set("appuyez appuyer appuie tapez taper tape composez composer faites pressez choisissez selectionnez"),
		skip:  set("sur le la l touche chiffre numero option bouton"),
		keys:  keys("zero un deux trois quatre cinq six sept huit neuf dix onze douze", "etoile asterisque", "diese carre"),
		goes:  set("pour si quand maintenant puis"),
		joins: set("ou et"), aims: set("pour si"), until: set("a"),
	},
	"de": {
		press: set("drucken drucke druecken wahlen wahle waehlen tippen"),
		after: set("drucken druecken wahlen waehlen"),
		skip:  set("sie die den das bitte taste ziffer nummer zahl auf einfach jetzt"),
		keys:  keys("null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf", "stern sternchen sterntaste", "raute rautetaste", "zwo", "2", "fuenf", "5", "zwoelf", "12"),
		goes:  set("fur um wenn jetzt dann fuer falls taste"),
		joins: set("oder und"), aims: set("fur fuer um wenn zum zur"), until: set("bis"),
	},
	"pt": {
		press: set("pressione pressiona digite digita digitar tecle teclar aperte disque marque prima escolha selecione"),
		skip:  set("o a na no tecla numero opcao botao jogo da"),
		keys:  keys("zero um dois tres quatro cinco seis sete oito nove dez onze doze", "asterisco estrela", "cerquilha velha quadrado cardinal sustenido", "meia", "6", "duas", "2"),
		goes:  set("para se quando agora"),
		joins: set("ou e"), aims: set("para se"), until: set("a ate"),
	},
	"it": {
		press: set("premere premi prema premete digitare digiti digita digitate selezionare selezioni comporre componga scelga"),
		skip:  set("il lo la l tasto numero cifra opzione sul"),
		keys:  keys("zero uno due tre quattro cinque sei sette otto nove dieci undici dodici", "asterisco stella", "cancelletto"),
		goes:  set("per se quando ora adesso"),
		joins: set("o oppure e ed"), aims: set("per se"), until: set("a al"),
	},
	"nl": {
		press: set("toets toetst druk drukt kies kiest tik"),
		skip:  set("een de het op u nummer cijfer optie"),
		keys:  keys("nul een twee drie vier vijf zes zeven acht negen tien elf twaalf", "ster sterretje", "hekje"),
		goes:  set("voor om als nu dan in"),
		joins: set("of en"), aims: set("voor om als"), until: set("tot"),
	},
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

// keys makes the table of a language's numbers from zero on, of its words for the star and the hash key, and of other
// words, each followed by its key.
func keys(numbers, star, hash string, others ...string) map[string]string {
	out := map[string]string{}
	for i, w := range strings.Fields(numbers) {
		out[w] = strconv.Itoa(i)
	}
	for w := range strings.FieldsSeq(star) {
		out[w] = "*"
	}
	for w := range strings.FieldsSeq(hash) {
		out[w] = "#"
	}
	for i := 0; i+1 < len(others); i += 2 {
		out[others[i]] = others[i+1]
	}
	return out
}
