// SPDX-License-Identifier: MIT

// client VERB: as client.c, the way a Go program does it: without a C library,
// on raw system calls, with signals that preempt its threads.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"unsafe"
)

const (
	device       = "/dev/sev-guest"
	getReport    = 0xc0205300
	getKey       = 0xc0205301
	getExtReport = 0xc0205302
)

type argument struct {
	version                     uint8
	request, response, exitinfo uint64
}

type extRequest struct {
	report   [96]byte
	certs    uint64
	certsLen uint32
}

func ask(fd uintptr, number uintptr, request, response unsafe.Pointer) (uint64, error) {
	arg := &argument{version: 1, request: uint64(uintptr(request)),
		response: uint64(uintptr(response))}
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, fd, number,
		uintptr(unsafe.Pointer(arg)))
	if errno != 0 {
		return arg.exitinfo, errno
	}
	return arg.exitinfo, nil
}

// What the kernel writes to must not move: it is no goroutine's stack.
func report(fd uintptr, nonce byte) error {
	request, response := new([96]byte), new([4000]byte)
	request[0] = nonce
	if _, err := ask(fd, getReport, unsafe.Pointer(request), unsafe.Pointer(response)); err != nil {
		return err
	}
	if !bytes.Equal(response[0x70:0xb0], request[:64]) {
		return fmt.Errorf("another report")
	}
	return nil
}

func open() uintptr {
	fd, err := syscall.Open(device, syscall.O_RDWR, 0)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return uintptr(fd)
}

func extended() error {
	request, response := new(extRequest), new([4000]byte)
	table := make([]byte, 0x4000)
	fd := open()
	info, err := ask(fd, getExtReport, unsafe.Pointer(request), unsafe.Pointer(response))
	if err != syscall.EIO || info != 1<<32 || request.certsLen == 0 {
		return fmt.Errorf("%v, %x, %d", err, info, request.certsLen)
	}
	request.certs = uint64(uintptr(unsafe.Pointer(&table[0])))
	if _, err = ask(fd, getExtReport, unsafe.Pointer(request), unsafe.Pointer(response)); err == nil && table[0] == 0 {
		err = fmt.Errorf("no table")
	}
	return err
}

func key() error {
	request, one, two := new([32]byte), new([64]byte), new([64]byte)
	fd := open()
	if _, err := ask(fd, getKey, unsafe.Pointer(request), unsafe.Pointer(one)); err != nil {
		return err
	}
	if _, err := ask(fd, getKey, unsafe.Pointer(request), unsafe.Pointer(two)); err != nil {
		return err
	}
	if *one != *two {
		return fmt.Errorf("another key")
	}
	return nil
}

func threads() error {
	fd := open()
	var group sync.WaitGroup
	failed := make(chan error, 80)
	for i := 0; i < 8; i++ {
		group.Add(1)
		go func(nonce byte) {
			defer group.Done()
			for k := 0; k < 10; k++ {
				if err := report(fd, nonce); err != nil {
					failed <- err
				}
			}
		}(byte(i))
	}
	group.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

func inherit() error {
	child := exec.Command(os.Args[0], "inherited", "3")
	child.ExtraFiles = []*os.File{os.NewFile(open(), device)}
	return child.Run()
}

func run(words []string) error {
	switch words[0] {
	case "exists":
		_, err := os.Stat(device)
		return err
	case "open", "report":
		return report(open(), 1)
	case "extended":
		return extended()
	case "key":
		return key()
	case "dup":
		fd, err := syscall.Dup(int(open()))
		if err != nil {
			return err
		}
		return report(uintptr(fd), 2)
	case "fork", "exec":
		return inherit()
	case "inherited":
		fd, _ := strconv.Atoi(words[1])
		return report(uintptr(fd), 3)
	case "opens":
		fd := open()
		for i := 1; i < 200; i++ {
			fd = open()
		}
		return report(fd, 4)
	case "threads":
		return threads()
	case "loop":
		times, _ := strconv.Atoi(words[1])
		fd := open()
		for i := 0; i < times; i++ {
			if err := report(fd, byte(i)); err != nil {
				return err
			}
			if i == 0 {
				fmt.Println("begun")
			}
		}
		return nil
	}
	return fmt.Errorf("no verb %s", words[0])
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
