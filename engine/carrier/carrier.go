package carrier

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Options are the settings of an application at the carrier, and how it is played.
type Options struct {
	URL      string // voice_url: where the first document of a call is; absolute
	Fallback string // voice_fallback_url; "": none
	Method   string // voice_method: POST, the default, or GET
	Status   string // status_callback: hears of the caller's leg; "": nobody does

	// StatusEvents are what Status hears of: initiated, ringing, answered, completed. Nil: all but ringing.
	StatusEvents []string

	Transcription string // where call.transcription goes for transcriptions without a callback of their own; "": nowhere
	Conversation  string // ConversationCallback: hears when an AI assistant's talk begins and ends; "": nobody does
	Cost          string // CallCost, told to Status at the end; "": call_cost_in_webhooks is off

	// Transport carries all requests of the carrier: InProcess, or a real one. Required.
	Transport http.RoundTripper

	// Key signs the requests; nil: a new one.
	Key ed25519.PrivateKey
	// Clock is the time of the calls; nil: a new one.
	Clock *Clock
	// Stamp is the time that signatures bear; nil: that of Clock, which is right for hosts that have the same clock.
	Stamp func() time.Time

	Account, Connection string            // AccountSid and ConnectionId; "": made up
	CallerName          string            // the display name in CallerId; "": not known
	Attestation         string            // ShakenStirAttestation: A, B or C; "": none
	Secrets             map[string]string // what {{#secret}}name{{/secret}} stands for; never shown
	Seed                string            // begins the SIDs of calls: two carriers on one store need two of them

	// Doubles answer the carrier's requests to outside URLs: those of HttpRequest, and audio files, which play unless a
	// double says otherwise. The key is a URL as requested, or a method, a blank and the URL.
	Doubles map[string]Double

	// Switches are the names of the switches that are not at their default.
	Switches []string

	// Deliver decides how each callback is delivered; nil: once, in order.
	Deliver func(Request) Plan
}

// Double is the declared answer of an outside URL.
type Double struct {
	Status int    // 0: 200
	Body   string // JSON, where fields are read from it
	Failed bool   // no answer comes: a timeout, a refused connection
}

const (
	defaultAccount    = "7d1a52c4-0c4e-4b7e-9a6d-2f6f1f0c9b11"
	defaultConnection = "2204417790153820417"
)

// defaultStart is when the clock of a carrier starts that is given none.
var defaultStart = time.Date(2026, 11, 21, 10, 4, 11, 0, time.UTC)

// Carrier plays calls to one application. It and its calls belong to one goroutine, and all of them have one clock: while
// something is done with one call, the others stand still.
type Carrier struct {
	options  Options
	clock    *Clock
	switched map[string]bool
	calls    []*Call
	queues   map[string][]*queued
	ahead    int // others who wait in every queue, before the calls of this carrier
	rooms    map[string]*room
	made     int // SIDs and other ids so far
}

// New returns a carrier for an application.
func New(o Options) (*Carrier, error) {
	if u, err := url.Parse(o.URL); err != nil || u.Host == "" {
		return nil, fmt.Errorf("carrier: URL %q: want an absolute URL of the application", o.URL)
	}
	if o.Transport == nil {
		return nil, errors.New("carrier: no Transport: want InProcess(handler) or http.DefaultTransport")
	}
	if o.Method == "" {
		o.Method = http.MethodPost
	}
	if o.Method != http.MethodPost && o.Method != http.MethodGet {
		return nil, fmt.Errorf("carrier: method %q: want GET or POST", o.Method)
	}
	c := &Carrier{
		options: o, clock: o.Clock, switched: map[string]bool{},
		queues: map[string][]*queued{}, rooms: map[string]*room{},
	}
	for _, name := range o.Switches {
		if !slices.ContainsFunc(switches, func(s Switch) bool { return s.Name == name }) {
			return nil, fmt.Errorf("carrier: no switch %q", name)
		}
		c.switched[name] = true
	}
	if c.clock == nil {
		c.clock = NewClock(defaultStart)
	}
	if c.options.Stamp == nil {
		c.options.Stamp = c.clock.Now
	}
	if c.options.Key == nil {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, fmt.Errorf("carrier: make a key: %w", err)
		}
		c.options.Key = key
	}
	if o.Account == "" {
		c.options.Account = defaultAccount
	}
	if o.Connection == "" {
		c.options.Connection = defaultConnection
	}
	if o.StatusEvents == nil {
		c.options.StatusEvents = []string{"initiated", "answered", "completed"}
	}
	return c, nil
}

// PublicKey is the key that verifies this carrier's requests.
func (c *Carrier) PublicKey() ed25519.PublicKey {
	public, _ := c.options.Key.Public().(ed25519.PublicKey) // what an ed25519.PrivateKey gives
	return public
}

// Clock is the time of the calls.
func (c *Carrier) Clock() *Clock { return c.clock }

// other reports whether a switch is not at its default.
func (c *Carrier) other(name string) bool { return c.switched[name] }

// digest is the next of the numbers that ids are made of: the same in every run.
func (c *Carrier) digest() [sha256.Size]byte {
	c.made++
	return sha256.Sum256([]byte(c.options.Seed + "/" + strconv.Itoa(c.made)))
}

// callSID has the form of the carrier's: a version and a text that means nothing.
func (c *Carrier) callSID() string {
	d := c.digest()
	return "v3:" + base64.RawURLEncoding.EncodeToString(d[:24])
}

func (c *Carrier) uuid() string {
	d := c.digest()
	h := hex.EncodeToString(d[:16])
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}
