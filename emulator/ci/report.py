#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An attestation report to standard output, in Python."""
import ctypes
import fcntl
import struct
import sys

GET_REPORT = 0xc0205300

request = ctypes.create_string_buffer(bytes([1, 2, 3]), 96)
response = ctypes.create_string_buffer(4000)
with open("/dev/sev-guest", "r+b", buffering=0) as device:
    fcntl.ioctl(device, GET_REPORT, bytearray(struct.pack(
        "<B7xQQQ", 1, ctypes.addressof(request), ctypes.addressof(response), 0)))
sys.stdout.buffer.write(response.raw[32:32 + 1184])
