package texmlgen

import "time"

// Queue connects the caller of a Dial (an agent) with the head of a queue, first come first served.
//
// The document at URL may hold Play, Say, Gather, Pause and Redirect.
//
// Source: TeXML <Queue>, developers.telnyx.com.
type Queue struct {
	// Name: the queue. Required.
	Name Text

	// URL: a document the queued caller hears before the two are bridged.
	URL URL
	// Method: the HTTP method of URL. Default POST.
	Method Method
}

func (*Queue) spec() *ElementSpec { return &queueSpec }

func (x *Queue) fields(v visitor) {
	v.url("url", &x.URL)
	v.enum("method", (*string)(&x.Method))
	v.token(&x.Name)
}

func (*Queue) dialNoun() {}

// Enqueue puts the caller into a queue, where the document at WaitURL runs again and again until someone dials the
// queue, the caller leaves it, or the longest stay is over; then Action is requested.
//
// The wait document may hold Play, Say, Gather, Pause, Hangup, Redirect and Leave. A queue that does not exist is
// created.
//
// Uncertain: page example shows an empty element; queue name as text comes from migration skill; parameters of action
// undocumented.
//
// Source: TeXML <Enqueue>, developers.telnyx.com.
type Enqueue struct {
	// Queue: the queue.
	Queue Text

	// Action: absolute or relative; requested after Leave, the end of a bridge, or the longest stay.
	Action URL
	// Method: the HTTP method of Action. Default POST.
	Method Method
	// WaitURL: the document the caller hears while waiting, again and again.
	WaitURL URL
	// WaitURLMethod: the HTTP method of WaitURL. Default POST.
	WaitURLMethod Method
	// MaxWaitTimeSecs: how long the caller may wait. Whole seconds, 1 or more; default 14400.
	MaxWaitTimeSecs Opt[time.Duration]
}

func (*Enqueue) spec() *ElementSpec { return &enqueueSpec }

func (x *Enqueue) fields(v visitor) {
	v.url("action", &x.Action)
	v.enum("method", (*string)(&x.Method))
	v.url("waitUrl", &x.WaitURL)
	v.enum("waitUrlMethod", (*string)(&x.WaitURLMethod))
	v.duration("maxWaitTimeSecs", &x.MaxWaitTimeSecs)
	v.token(&x.Queue)
}

func (*Enqueue) verb() {}

// Leave takes the caller out of the queue; it belongs into the wait document of an Enqueue.
//
// Source: TeXML <Leave>, developers.telnyx.com.
type Leave struct{}

func (*Leave) spec() *ElementSpec { return &leaveSpec }

func (*Leave) fields(visitor) {}

func (*Leave) verb() {}
