package main

import "strconv"

// ending adds the fields of the callbacks that tell how a verb has ended. Those of Enqueue and Connect are not documented
// for TeXML: they are TwiML's, as the server reads them.
func (in input) ending(f *form, c *phoneCall, stamp string) {
	switch in.kind {
	case inputEnqueue:
		f.add("QueueSid", "queue-of-"+c.CallSID)
		if in.text == "timed_out" { // TwiML has no word for it: the length of the wait tells
			f.add("QueueTime", strconv.Itoa(c.Answer.longestWait()))
			return
		}
		result := map[string][2]string{
			"bridged": {"30", "bridged"}, "left": {"30", "leave"}, "full": {"0", "queue-full"}, "failed": {"0", "error"},
		}[in.text]
		f.add("QueueTime", result[0], "QueueResult", result[1])
	case inputConference:
		f.add("CallStatus", "in-progress")
		if in.text == "failed" {
			f.add("DialCallStatus", "failed")
		}
	case inputConnect:
		if in.text == "failed" {
			f.add("SessionStatus", "failed")
		}
	case inputRefer:
		notified := map[string]string{"in-progress": "200", "failed": "603", "busy": "486", "canceled": "487", "no-answer": "480"}[in.text]
		f.add("ReferCallStatus", in.text, "ReferSipResponseCode", "202", "NotifySipResponseCode", notified, "Timestamp", stamp)
	case inputPay:
		in.payment(f, c)
	default: // the others do not end a verb so
	}
}

// payment adds what a Pay tells: a charge or a token, as its document asked for, of a card that is none.
func (in input) payment(f *form, c *phoneCall) {
	whole := "failed"
	if in.text == "success" {
		whole = "success"
	}
	f.add("PayResult", whole, "Result", in.text, "CallSessionId", "session-of-"+c.CallSID,
		"PaymentMethod", "credit-card", "PaymentConnector", "Default")
	if whole == "failed" {
		f.add("PaymentError", in.text)
		return
	}
	if c.Answer.Charges {
		f.add("ChargeId", "ch_trial", "PaymentConfirmationCode", "ch_trial")
	} else {
		f.add("TokenId", "tok_trial", "PaymentToken", "tok_trial")
	}
	f.add("PaymentCardNumber", "xxxxxxxxxxxx1881", "PaymentCardType", "visa", "ExpirationDate", "0929",
		"SecurityCode", "xxx", "PaymentCardPostalCode", "78701")
}

// longestWait is how many seconds a queue keeps a caller.
func (d answer) longestWait() int {
	if d.MaxWait > 0 {
		return d.MaxWait
	}
	return 14400
}
