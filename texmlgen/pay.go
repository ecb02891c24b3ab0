package texmlgen

import "time"

// Pay asks the caller for card or bank data by DTMF and hands them to a payment connector; neither the document nor
// the application sees them. Recording and the like are off meanwhile, according to the page. Without Action the
// current document is requested again.
//
// Uncertain: April 2026 compatibility page lists Pay as unsupported; newer dedicated page documents it.
//
// Since mid-2026; older documentation does not have it.
//
// Source: TeXML <Pay>, developers.telnyx.com.
type Pay struct {
	// Prompt: words for single fields and failed tries.
	Prompt []*Prompt
	// Parameter: connector parameters; they override keys of Parameters.
	Parameter []Parameter

	// Action: requested with the result; left out, the current document is requested again.
	Action URL
	// Method: the HTTP method of Action. Default POST.
	Method Method
	// StatusCallback: progress notifications.
	StatusCallback URL
	// StatusCallbackMethod: the HTTP method of StatusCallback. Default POST.
	StatusCallbackMethod Method
	// PaymentConnector: connector name. Default Default.
	PaymentConnector string
	// ChargeAmount: the amount; needed for a charge. Absent or 0, the instrument is only turned into a token.
	ChargeAmount Text
	// Currency: ISO 4217. Default USD.
	Currency string
	// PaymentToken: reuse an earlier token.
	PaymentToken Text
	// PaymentMethod: instrument. Default credit-card.
	PaymentMethod PaymentMethod
	// PostalCode: true asks for it, false does not, anything else is the known postal code. Default true. Uncertain:
	// in a migration guide and a validator only.
	PostalCode Text
	// MinPostalCodeLength: fewest characters. 1 or more.
	MinPostalCodeLength Opt[int]
	// ValidCardTypes: the card brands that are taken.
	ValidCardTypes []CardType
	// TransactionType: inferred from chargeAmount when omitted.
	TransactionType TransactionType
	// Description: free text to processor.
	Description Text
	// MaxAttempts: how often the caller may try each field. 1 to 3; default 1.
	MaxAttempts Opt[int]
	// Timeout: how long to wait for the first key. Whole seconds, 1 to 600; default 5.
	Timeout Opt[time.Duration]
	// InterDigitTimeout: how long to wait between keys. Whole seconds, 1 to 600; default 5.
	InterDigitTimeout Opt[time.Duration]
	// Voice: prompt voice. Default female.
	Voice string
	// Language: prompt language. Default en-US.
	Language string
	// ServiceLevel: TTS service level. Default premium.
	ServiceLevel string
	// Parameters: parameters of the connector.
	Parameters JSON
	// Prompts: words that replace the built-in ones.
	Prompts JSON
	// Metadata: handed on unread.
	Metadata JSON
}

func (*Pay) spec() *ElementSpec { return &paySpec }

func (x *Pay) fields(v visitor) {
	v.url("action", &x.Action)
	v.enum("method", (*string)(&x.Method))
	v.url("statusCallback", &x.StatusCallback)
	v.enum("statusCallbackMethod", (*string)(&x.StatusCallbackMethod))
	v.str("paymentConnector", &x.PaymentConnector)
	v.text("chargeAmount", &x.ChargeAmount)
	v.str("currency", &x.Currency)
	v.text("paymentToken", &x.PaymentToken)
	v.enum("paymentMethod", (*string)(&x.PaymentMethod))
	v.text("postalCode", &x.PostalCode)
	v.integer("minPostalCodeLength", &x.MinPostalCodeLength)
	enumSet(v, "validCardTypes", &x.ValidCardTypes)
	v.enum("transactionType", (*string)(&x.TransactionType))
	v.text("description", &x.Description)
	v.integer("maxAttempts", &x.MaxAttempts)
	v.duration("timeout", &x.Timeout)
	v.duration("interDigitTimeout", &x.InterDigitTimeout)
	v.str("voice", &x.Voice)
	v.str("language", &x.Language)
	v.str("serviceLevel", &x.ServiceLevel)
	v.json("parameters", &x.Parameters)
	v.json("prompts", &x.Prompts)
	v.json("metadata", &x.Metadata)
	children(v, &x.Prompt, newPrompt)
	values(v, "Parameter", &x.Parameter)
}

func (*Pay) verb() {}

// Prompt is what a Pay says when it asks for a field.
//
// Since mid-2026; older documentation does not have it.
//
// Source: TeXML <Prompt>, developers.telnyx.com.
type Prompt struct {
	// Say: what the caller hears; at least one.
	Say []*Say

	// For: the field that is asked for. Required.
	For PaymentField
	// Attempt: the tries it is for: numbers parted by spaces.
	Attempt string
	// ErrorType: the errors it is for, parted by spaces. Uncertain: full value list not captured; TwiML has timeout,
	// invalid-card-number and others.
	ErrorType string
	// CardType: the card brands it is for.
	CardType []CardType
}

func (*Prompt) spec() *ElementSpec { return &promptSpec }

func (x *Prompt) fields(v visitor) {
	v.enum("for", (*string)(&x.For))
	v.str("attempt", &x.Attempt)
	v.str("errorType", &x.ErrorType)
	enumSet(v, "cardType", &x.CardType)
	children(v, &x.Say, newSay)
}

func newPrompt(name string) *Prompt {
	if name == "Prompt" {
		return new(Prompt)
	}
	return nil
}

func newSay(name string) *Say {
	if name == "Say" {
		return new(Say)
	}
	return nil
}
