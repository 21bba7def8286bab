// SPDX-License-Identifier: MIT

// Package snpguest judges AMD SEV-SNP attestation evidence with libsnpguest.
//
// Evidence is bytes in any shape that snpguest_container(3) knows, a policy is
// JSON as in snpguest-policy(5), and a verdict's text is that of
// snpguest-json(5).
package snpguest

/*
#cgo pkg-config: libsnpguest
#include <stdlib.h>
#include <snpguest.h>
*/
import "C"

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"syscall"
	"unsafe"
)

// Now is the time of the call.
const Now = math.MinInt64

// Verdict on evidence. Accepted is false unless everything was found good; why
// it is not stands in Text, JSON.
type Verdict struct {
	Accepted bool
	Text     []byte
}

// Check is one line of a verdict.
type Check struct {
	Check  string `json:"check"`
	Result string `json:"result"`
	Class  string `json:"class"`
	Detail string `json:"detail"`
}

// Checks reads the lines of a verdict.
func (v *Verdict) Checks() ([]Check, error) {
	var text struct {
		Checks []Check `json:"checks"`
	}
	err := json.Unmarshal(v.Text, &text)
	return text.Checks, err
}

// Trouble says that it could not be found out, and why.
type Trouble struct {
	Errno syscall.Errno
	What  string
}

func (t *Trouble) Error() string {
	return fmt.Sprintf("snpguest: %s", t.What)
}

func trouble(code C.int, err *C.struct_snpguest_error) error {
	return &Trouble{syscall.Errno(-code), C.GoString(&err.what[0])}
}

// Verifier trusts AMD's roots and remembers leaves that it has seen. It may be
// used by several goroutines at once.
type Verifier struct {
	c *C.struct_snpguest_verifier
}

// NewVerifier makes a Verifier.
func NewVerifier() (*Verifier, error) {
	var err C.struct_snpguest_error
	v := new(Verifier)
	if code := C.snpguest_verifier_new(&v.c, nil, &err); code != 0 {
		return nil, trouble(code, &err)
	}
	runtime.SetFinalizer(v, func(v *Verifier) {
		C.snpguest_verifier_free(v.c)
	})
	return v, nil
}

// blob copies into C's memory, which the caller frees.
func blob(b []byte) C.struct_snpguest_blob {
	return C.struct_snpguest_blob{
		data: (*C.uint8_t)(C.CBytes(b)),
		len:  C.size_t(len(b)),
	}
}

// Judge asks for a verdict at a time in seconds since 1970, or Now, on evidence
// in one or several parts. An error is always a *Trouble.
func (v *Verifier) Judge(policy []byte, at int64, evidence ...[]byte) (*Verdict, error) {
	var err C.struct_snpguest_error
	var text *C.char

	parts := (*[1 << 16]C.struct_snpguest_blob)(C.calloc(
		C.size_t(len(evidence)+1), C.sizeof_struct_snpguest_blob))
	for i, part := range evidence {
		parts[i] = blob(part)
	}
	p := blob(policy)
	defer func() {
		for i := range evidence {
			C.free(unsafe.Pointer(parts[i].data))
		}
		C.free(unsafe.Pointer(parts))
		C.free(unsafe.Pointer(p.data))
		C.free(unsafe.Pointer(text))
	}()
	code := C.snpguest_judge_json(v.c, &parts[0], C.size_t(len(evidence)),
		p, C.int64_t(at), &text, &err)
	runtime.KeepAlive(v)
	if text == nil {
		return nil, trouble(code, &err)
	}
	switch code {
	case 0, C.SNPGUEST_REFUSED, -C.int(syscall.ENODATA):
		return &Verdict{code == 0, []byte(C.GoString(text))}, nil
	}
	return nil, trouble(code, &err)
}
