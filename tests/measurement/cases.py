#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""cases.py VECTORS DIR: the cases of VECTORS/measurement as the tool's arguments.

One line a case: name, expected digest, arguments, with 0x1f between them. Files that
they need and the vectors lack are made in DIR.
"""
import json
import os
import struct
import sys
import uuid


def guid(text):
    return uuid.UUID(text).bytes_le


def suffix(entry):
    """The last page of an image with these tables."""
    page = bytearray(4096)
    sections = [(s["gpa"], s["size"], s["section_type"]) for s in entry["ovmf_sections"]]
    blob = b"ASEV" + struct.pack("<III", 16 + 12 * len(sections), 1, len(sections))
    blob += b"".join(struct.pack("<III", *s) for s in sections)
    page[0x800:0x800 + len(blob)] = blob
    table = b""
    for name, data in (("dc886566-984a-4798-a75e-5585a7bf67cc", struct.pack("<I", 0x800)),
                       ("7255371f-3a3b-4b04-927b-1da6efa8d454",
                        struct.pack("<II", entry["sev_hashes_table_gpa"], 0x400)),
                       ("00f771de-1a7e-4fcb-890e-68c77e2fb44e",
                        struct.pack("<I", entry["sev_es_reset_eip"]))):
        table += data + struct.pack("<H", len(data) + 18) + guid(name)
    table += struct.pack("<H", len(table) + 18) + guid("96b582de-1fb2-45f7-baea-a366c55a082d")
    page[-0x20 - len(table):-0x20] = table
    return bytes(page)


def ovmf_cases(folder):
    with open(os.path.join(folder, "kat-ovmf.json"), encoding="utf-8") as file:
        for case in json.load(file)["cases"]:
            args = ["--ovmf", os.path.join(folder, case["ovmf"]), "--vmm-type", case["vmm"],
                    "--vcpus", str(case["vcpus"]), "--vcpu-type", case["vcpu_type"],
                    "--guest-features", case["guest_features"]]
            if case["kernel_hashes"]:
                args += ["--kernel-hash", case["kernel_sha256"],
                         "--initrd-hash", case["initrd_sha256"], "--append=" + case["cmdline"]]
            yield case["name"], case["expected_launch_digest"], args


def secretvm_case(folder, made):
    with open(os.path.join(folder, "kat-secretvm.json"), encoding="utf-8") as file:
        case = json.load(file)
    entry = case["registry_entry"]
    path = os.path.join(made, "secretvm-suffix.bin")
    with open(path, "wb") as file:
        file.write(suffix(entry))
    yield "secretvm, a genuine report", case["expected_launch_digest"], [
        "--ovmf", path, "--ovmf-hash", entry["ovmf_hash"], "--vmm-type", case["vmm"],
        "--vcpus", str(case["vcpus"]), "--vcpu-type", case["vcpu_type"], "--guest-features",
        case["guest_features"], "--kernel-hash", entry["kernel_hash"], "--initrd-hash",
        entry["initrd_hash"], "--append=" + case["cmdline"]]


def main():
    folder = os.path.join(sys.argv[1], "measurement")
    for name, digest, args in [*ovmf_cases(folder), *secretvm_case(folder, sys.argv[2])]:
        print("\x1f".join([name, digest, *args]))


if __name__ == "__main__":
    main()
