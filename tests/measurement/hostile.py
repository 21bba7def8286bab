#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hostile.py OVMF DIR: images and IGVM files that are not what they should be.

ovmf-*  firmware, from the genuine OVMF; igvm-*  IGVM files. For each the text
that its refusal has to contain is in the same name with .why behind it.
"""
import os
import struct
import sys
import zlib


def patched(image, at, data):
    """A copy with other bytes at an offset, which may be from the end."""
    copy = bytearray(image)
    at = at if at >= 0 else len(copy) + at
    copy[at:at + len(data)] = data
    return bytes(copy)


def firmware(image):
    le32 = lambda value: struct.pack("<I", value)
    meta = image.index(b"ASEV")
    entry = image.index(bytes.fromhex("666588dc4a989847a75e5585a7bf67cc"))
    first = meta + 16
    yield "not-pages", image[:-1], "whole pages"
    yield "one-byte", b"x", "whole pages"
    yield "table-too-large", patched(image, -0x32, b"\xff\xff"), "not within"
    yield "table-too-small", patched(image, -0x32, b"\x05\x00"), "not within"
    yield "entry-too-small", patched(image, entry - 2, b"\x00\x00"), "an entry of 0"
    yield "entry-too-large", patched(image, entry - 2, b"\xff\xff"), "an entry of 65535"
    yield "metadata-outside", patched(image, entry - 6, le32(0x7fffffff)), "not within"
    yield "metadata-wraps", patched(image, entry - 6, le32(0xffffffff)), "not within"
    yield "metadata-elsewhere", patched(image, entry - 6, le32(0x40)), "there is none"
    yield "metadata-absurd-count", patched(image, meta + 12, le32(0xffffffff)), "do not fit"
    yield "metadata-absurd-length", patched(image, meta + 4, le32(0xffffffff)), "do not fit"
    yield "metadata-version", patched(image, meta + 8, le32(7)), "version 7"
    yield "section-4-gib", patched(image, first, struct.pack("<II", 0, 0xfffff000)), "overlaps"
    yield "section-wraps", patched(image, first, struct.pack("<II", 0xfffff000, 0x2000)), "wraps"
    yield "section-twice", patched(image, first, image[first + 12:first + 24]), "overlaps"
    yield "section-unaligned", patched(image, first, le32(0x800001)), "whole pages"
    yield "section-unknown", patched(image, first + 8, le32(0x99)), "unknown type"
    yield "no-metadata", patched(image, entry, b"\0"), "no SEV metadata"


def igvm_file(records, data=b"", **fixed):
    """An IGVM file with a right checksum."""
    body = b"".join(struct.pack("<II", kind, fixed.get("length", len(payload))) +
                    payload.ljust((len(payload) + 7) // 8 * 8, b"\0")
                    for kind, payload in records)
    total = fixed.get("total", 24 + len(body) + len(data))
    head = struct.pack("<6I", 0x4D564749, 1, 24, len(body), total, 0)
    crc = fixed.get("crc", zlib.crc32(head + body))
    return head[:20] + struct.pack("<I", crc) + body + data


def igvm():
    platform = (1, struct.pack("<IBBHQ", 1, 0, 2, 1, 0))

    def page(gpa, offset=0, flags=0, kind=0):
        return 0x302, struct.pack("<QIIIHH", gpa, 1, offset, flags, kind, 0)

    def area(size, index):
        return 0x301, struct.pack("<QII", size, index, 0)

    def insert(gpa, index):
        return 0x303, struct.pack("<QII", gpa, 1, index)
    good = igvm_file([platform])
    yield "no-igvm", b"IGVM?", "not an IGVM"
    yield "wrong-crc", igvm_file([platform], crc=1), "damaged"
    yield "wrong-size", igvm_file([platform], total=1), "header says 1"
    yield "cut", good[:-1], "header says"
    yield "record-too-long", igvm_file([platform], length=0xffffffff), "does not fit"
    yield "no-platform", igvm_file([page(0)]), "not for SEV-SNP"
    yield "out-of-order", igvm_file([page(0), platform]), "behind a later"
    yield "unknown", igvm_file([platform, (0x3ff, bytes(8))]), "not known"
    yield "page-twice", igvm_file([platform, page(0x1000), page(0x1000)]), "given twice"
    yield "area-over-page", igvm_file([platform, page(0x3000), area(0x4000, 0),
                                       insert(0x1000, 0)]), "given twice"
    yield "page-outside", igvm_file([platform, page(0, 0xfffff000)]), "within the file"
    yield "page-in-headers", igvm_file([platform, page(0, 8)], bytes(4096)), "within the file"
    yield "page-unaligned", igvm_file([platform, page(1)]), "address"
    yield "area-absurd", igvm_file([platform, area(1 << 63, 0)]), "absurd"
    yield "area-missing", igvm_file([platform, insert(0, 7)]), "no parameter area"
    yield "area-wraps", igvm_file([platform, area(0x2000, 0),
                                   insert((1 << 64) - 0x1000, 0)]), "wraps"
    yield "areas-8-gib", igvm_file([platform, area(1 << 32, 0), insert(0, 0),
                                    insert(1 << 40, 0)]), "4 GiB"
    yield "2-mib-page", igvm_file([platform, page(0x200000, 0, 1)]), "2 MiB"


def main():
    with open(sys.argv[1], "rb") as file:
        image = file.read()
    for kind, cases in (("ovmf", firmware(image)), ("igvm", igvm())):
        for name, data, why in cases:
            path = os.path.join(sys.argv[2], f"{kind}-{name}")
            with open(path, "wb") as file:
                file.write(data)
            with open(path + ".why", "w", encoding="utf-8") as file:
                file.write(why)


if __name__ == "__main__":
    main()
