package main

import (
	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/flows"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of flows, for editors",
		Long: "schema prints the JSON Schema (draft 7) of flow files. An editor with a language server for YAML completes keys by it\n" +
			"and marks what is wrong while it is typed. It sees one file and no meaning: check says the rest.",
		Example: "  texmlflow schema > .texmlflow.schema.json\n\n" +
			"  and as the first line of a flow file:\n  # yaml-language-server: $schema=.texmlflow.schema.json",
		Args: exactly(0, "no arguments"),
		RunE: work(func(*cobra.Command, []string) error { return flows.WriteSchema(a.stdout) }),
	}
}
