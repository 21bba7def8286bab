#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes hostile files: hostile_files.py REPORT LEAF.der DIRECTORY

tables/ok-*      certificate tables that are in order
tables/bad-*     certificate tables that are not
certs/*          files called like certificates that are none
reports/*        reports of a wrong length or with impossible fields
flips/NNN        the report with one bit of byte NNN flipped
"""
import os
import struct
import sys

VCEK = bytes.fromhex("63da758de6644564adc5f4b93be8accd")
ASK = bytes.fromhex("4ab7b379bbac4fe4a02f05aef327c782")
UNKNOWN = bytes.fromhex("00112233445566778899aabbccddeeff")
SIGNED = 0x2A0
SIGNATURE_END = 0x330


def head(entries, terminator=True):
    """entries: (guid, offset, length)"""
    out = b"".join(g + struct.pack("<II", o, n) for g, o, n in entries)
    return out + (bytes(24) if terminator else b"")


def table(blobs):
    """blobs: (guid, bytes), laid out one after another"""
    offset = 24 * (len(blobs) + 1)
    entries = []
    for guid, blob in blobs:
        entries.append((guid, offset, len(blob)))
        offset += len(blob)
    return head(entries) + b"".join(blob for _, blob in blobs)


def tables(leaf):
    yield "ok-leaf", table([(VCEK, leaf)])
    yield "ok-unknown-guid", table([(UNKNOWN, b"what is this"), (VCEK, leaf)])
    yield "ok-padded", table([(VCEK, leaf)]) + bytes(4096)
    yield "bad-offset-wraps", head([(VCEK, 0xFFFFFFF0, 0x20)]) + leaf
    yield "bad-length-wraps", head([(VCEK, 48, 0xFFFFFFFF)]) + leaf
    yield "bad-both-wrap", head([(VCEK, 0x80000000, 0x80000000)]) + leaf
    yield "bad-offset-in-head", head([(VCEK, 24, len(leaf))]) + leaf
    yield "bad-offset-zero", head([(VCEK, 0, len(leaf))]) + leaf
    yield "bad-outside", head([(VCEK, 48, len(leaf) + 1)]) + leaf
    yield "bad-behind-the-end", head([(VCEK, 1 << 20, 1)]) + leaf
    yield "bad-length-zero", head([(VCEK, 48, 0)]) + leaf
    yield "bad-no-terminator", head([(VCEK, 24, 24)] * 4, False)
    yield "bad-cut-entry", head([(VCEK, 48, len(leaf))])[:30]
    yield "bad-twice", table([(VCEK, leaf), (VCEK, leaf)])
    yield "bad-33-entries", table([(bytes([i + 1] * 16), b"x") for i in range(33)])
    yield "bad-one-byte", b"\1"


def certificates(leaf):
    yield "noise.der", bytes(range(256)) * 5
    yield "cut.der", leaf[:-1]
    yield "cut-in-half.der", leaf[: len(leaf) // 2]
    yield "longer.der", leaf + b"\0"
    yield "length-lies.der", leaf[:2] + b"\x7f\xff" + leaf[4:]
    yield "indefinite.der", b"\x30\x80" + leaf[4:] + bytes(2)
    yield "empty-sequence.der", b"\x30\x00"
    yield "text.pem", b"this is not a certificate\n"
    yield "base64.pem", (
        b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"
    )
    yield "no-end.pem", b"-----BEGIN CERTIFICATE-----\nMIIB\n"
    yield "noise.pem", (
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    )


def patched(report, offset, data):
    return report[:offset] + data + report[offset + len(data) :]


def reports(report):
    for length in (1, 4, 672, 1183):
        yield f"length-{length}", report[:length]
    yield "length-1185", report + b"\0"
    yield "length-1216", bytes(32) + report
    yield "zero", bytes(len(report))
    yield "ones", b"\xff" * len(report)
    for version in (0, 1, 6, 0xFFFFFFFF):
        yield f"version-{version}", patched(report, 0, struct.pack("<I", version))
    for key in range(2, 8):
        yield f"signing-key-{key}", patched(report, 0x48, struct.pack("<I", key << 2))
    for algorithm in (0, 2):
        yield f"algorithm-{algorithm}", patched(
            report, 0x34, struct.pack("<I", algorithm)
        )
    yield "vmpl-4", patched(report, 0x30, struct.pack("<I", 4))
    yield "host-requested", patched(report, 0x30, b"\xff" * 4)
    yield "cpuid-unknown", patched(report, 0x188, b"\x17\x31")
    yield "cpuid-other-product", patched(report, 0x188, b"\x19\x11")
    yield "masked-chip-id", patched(report, 0x1A0, bytes(64))
    yield "signature-zero", patched(report, 0x2A0, bytes(512))
    yield "signature-ones", patched(report, 0x2A0, b"\xff" * 144)
    yield "tail-not-zero", patched(report, 0x49F, b"\1")


def flips(report):
    for at in range(SIGNATURE_END):
        bit = 1 << (at % 8)
        yield f"{at:03x}", patched(report, at, bytes([report[at] ^ bit]))


def write(directory, files):
    os.makedirs(directory)
    for name, data in files:
        with open(os.path.join(directory, name), "wb") as out:
            out.write(data)


def main():
    report, leaf, directory = sys.argv[1:]
    with open(report, "rb") as file:
        report = file.read()
    with open(leaf, "rb") as file:
        leaf = file.read()
    write(os.path.join(directory, "tables"), tables(leaf))
    write(os.path.join(directory, "certs"), certificates(leaf))
    write(os.path.join(directory, "reports"), reports(report))
    write(os.path.join(directory, "flips"), flips(report))


main()
