package flowtest

import (
	"io"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// WriteGitHub writes each failure as a command that makes GitHub Actions show it beside its line, see [diag.WriteGitHub].
func WriteGitHub(w io.Writer, r *Report) error {
	var list diag.List
	for _, f := range r.Files {
		for _, one := range f.Results {
			for _, x := range one.Failures {
				finding := diag.Finding{Severity: diag.Error, Code: x.What, Span: x.At, Message: one.Scenario.Name + ": " + x.What + ": " + x.Message}
				for _, part := range append(x.rows(), x.contextRows()...) {
					if len(part.lines) > 0 {
						finding.Related = append(finding.Related, diag.Related{Message: part.name + ": " + strings.Join(part.lines, " / ")})
					}
				}
				list.Add(finding)
			}
		}
	}
	return diag.WriteGitHub(w, list)
}
