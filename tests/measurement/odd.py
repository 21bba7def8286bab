#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""odd.py OVMF DIR: files that are sound, but large or rare.

large.fd          firmware whose memory of 240 MiB is measured behind the kernel hashes
context.igvm      an empty page, an area of three pages, one processor as KVM takes it
features.igvm     the same, with RestrictedInjection
two.igvm          two processors
no-first.igvm     a context for processor 1 alone
two-blocks.igvm   two ID blocks
own-blocks.igvm   an ID block each for SEV-SNP and for another platform
large.igvm        a processor, then an area of 4 GiB
"""
import os
import struct
import sys

from hostile import igvm_file, patched

VMSA_GPA = 0xFFFFFFFFF000
PLATFORM = (1, struct.pack("<IBBHQ", 1, 0, 2, 1, 0))
POLICY = (0x101, struct.pack("<QII", 0x30000, 1, 0))


def large_firmware(image):
    meta = image.index(b"ASEV")
    sections = ((0x810000, 0x1000, 0x10), (0x10000000, 0xF000000, 1))
    data = struct.pack("<4sIII", b"ASEV", 16 + 24, 1, 2)
    return patched(image, meta, data + b"".join(struct.pack("<III", *s) for s in sections))


def vmsa(features):
    page = bytearray(4096)
    page[0x158] = 0x31
    page[0x3B0:0x3B8] = struct.pack("<Q", features)
    return bytes(page)


def page(gpa):
    return 0x302, struct.pack("<QIIIHH", gpa, 1, 0, 0, 0, 0)


def area(size, gpa):
    return [(0x301, struct.pack("<QII", size, 0, 0)), (0x303, struct.pack("<QII", gpa, 1, 0))]


def igvm(records, contexts, features=1, first=0):
    """The data, one VMSA, is behind all headers; processors are where records has None."""
    at = 24 + sum(8 + (len(r[1]) + 7) // 8 * 8 if r else 32 * contexts
                  for r in [PLATFORM, POLICY, *records])
    made = []
    for record in records:
        made += [record] if record else [
            (0x304, struct.pack("<QIIHH", VMSA_GPA, 1, at, first + vp, 0)) for vp in range(contexts)]
    return igvm_file([PLATFORM, POLICY, *made], vmsa(features))


def files(image):
    usual = [page(0x1000), *area(0x3000, 0x10000), None]
    block, other = ((0x30B, struct.pack("<I", mask).ljust(0x2B8, b"\0")) for mask in (1, 2))
    yield "large.fd", large_firmware(image)
    yield "context.igvm", igvm(usual, 1)
    yield "features.igvm", igvm(usual, 1, 9)
    yield "two.igvm", igvm(usual, 2)
    yield "no-first.igvm", igvm(usual, 1, 1, 1)
    yield "two-blocks.igvm", igvm([*usual, block, block], 1)
    yield "own-blocks.igvm", igvm([*usual, block, other], 1)
    yield "large.igvm", igvm([None, *area(0xFFFF0000, 1 << 32)], 1)


def main():
    with open(sys.argv[1], "rb") as file:
        image = file.read()
    for name, data in files(image):
        with open(os.path.join(sys.argv[2], name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
