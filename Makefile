# The targets are described by the ## comments; make alone prints them.

GO          ?= go
GOFUMPT     := mvdan.cc/gofumpt@v0.12.0
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# The defaults, and: every package and exported name is commented, in Go's form (ST1000, ST1020-22), receivers agree.
CHECKS      := inherit,ST1000,ST1016,ST1020,ST1021,ST1022

# For run.
LISTEN ?= 127.0.0.1:8080
ADMIN  ?= 127.0.0.1:8081
# For fuzz: how long for each target.
FUZZTIME ?= 20s

.DEFAULT_GOAL := help
.PHONY: help all build run test faults mutants lint tidy fuzz check cover bench golden clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

all: lint tidy test check ## Everything that must pass before a commit

build: ## Build .bin/texmlflow
	$(GO) build -trimpath -o .bin/texmlflow ./cmd/texmlflow

run: build ## Serve examples/hello with a throw-away key pair and print what to paste next
	@mkdir -p .run
	@test -s .run/public && test -s .run/key || { rm -f .run/key .run/public; .bin/texmlflow keygen .run/key > .run/public; }
	@rm -f .run/call.json
	@printf '\nWhen it has started, paste into another terminal, in this directory:\n\n'
	@printf '  .bin/texmlflow trigger http://$(LISTEN)/texml --key .run/key --state .run/call.json\n\n'
	@exec .bin/texmlflow serve examples/hello --listen $(LISTEN) --admin-listen $(ADMIN) \
		--store sqlite:.run/texmlflow.db --public-key "$$(cat .run/public)"

test: ## Run all tests, with the race detector and in random order
	$(GO) test -race -shuffle=on ./...

faults: ## Play all scenarios against another process, under every switch and fault (minutes)
	$(GO) test ./flows/flowtest -run TestServed -all -count=1 -timeout 60m

lint: ## Check the form: gofumpt, go vet, staticcheck
	@files=$$($(GO) run $(GOFUMPT) -l .) && if [ -n "$$files" ]; then echo "not formatted by gofumpt:"; echo "$$files"; exit 1; fi
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) -checks '$(CHECKS)' ./...

mutants: ## Break and rewrite flows without mistakes, and print what the loader refuses of each kind
	$(GO) test ./flows -v -count=1 -run TestMutants -mutants 6

tidy: ## Check that go.mod and go.sum are tidy
	$(GO) mod tidy -diff
	$(GO) mod verify

fuzz: ## Run every fuzz target for FUZZTIME (20s)
	@set -e; grep -rlE '^func Fuzz[A-Z]' --include='*_test.go' . | sort | while read -r file; do \
		for name in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]+)\(.*/\1/p' "$$file"); do \
			echo "== $$(dirname "$$file") $$name"; \
			$(GO) test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")"; \
		done; \
	done

check: build ## Check the flows of the examples and their layout, and play their scenarios
	.bin/texmlflow check --strict examples
	.bin/texmlflow fmt --check examples
	.bin/texmlflow test --cover-min 100 examples

cover: ## Measure what the tests cover
	@mkdir -p .cover
	$(GO) test -coverprofile=.cover/profile -coverpkg=./... ./...
	$(GO) tool cover -func=.cover/profile | tail -1
	@echo "by line: go tool cover -html=.cover/profile"

bench: ## Run all benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

golden: ## Rewrite the expected outputs of the tests; look at the diff before you commit it
	@set -e; grep -rlE 'flag\.Bool\("update"' --include='*_test.go' . | xargs -n1 dirname | sort -u | while read -r dir; do \
		echo "== $$dir"; $(GO) test "$$dir" -update; \
	done

clean: ## Remove what build, run and cover have made
	rm -rf .bin .run .cover
