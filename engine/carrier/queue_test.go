package carrier

import (
	"testing"
	"time"
)

// queueOfTwo lets a caller wait and an agent take the call; the caller is asked for a key before they talk.
func queueOfTwo(t *testing.T, change ...func(*Options)) (caller, agent *Call) {
	t.Helper()
	c, a := dock(t, map[string]string{
		"/voice": `<Enqueue action="/after" waitUrl="/wait">desk</Enqueue>`, "/wait": `<Say>please hold</Say><Gather action="/key"/>`,
		"/after": `<Say>after the queue</Say><Gather/>`,
	}, append(change, everybody)...)
	caller, step := begin(t, c, "+15125550142")
	wantWords(t, step, "please hold")
	wantFields(t, request(t, caller, "enqueue_wait_url"), "QueuePosition", "1", "CurrentQueueSize", "1", "QueueTime", "0")

	a.docs["/voice"] = `<Dial action="/done"><Queue url="/greet">desk</Queue></Dial>`
	a.docs["/greet"] = `<Say>you are next</Say>`
	a.docs["/done"] = `<Say>next one</Say>`
	agent, step = begin(t, c, "+15125550177")
	if !step.Waits.Bridged {
		t.Errorf("the agent waits for %+v", step.Waits)
	}
	return caller, agent
}

func TestQueueOfTwoCalls(t *testing.T) {
	t.Run("the agent ends the talk", func(t *testing.T) {
		caller, agent := queueOfTwo(t)
		wantWords(t, caller.Look(), "you are next")
		step := do(t, agent, Dial("completed").Talk(90*time.Second))
		wantWords(t, step, "next one")
		wantFields(t, request(t, agent, "dial_action"), "DialCallStatus", "completed", "DialCallDuration", "90", "DialCallSid", caller.SID)
		wantWords(t, caller.Look(), "after the queue")
		wantFields(t, request(t, caller, "enqueue_action"), "QueueResult", "bridged")
	})
	t.Run("the agent drops the caller with a star", func(t *testing.T) {
		c, a := dock(t, map[string]string{"/voice": `<Enqueue>desk</Enqueue><Say>after</Say>`})
		waits, _ := begin(t, c, caller)
		a.docs["/voice"] = `<Dial hangupOnStar="true"><Queue>desk</Queue></Dial><Say>next one</Say>`
		agent, _ := begin(t, c, "+15125550177")
		wantWords(t, do(t, agent, Press("1*")), "next one")
		wantWords(t, waits.Look(), "after")
	})
	t.Run("the caller hangs up", func(t *testing.T) {
		caller, agent := queueOfTwo(t)
		do(t, caller, Hangup())
		wantWords(t, agent.Look(), "next one")
		wantFields(t, request(t, caller, "enqueue_action"), "QueueResult", "bridged")
	})
	t.Run("the agent hangs up", func(t *testing.T) {
		caller, agent := queueOfTwo(t)
		caller.Look()
		do(t, agent, Hangup())
		wantWords(t, caller.Look(), "after the queue")
		wantFields(t, request(t, agent, "dial_action"), "DialCallStatus", "completed", "CallStatus", "completed")
	})
	t.Run("the agent is there first", func(t *testing.T) {
		c, a := dock(t, map[string]string{"/voice": `<Dial><Queue>desk</Queue></Dial>`})
		agent, step := begin(t, c, "+15125550177")
		if step.Waits.Bridged {
			t.Fatal(step.Waits)
		}
		a.docs["/voice"] = `<Enqueue>desk</Enqueue><Say>after</Say>`
		caller, step := begin(t, c, caller)
		if !step.Waits.Bridged {
			t.Fatal(step.Waits)
		}
		do(t, agent, Dial("completed"))
		wantWords(t, caller.Look(), "after")
	})
}

func TestQueue(t *testing.T) {
	docs := map[string]string{
		"/voice": `<Enqueue action="/after" waitUrl="/wait" maxWaitTimeSecs="60">desk</Enqueue>`,
		"/wait":  `<Say>hold</Say><Gather action="/key" timeout="5" numDigits="1"/>`,
		"/key":   `<Say>leaving</Say><Leave/>`, "/after": `<Say>after</Say>`,
	}
	t.Run("hears its document again and again", func(t *testing.T) {
		_, call, step := play(t, docs)
		wantWaits(t, step, "Gather")
		if len(step.Also) != 1 || step.Also[0].Verb != "Enqueue" {
			t.Errorf("waits below for %+v", step.Also)
		}
		step = do(t, call, Wait(20*time.Second))
		wantWords(t, step, "hold hold hold")
		wantFields(t, request(t, call, "enqueue_wait_url"), "QueueTime", "16")
	})
	t.Run("stands behind others", func(t *testing.T) {
		_, call, _ := play(t, docs)
		call.carrier.Ahead(2)
		do(t, call, Wait(20*time.Second))
		wantFields(t, request(t, call, "enqueue_wait_url"), "QueuePosition", "3", "CurrentQueueSize", "3")
	})
	t.Run("leaves", func(t *testing.T) {
		_, call, _ := play(t, docs)
		wantWords(t, do(t, call, Press("9")), "leaving after")
		wantFields(t, request(t, call, "enqueue_action"), "QueueResult", "leave", "ConnectionId", "")
	})
	t.Run("waits too long", func(t *testing.T) {
		_, call, _ := play(t, docs)
		step := do(t, call, Wait(2*time.Minute))
		wantFields(t, request(t, call, "enqueue_action"), "QueueResult", "timeout", "QueueTime", "60")
		if step.End == nil {
			t.Error("the call goes on")
		}
	})
	t.Run("is taken", func(t *testing.T) {
		_, call, _ := play(t, docs)
		wantWords(t, do(t, call, Dequeue(time.Minute)), "after")
		wantFields(t, request(t, call, "enqueue_action"), "QueueResult", "bridged", "QueueTime", "60")
	})
	t.Run("hangs up", func(t *testing.T) {
		_, call, _ := play(t, docs)
		do(t, call, Hangup())
		wantFields(t, request(t, call, "enqueue_action"), "QueueResult", "hangup")
		if len(call.carrier.queues) != 0 {
			t.Errorf("the queues hold %v", call.carrier.queues)
		}
	})
	t.Run("a hold document that takes no time", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Enqueue waitUrl="/wait">desk</Enqueue>`, "/wait": `<Redirect>/other</Redirect>`, "/other": ``})
		do(t, call, Wait(5*time.Second))
		wantWaits(t, call.Look(), "Enqueue")
	})
}
