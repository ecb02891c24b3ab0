package syntax

import (
	"slices"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// The codes of findings about the YAML text. They are stable.
const (
	codeAlias            = "alias"
	codeAnchor           = "anchor"
	codeIndentation      = "bad-indentation"
	codeBracket          = "bracket"
	codeColonInText      = "colon-in-text"
	codeComplexKey       = "complex-key"
	codeControl          = "control-character"
	codeDirective        = "directive"
	codeDuplicateKey     = "duplicate-key"
	codeEmptyFile        = "empty-file"
	codeEmptyKey         = "empty-key"
	codeEscape           = "escape"
	codeFileTooLarge     = "file-too-large"
	codeIgnore           = "ignore"
	codeKeyValue         = "key-without-value"
	codeLinkLoop         = "link-loop"
	codeLinkOutside      = "link-outside"
	codeMergeKey         = "merge-key"
	codeColon            = "missing-colon"
	codeUTF8             = "not-utf8"
	codeOdd              = "odd-character"
	codeQuoteBraces      = "quote-in-braces"
	codeQuote            = "quote-it"
	codeSetTooLarge      = "set-too-large"
	codeTab              = "tab-indent"
	codeTag              = "tag"
	codeAfterValue       = "text-after-value"
	codeComma            = "text-cut-by-comma"
	codeLost             = "text-lost-to-comment"
	codeTextStart        = "text-start"
	codeTooDeep          = "too-deep"
	codeTooManyDocuments = "too-many-documents"
	codeTooManyKeys      = "too-many-keys"
	codeTooManyNodes     = "too-many-nodes"
	codeQuoteOpen        = "unclosed-quote"
	codeUnknownKey       = "unknown-key"
	codeUnreadable       = "unreadable-file"
	codeUnusedIgnore     = "unused-ignore"
	codeSyntax           = "yaml-syntax"
	codeYML              = "yml-not-read"
)

var codes = []diag.Code{
	{Name: codeAlias, Severity: diag.Error, Meaning: "a YAML alias, as an unquoted * makes one"},
	{Name: codeAnchor, Severity: diag.Error, Meaning: "a YAML anchor, as an unquoted & makes one"},
	{Name: codeIndentation, Severity: diag.Error, Meaning: "a line in a column where YAML cannot read it"},
	{Name: codeBracket, Severity: diag.Error, Meaning: "a bracket that is missing, or closes another"},
	{Name: codeColonInText, Severity: diag.Error, Meaning: "a colon in text, which YAML takes for the end of a key"},
	{Name: codeComplexKey, Severity: diag.Error, Meaning: "a map or a list as a key"},
	{Name: codeControl, Severity: diag.Error, Meaning: "an invisible character that nothing can say or send"},
	{Name: codeDirective, Severity: diag.Error, Meaning: "a line that begins with %, which YAML keeps for itself"},
	{Name: codeDuplicateKey, Severity: diag.Error, Meaning: "a key that stands twice in a map"},
	{Name: codeEmptyFile, Severity: diag.Error, Meaning: "a file with nothing in it, or nothing but comments"},
	{Name: codeEmptyKey, Severity: diag.Error, Meaning: "a colon without a key before it"},
	{Name: codeEscape, Severity: diag.Error, Meaning: "a backslash in double quotes that YAML does not know"},
	{Name: codeFileTooLarge, Severity: diag.Error, Meaning: "a file of more than a megabyte"},
	{Name: codeIgnore, Severity: diag.Warning, Meaning: "an ignore comment that is wrong, or cannot be followed"},
	{Name: codeKeyValue, Severity: diag.Error, Meaning: "a word in braces that is neither a key nor a value"},
	{Name: codeLinkLoop, Severity: diag.Error, Meaning: "a folder that is inside itself"},
	{Name: codeLinkOutside, Severity: diag.Error, Meaning: "a link out of the directory of the flows"},
	{Name: codeMergeKey, Severity: diag.Error, Meaning: "a << that merges one map into another"},
	{Name: codeColon, Severity: diag.Error, Meaning: "a line without its key or its colon"},
	{Name: codeUTF8, Severity: diag.Error, Meaning: "a file in another encoding than UTF-8"},
	{Name: codeOdd, Severity: diag.Error, Meaning: "a character that only looks like a blank or a quote"},
	{Name: codeQuoteBraces, Severity: diag.Error, Meaning: "a text in braces or brackets that YAML cannot read without quotes"},
	{Name: codeQuote, Severity: diag.Error, Meaning: "a text that YAML takes for a number, a moment or nothing"},
	{Name: codeSetTooLarge, Severity: diag.Error, Meaning: "a directory with more flows than are read"},
	{Name: codeTab, Severity: diag.Error, Meaning: "a line that is indented with a tab"},
	{Name: codeTag, Severity: diag.Error, Meaning: "a YAML tag, as an unquoted ! makes one"},
	{Name: codeAfterValue, Severity: diag.Error, Meaning: "text that goes on after its closing quote or bracket"},
	{Name: codeComma, Severity: diag.Error, Meaning: "a text in braces that ended at its comma"},
	{Name: codeLost, Severity: diag.Error, Meaning: "a text that ended at its #"},
	{Name: codeTextStart, Severity: diag.Error, Meaning: "a text that begins with a sign of YAML's own"},
	{Name: codeTooDeep, Severity: diag.Error, Meaning: "maps and lists within each other, deeper than is read"},
	{Name: codeTooManyDocuments, Severity: diag.Error, Meaning: "a file with more flows than are read"},
	{Name: codeTooManyKeys, Severity: diag.Error, Meaning: "a map with more keys than are read"},
	{Name: codeTooManyNodes, Severity: diag.Error, Meaning: "a file with more values than are read"},
	{Name: codeQuoteOpen, Severity: diag.Error, Meaning: "a quote that is never closed"},
	{Name: codeUnknownKey, Severity: diag.Error, Meaning: "a key that is not of the language at this place"},
	{Name: codeUnreadable, Severity: diag.Error, Meaning: "a file that cannot be read"},
	{Name: codeUnusedIgnore, Severity: diag.Warning, Meaning: "an ignore comment that silences nothing"},
	{Name: codeSyntax, Severity: diag.Error, Meaning: "text that YAML cannot read, for no reason with a name of its own"},
	{Name: codeYML, Severity: diag.Warning, Meaning: "a file ending in .yml, which is not read"},
}

// Codes lists the codes of this package's findings, in alphabetical order.
func Codes() []diag.Code { return slices.Clone(codes) }
