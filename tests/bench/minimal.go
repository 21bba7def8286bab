// SPDX-License-Identifier: MIT
//
// minimal REPORT VCEK ASK ARK: the least that a program in Go does to verify a
// report under its chain: parse three certificates (DER), two RSA-PSS, one P-384.
// It looks at nothing else; a process of the tool is measured against it.
package main

import (
	"crypto/ecdsa"
	"crypto/sha512"
	"crypto/x509"
	"fmt"
	"math/big"
	"os"
)

const (
	signedSize = 0x2a0
	rOffset    = 0x2a0
	sOffset    = 0x2e8
	numberSize = 48
)

func need(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "minimal:", err)
		os.Exit(3)
	}
}

func certificate(path string) *x509.Certificate {
	der, err := os.ReadFile(path)
	need(err)
	cert, err := x509.ParseCertificate(der)
	need(err)
	return cert
}

func number(report []byte, offset int) *big.Int {
	bytes := make([]byte, numberSize)
	for i := range bytes {
		bytes[i] = report[offset+numberSize-1-i]
	}
	return new(big.Int).SetBytes(bytes)
}

func main() {
	if len(os.Args) != 5 {
		need(fmt.Errorf("usage: minimal REPORT VCEK ASK ARK"))
	}
	report, err := os.ReadFile(os.Args[1])
	need(err)
	vcek, ask, ark := certificate(os.Args[2]), certificate(os.Args[3]), certificate(os.Args[4])
	need(ask.CheckSignatureFrom(ark))
	need(ask.CheckSignature(vcek.SignatureAlgorithm, vcek.RawTBSCertificate, vcek.Signature))
	digest := sha512.Sum384(report[:signedSize])
	key := vcek.PublicKey.(*ecdsa.PublicKey)
	if !ecdsa.Verify(key, digest[:], number(report, rOffset), number(report, sOffset)) {
		need(fmt.Errorf("the signature does not hold"))
	}
}
