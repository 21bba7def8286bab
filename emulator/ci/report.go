// SPDX-License-Identifier: MIT

// An attestation report to standard output, in Go, without a C library.
package main

import (
	"os"
	"syscall"
	"unsafe"
)

const getReport = 0xc0205300

type argument struct {
	version                       uint8
	request, response, exitinfo2 uint64
}

// What the kernel reads and writes must not move: not on a goroutine's stack.
var (
	request  = [96]byte{1, 2, 3}
	response [4000]byte
)

func main() {
	device, err := os.OpenFile("/dev/sev-guest", os.O_RDWR, 0)
	if err != nil {
		panic(err)
	}
	arg := argument{1, uint64(uintptr(unsafe.Pointer(&request))),
		uint64(uintptr(unsafe.Pointer(&response))), 0}
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, device.Fd(), getReport,
		uintptr(unsafe.Pointer(&arg)))
	if errno != 0 {
		panic(errno)
	}
	os.Stdout.Write(response[32 : 32+1184])
}
