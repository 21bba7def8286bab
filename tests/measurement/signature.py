#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""signature.py FILE OFFSET: a signature of an authentication block as DER, on standard output."""
import sys


def integer(raw):
    number = int.from_bytes(raw, "little")
    body = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(body)]) + body


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    at = int(sys.argv[2], 0)
    body = integer(data[at:at + 72]) + integer(data[at + 72:at + 144])
    sys.stdout.buffer.write(b"\x30" + bytes([len(body)]) + body)


if __name__ == "__main__":
    main()
