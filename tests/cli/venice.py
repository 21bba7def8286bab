#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""venice.py DIR: a product that nobody knows, forged by the openssl command.

Writes to DIR ark.pem and ask.pem, vcek.der, report.bin, and anchors.json, the file
that tells of it. The report has version 5; the TCB is laid out as Turin's.
"""
import json
import os
import subprocess
import sys

NAME = "Venice"
FAMILY, MODELS, MODEL = 0x1A, (0x50, 0x5F), 0x51
HWID = bytes(range(0xA0, 0xA8))
TCB = bytes([1, 1, 0, 4, 0, 0, 0, 81])  # fmc, bl, tee, snp, -, -, -, ucode
AMD = "1.3.6.1.4.1.3704.1"
SUBJECT = "/OU=Engineering/C=US/L=Santa Clara/ST=CA/O=Advanced Micro Devices/CN="
PSS = ["-sha384", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:48",
       "-sigopt", "rsa_mgf1_md:sha384"]
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def issue(name, common_name, issuer, extensions, serial):
    """NAME.pem for the key in NAME.key, signed by ISSUER's."""
    write(name + ".ext", extensions.encode())
    openssl("req", "-new", "-key", name + ".key", "-subj", SUBJECT + common_name,
            "-out", name + ".csr")
    by = ["-signkey", name + ".key"] if issuer == name else \
        ["-CA", issuer + ".pem", "-CAkey", issuer + ".key"]
    openssl("x509", "-req", "-in", name + ".csr", *by, "-set_serial", serial, "-days",
            "3650", *PSS, "-extfile", name + ".ext", "-out", name + ".pem")


def leaf_extensions():
    numbers = {"1": 1, "3.1": TCB[1], "3.2": TCB[2], "3.3": TCB[3], "3.5": 0, "3.6": 0,
               "3.7": 0, "3.8": TCB[7], "3.9": TCB[0]}
    lines = [f"{AMD}.{n}=ASN1:INTEGER:{value}" for n, value in numbers.items()]
    lines.append(f"{AMD}.2=ASN1:IA5STRING:{NAME}-A0")
    lines.append(f"{AMD}.4=DER:{HWID.hex()}")
    return "\n".join(lines) + "\n"


def signature(der):
    """r and s of an ECDSA signature, 72 bytes each, little endian."""
    def integer(at):
        assert der[at] == 2
        end = at + 2 + der[at + 1]
        return int.from_bytes(der[at + 2:end], "big"), end

    r, at = integer(2 if der[1] < 0x80 else 3)
    s, _ = integer(at)
    return r.to_bytes(72, "little") + s.to_bytes(72, "little")


def report():
    body = bytearray(1184)

    def put(at, value, size):
        body[at:at + size] = value.to_bytes(size, "little")

    put(0x00, 5, 4)
    put(0x08, 0x30000, 8)
    put(0x34, 1, 4)
    body[0x90:0xC0] = b"\x51" * 48
    for at in (0x38, 0x180, 0x1E0, 0x1F0):
        body[at:at + 8] = TCB
    body[0x188:0x18B] = bytes([FAMILY, MODEL, 0])
    body[0x1A0:0x1A8] = HWID
    write("signed", body[:0x2A0])
    openssl("dgst", "-sha384", "-sign", "vcek.key", "-out", "signature", "signed")
    with open("signature", "rb") as file:
        body[0x2A0:0x330] = signature(file.read())
    write("report.bin", body)


def main():
    os.makedirs(sys.argv[1], exist_ok=True)
    os.chdir(sys.argv[1])
    for name in ("ark", "ask"):
        openssl("genrsa", "-out", name + ".key", "4096")
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out",
            "vcek.key")
    issue("ark", "ARK-" + NAME, "ark", CA, "0x10000")
    issue("ask", "SEV-" + NAME, "ark", CA, "0x10001")
    issue("vcek", "SEV-VCEK", "ask", leaf_extensions(), "0")
    openssl("x509", "-in", "vcek.pem", "-outform", "DER", "-out", "vcek.der")
    report()
    chain = "".join(open(name + ".pem").read() for name in ("ask", "ark"))
    with open("anchors.json", "w") as file:
        json.dump({"products": [{
            "name": NAME, "tcb_layout": "turin",
            "cpuid": [{"family": FAMILY, "models": list(MODELS)}],
            "certificates": [chain],
        }]}, file)


main()
