package texmlgen

import "strings"

func (x *AIGather) check(to audience) {
	switch s := finishToken(x.Parameters.text); {
	case x.Parameters.IsZero():
		to.problem("", "want Parameters")
	case !strings.HasPrefix(s, "{"):
		to.problem("", "want a JSON Schema object in Parameters")
	}
}

func (x *Connect) check(to audience) {
	if x.Noun == nil {
		to.problem("", "want one of "+connectSpec.childNames())
	}
}

func (x *AIAssistant) check(to audience) {
	if (x.ID == "") == x.Join.IsZero() {
		to.problem("", "want id or join, one of them", "id", "join")
	}
}

func (x *ConversationRelay) check(to audience) {
	needBoth(to, x.BackgroundAudioType, x.BackgroundAudioValue)
}

func (x *RelayLanguage) check(to audience) {
	needBoth(to, x.BackgroundAudioType, x.BackgroundAudioValue)
}

func needBoth(to audience, kind BackgroundAudio, value Text) {
	switch {
	case kind != "" && value.IsZero():
		to.problem("backgroundAudioType", "needs backgroundAudioValue", "backgroundAudioValue")
	case kind == "" && !value.IsZero():
		to.problem("backgroundAudioValue", "needs backgroundAudioType", "backgroundAudioType")
	}
}

func (x *HTTPRequest) check(to audience) {
	if x.Request == nil {
		to.problem("", "want a Request")
	}
}

// A line end in a header would be the beginning of another header.
func (x *Header) check(to audience) {
	switch {
	case x.Key == "":
		to.problem("", "want a Key")
	case !onlyOf(strings.ToLower(x.Key), "abcdefghijklmnopqrstuvwxyz0123456789-_.!#$%&'*+^`|~"):
		to.problem("", "want the name of an HTTP header in Key")
	case strings.ContainsAny(finish(x.Value), "\r\n"):
		to.problem("", "want a Value of one line")
	}
}

func (x *ExpectedResponse) check(to audience) {
	if n := x.StatusCode.Or(200); n < 100 || n > 599 {
		to.problem("", "want a StatusCode of 100 to 599")
	}
}

func (x *Field) check(to audience) {
	if x.Name == "" || x.Value == "" {
		to.problem("", "want a Name (the path that is read) and a Value (the variable that is made)")
	}
}

func (x *Pay) check(to audience) {
	if x.TransactionType == TransactionCharge && x.ChargeAmount.IsZero() {
		to.problem("transactionType", "charge needs chargeAmount", "chargeAmount")
	}
}

func (x *Prompt) check(to audience) {
	if len(x.Say) == 0 {
		to.problem("", "want a Say")
	}
	for _, w := range strings.Fields(x.Attempt) {
		if strings.Trim(w, "0123456789") != "" {
			to.problem("attempt", "want numbers parted by spaces")
			return
		}
	}
}
