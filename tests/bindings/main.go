// SPDX-License-Identifier: MIT

// The Go package on genuine evidence: main REPORT LEAF SECONDS. Prints TAP.
package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"

	"snpguest"
)

var number, failed int

func check(good bool, name string) {
	number++
	word := "ok"
	if !good {
		word = "not ok"
		failed++
	}
	fmt.Println(word, number, "- go:", name)
}

func read(name string) []byte {
	data, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return data
}

const any = `{"report_data_any": true, "measurement_any": true}`

func errnoOf(err error) syscall.Errno {
	var trouble *snpguest.Trouble
	if errors.As(err, &trouble) {
		return trouble.Errno
	}
	return 0
}

func main() {
	report, leaf := read(os.Args[1]), read(os.Args[2])
	at, _ := strconv.ParseInt(os.Args[3], 10, 64)
	verifier, err := snpguest.NewVerifier()
	check(err == nil, "a verifier")

	judge := func(policy string, parts ...[]byte) *snpguest.Verdict {
		verdict, err := verifier.Judge([]byte(policy), at, parts...)
		if err != nil {
			return &snpguest.Verdict{Text: []byte(err.Error())}
		}
		return verdict
	}
	good := judge(any, report, leaf)
	check(good.Accepted, "accepted")
	checks, err := good.Checks()
	check(err == nil && len(checks) > 40, "its checks can be read")
	check(judge(any, []byte(hex.EncodeToString(report)), leaf).Accepted,
		"in another shape")
	check(judge(fmt.Sprintf(`{"report_data": "%x", "measurement": ["%x"]}`,
		report[0x50:0x90], report[0x90:0xc0]), report, leaf).Accepted,
		"what is demanded is there")
	check(!judge(fmt.Sprintf(`{"report_data": "%x", "measurement": ["%x"]}`,
		report[0x4f:0x8f], report[0x90:0xc0]), report, leaf).Accepted,
		"what is demanded is not there")
	flipped := append([]byte(nil), report...)
	flipped[0x90] ^= 1
	refused, err := verifier.Judge([]byte(any), at, flipped, leaf)
	check(err == nil && !refused.Accepted, "a flipped bit is refused")
	alone, err := verifier.Judge([]byte(any), at, report)
	check(err == nil && !alone.Accepted, "without a leaf: not found out")
	_, err = verifier.Judge([]byte("{}"), at, report, leaf)
	check(errnoOf(err) == syscall.EINVAL, "a policy that says nothing is a mistake")
	_, err = verifier.Judge([]byte(any), at)
	check(errnoOf(err) == syscall.EINVAL, "no part is a mistake")

	var group sync.WaitGroup
	all := true
	var lock sync.Mutex
	for i := 0; i < 8; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := 0; j < 25; j++ {
				accepted := judge(any, report, leaf).Accepted
				lock.Lock()
				all = all && accepted
				lock.Unlock()
			}
		}()
	}
	group.Wait()
	check(all, "goroutines share a verifier")
	fmt.Printf("1..%d\n", number)
	if failed > 0 {
		os.Exit(1)
	}
}
