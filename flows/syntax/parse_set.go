package syntax

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// Parse parses the files of the set, as many at once as there are processors. What is found is in the order of the files,
// as if they were parsed one by one.
func (s *Set) Parse(out *diag.List) {
	type parsed struct {
		documents []*Document
		findings  diag.List
	}
	results := make([]parsed, len(s.Files))
	each(len(s.Files), func(i int) {
		r := &results[i]
		r.documents = Parse(s.Files[i].Name, s.Files[i].Bytes, &r.findings)
	})
	for _, r := range results {
		s.Documents = append(s.Documents, r.documents...)
		*out = append(*out, r.findings...)
	}
}

// each does something for every number below n, several at once. A panic in it becomes one of the caller, who may be a
// server that has to survive it.
func each(n int, do func(i int)) {
	if n == 1 {
		do(0)
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	var failed atomic.Pointer[any]
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					failed.Store(&v)
				}
			}()
			for i := int(next.Add(1)) - 1; i < n && failed.Load() == nil; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
	if v := failed.Load(); v != nil {
		panic(*v)
	}
}
