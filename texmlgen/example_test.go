package texmlgen_test

import (
	"fmt"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

func ExampleWrite() {
	caller := "Zoë {{#secret}}pin{{/secret}} <Dial>" // from a database
	doc := &texmlgen.Response{Verbs: []texmlgen.Verb{
		&texmlgen.Gather{
			Action:    texmlgen.Route("answer"),
			NumDigits: texmlgen.Some(1),
			Timeout:   texmlgen.Some(6 * time.Second),
			Prompt: []texmlgen.Verb{&texmlgen.Say{
				Text: texmlgen.Concat(texmlgen.Literal("Hello "), texmlgen.Outside(caller), texmlgen.Literal(". Press one.")),
			}},
		},
		&texmlgen.Hangup{},
	}}
	b, err := texmlgen.Write(doc, texmlgen.Options{
		Resolve: func(route string) (string, error) { return "https://ivr.example.net/t/" + route, nil },
		Indent:  true,
	})
	fmt.Printf("%s%v\n", b, err)
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <Response>
	//   <Gather action="https://ivr.example.net/t/answer" timeout="6" numDigits="1">
	//     <Say>Hello Zoë { {#secret}}pin{ {/secret}} &lt;Dial&gt;. Press one.</Say>
	//   </Gather>
	//   <Hangup/>
	// </Response>
	// <nil>
}

func ExampleWrite_refused() {
	doc := &texmlgen.Response{Verbs: []texmlgen.Verb{
		&texmlgen.Dial{Number: texmlgen.Outside("+882155500199")},
	}}
	_, err := texmlgen.Write(doc, texmlgen.Options{})
	fmt.Println(err)
	// Output:
	// write TeXML: verb 1: Dial "…99 (13 characters)": may not be called: no target is allowed
}

func ExampleValidate() {
	for _, f := range texmlgen.Validate([]byte(`<Response>
  <Gather action="https://ivr.example.net/t/answer" numdigits="1" timeout="300">
    <Pause length="1"/>
  </Gather>
</Response>`)) {
		fmt.Println(f)
	}
	// Output:
	// 2:53: error: Gather has no attribute "numdigits" [unknown-attribute]; did you mean "numDigits"?
	// 2:76: error: Gather timeout "300": want 1 to 120 seconds [range]
	// 3:6: error: Pause may not stand in Gather [nesting]; it belongs in Response
}

func ExampleCompile() {
	balance := func(amount string) *texmlgen.Say {
		return &texmlgen.Say{Text: texmlgen.Literal("Your balance is ").Append(texmlgen.Outside(amount))}
	}
	template, err := texmlgen.Compile(balance("")) // once
	if err != nil {
		fmt.Println(err)
		return
	}
	doc := &texmlgen.Response{Verbs: []texmlgen.Verb{balance("12 <euros>"), &texmlgen.Hangup{}}}
	b, err := texmlgen.Write(doc, texmlgen.Options{Templates: []*texmlgen.Template{template}})
	fmt.Printf("%s%v\n", b, err)
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <Response><Say>Your balance is 12 &lt;euros&gt;</Say><Hangup/></Response>
	// <nil>
}
