package carrier

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// paying is a Pay that collects card or bank data.
type paying struct {
	leg   *leg
	frame *frame
	verb  *texmlgen.Pay
	began time.Time
}

var payResults = []string{
	"success", "validation-error", "payment-connector-error", "internal-error", "too-many-failed-attempts", "cancelled",
}

func (l *leg) pay(f *frame, v *texmlgen.Pay) {
	p := &paying{leg: l, frame: f, verb: v, began: l.call.now()}
	for _, prompt := range v.Prompt {
		if prompt.Attempt != "" && prompt.Attempt != "1" || prompt.ErrorType != "" || len(prompt.CardType) > 0 {
			continue // words for a later try or another card
		}
		for _, say := range prompt.Say {
			list, _ := l.sounds(f, say)
			l.hear(list...)
		}
	}
	p.tell("pay_status_progress", append(p.status("processing", "pending"), p.card()...))
	f.wait = p
}

// status is what both status callbacks begin with.
func (p *paying) status(status, result string, extra ...Field) []Field {
	list := append(p.leg.identity(true), Field{"CallSessionId", p.leg.call.session})
	list = append(append(list, p.method()...), Field{"For", "payment-card-number"}, Field{"Status", status}, Field{"Result", result})
	return append(append(list, extra...), Field{"Attempt", "1"})
}

func (p *paying) method() []Field {
	return []Field{
		{"PaymentMethod", string(cmp.Or(p.verb.PaymentMethod, texmlgen.PayCreditCard))},
		{"PaymentConnector", cmp.Or(p.verb.PaymentConnector, "Default")},
	}
}

// card is masked data, as the carrier shows it.
func (p *paying) card() []Field {
	if p.verb.PaymentMethod == texmlgen.PayACHDebit {
		return []Field{{"BankAccountNumber", "xxxxxx6789"}, {"BankRoutingNumber", "xxxxx0021"}, {"BankAccountType", "consumer-checking"}}
	}
	return []Field{
		{"PaymentCardNumber", "xxxxxxxxxxxx1881"},
		{"PaymentCardType", "visa"},
		{"ExpirationDate", "0929"},
		{"SecurityCode", "xxx"},
		{"PaymentCardPostalCode", "78701"},
	}
}

func (p *paying) tell(callback string, fields []Field) {
	p.leg.notify(callback, p.frame.link(p.verb.StatusCallback), string(p.verb.StatusCallbackMethod), fields)
}

func (p *paying) waiting() Waiting { return Waiting{Element: p.verb} }

func (p *paying) due() time.Time {
	return p.began.Add(p.verb.Timeout.Or(5*time.Second) * time.Duration(p.verb.MaxAttempts.Or(1)))
}

func (p *paying) expire() { p.finish("too-many-failed-attempts", nil) }

func (p *paying) do(a Action) (bool, error) {
	if a.kind != kindPay {
		return false, nil
	}
	if !slices.Contains(payResults, a.text) {
		return true, fmt.Errorf("%w: a Pay has no result %q", ErrAction, a.text)
	}
	p.leg.call.carrier.clock.Advance(defaultTalk)
	p.finish(a.text, a.fields)
	return true, nil
}

func (p *paying) finish(result string, extra []Field) {
	whole := "failed"
	var done, told []Field
	if result == "success" {
		whole = "success"
		if amount := strings.Trim(p.verb.ChargeAmount.String(), "0."); p.verb.TransactionType != texmlgen.TransactionTokenize && amount != "" {
			told = []Field{{"ChargeId", "ch_0041"}}
			done = append(told[:1:1], Field{"PaymentConfirmationCode", "ch_0041"})
		} else {
			told = []Field{{"TokenId", "tok_0041"}}
			done = append(told[:1:1], Field{"PaymentToken", "tok_0041"})
		}
		done = append(done, p.card()...)
	}
	status := p.status("completed", whole, told...)
	if whole == "success" {
		status = append(status, p.card()...)
	}
	p.tell("pay_status_completed", status)

	l := p.leg
	fields := append(l.bare(), Field{"PayResult", whole}, Field{"Result", result}, Field{"CallSessionId", l.call.session})
	fields = append(fields, p.method()...)
	if l.call.carrier.other(payStep) {
		fields = append(fields, Field{"PaymentStep", "payment-processing"})
	}
	target := p.frame.doc.base
	if !p.verb.Action.IsZero() {
		target = p.frame.link(p.verb.Action)
	}
	l.request(p.frame, l.instruction("pay_action", target, string(p.verb.Method), append(append(fields, done...), extra...)))
}
