#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes what fuzzers rarely come upon by themselves.

seeds.py certificate LEAF DIRECTORY   certificates, each wrong in one extension
seeds.py spelling LEAF DIRECTORY      a leaf that spells its issuer otherwise
seeds.py crl LIST DIRECTORY           revocation lists, the same
seeds.py igvm DIRECTORY               IGVM files, each refused for another reason
seeds.py policy DIRECTORY             policies, the same
seeds.py container HCL DIRECTORY      more in one piece of evidence than is read

Signatures do not hold, and are not asked for.
"""
import base64
import json
import os
import struct
import sys

# ----------------------------------------------------------------------- DER

CONSTRUCTED = 0x20


def read(data):
    """DER as a list of (tag, content); content a list where constructed."""
    nodes = []
    while data:
        tag, length, at = data[0], data[1], 2
        if length & 0x80:
            at += length & 0x7F
            length = int.from_bytes(data[2:at], "big")
        content = data[at : at + length]
        nodes.append([tag, read(content) if tag & CONSTRUCTED else content])
        data = data[at + length :]
    return nodes


def write(nodes):
    out = b""
    for tag, content in nodes:
        if tag & CONSTRUCTED:
            content = write(content)
        n = len(content)
        if n < 0x80:
            head = bytes([n])
        else:
            size = (n.bit_length() + 7) // 8
            head = bytes([0x80 | size]) + n.to_bytes(size, "big")
        out += bytes([tag]) + head + content
    return out


OID, OCTETS, SEQUENCE, BOOLEAN = 0x06, 0x04, 0x30, 0x01
AMD = bytes.fromhex("2b060104019c7801")


def extension(oid, value, critical=False):
    middle = [[BOOLEAN, b"\xff"]] if critical else []
    return [SEQUENCE, [[OID, oid], *middle, [OCTETS, value]]]


def extensions_of(tree):
    """Those of a certificate ([3]) or a list ([0]), to be changed."""
    last = tree[0][1][0][1][-1]
    assert last[0] in (0xA0, 0xA3)
    return last[1][0][1]


def changed(der, change):
    tree = read(der)
    change(tree)
    return write(tree)


def appended(ext):
    return lambda tree: extensions_of(tree).append(ext)


def replaced(number, value):
    """AMD's extension of this number has another value."""

    def change(tree):
        for ext in extensions_of(tree):
            if ext[1][0][1] == AMD + number:
                ext[1][-1][1] = value

    return change


def twice(number):
    def change(tree):
        extensions = extensions_of(tree)
        extensions += [e for e in extensions if e[1][0][1] == AMD + number][:1]

    return change


ISSUER, SUBJECT = 3, 5  # in what is signed


def names(leaf):
    """Texts of every type, good and bad; what is no text; more in one set."""
    values = [
        (0x0C, "\u00e9\u20ac\U0001f600 \t,#".encode()), (0x12, b"1"),
        (0x14, b"# \xe9\x7f "), (0x16, b"a"), (0x1E, b"\x20\xac"),
        (0x1C, b"\0\1\xf6\0"), (0x03, b"\0a"), (0x0C, b""),
        (0x0C, b"\xc1\xa1"), (0x0C, b"\xc3a"), (0x0C, b"\x80"), (0x1E, b"\xd8\0"),
    ]
    for value in values:

        def other_value(tree):
            tree[0][1][0][1][SUBJECT][1][-1][1][0][1][1] = list(value)

        yield changed(leaf, other_value)

    def joined(tree):
        tree[0][1][0][1][SUBJECT][1][-1][1] *= 2

    yield changed(leaf, joined)

    def of_unknown_types(tree):
        for n, oid in enumerate((b"\x2a\x03", b"\x88" * 10 + b"\x01")):
            tree[0][1][0][1][SUBJECT][1][n][1][0][1][0] = [OID, oid]

    yield changed(leaf, of_unknown_types)


def spelling(leaf):
    """Its issuer's name as nobody else writes it."""

    def spelt_otherwise(tree):
        for one in tree[0][1][0][1][ISSUER][1]:
            value = one[1][0][1][1]
            value[:] = [0x14, b" " + value[1].swapcase().replace(b" ", b"  ") + b" "]

    yield changed(leaf, spelt_otherwise)


def certificates(leaf):
    hwid = bytes.fromhex("0408") + bytes(8)
    yield changed(leaf, twice(b"\x01"))
    yield changed(leaf, twice(b"\x03\x03"))
    yield changed(leaf, appended(extension(AMD + b"\x05", b"\x16\x01a")))
    yield changed(leaf, appended(extension(AMD + b"\x03\x09", b"\x02\x01\x01")))
    yield changed(leaf, replaced(b"\x01", b"\x02\x01\x07"))
    yield changed(leaf, replaced(b"\x01", b"\x02\x03\x01\x00\x00"))
    yield changed(leaf, replaced(b"\x04", hwid))
    yield changed(leaf, appended(extension(AMD + b"\x81" * 70 + b"\x01", b"")))
    yield changed(leaf, appended(extension(b"\x88" * 10 + b"\x01", b"", True)))

    def short_signature(tree):
        tree[0][1][2][1] = b"\x01" + tree[0][1][2][1][1:]

    yield changed(leaf, short_signature)

    def two_names(tree):
        tree[0][1][0][1][5][1] *= 2

    yield changed(leaf, two_names)

    yield from names(leaf)


def lists(crl):
    number = bytes.fromhex("551d14")
    other = bytes.fromhex("551d1b")
    yield changed(crl, appended(extension(other, b"\x02\x01\x01", True)))
    yield changed(crl, appended(extension(number, b"\x02\x01\x01")))
    for n in range(13):
        crl = changed(crl, appended(extension(b"\x55\x1d" + bytes([n + 60]), b"")))
    yield crl


def listing(crl):
    """One that revokes: entries stand in front of the extensions."""
    date = read(bytes.fromhex("170d3235303130313030303030305a"))[0]
    reason = extension(bytes.fromhex("551d15"), b"\x0a\x01\x01", True)
    for more in ([], [[SEQUENCE, [reason]]]):
        entry = [SEQUENCE, [[2, b"\x01"], date, *more]]

        def change(tree):
            tree[0][1][0][1][-2][1].append(entry)

        yield changed(crl, change)

    def of_version_1(tree):
        tree[0][1][0][1] = [n for n in tree[0][1][0][1][1:] if n[0] != 0xA0]

    yield changed(crl, of_version_1)

    def critical(tree):
        for ext in extensions_of(tree):
            ext[1].insert(1, [BOOLEAN, b"\xff"])

    yield changed(crl, critical)

    def with_another_hash(tree):
        tree[0][1][1][1][1] = [SEQUENCE, []]
        tree[0][1][0][1][1] = tree[0][1][1]

    yield changed(crl, with_another_hash)

    def with_a_short_salt(tree):
        parameters = tree[0][1][1][1][1][1]
        parameters[2][1][0][1] = b"\x20"
        tree[0][1][0][1][1] = tree[0][1][1]

    yield changed(crl, with_a_short_salt)

    def with_another_mask(tree):
        parameters = tree[0][1][1][1][1][1]
        del parameters[1]
        tree[0][1][0][1][1] = tree[0][1][1]

    yield changed(crl, with_another_mask)


# ---------------------------------------------------------------------- IGVM

PAGE = 4096
TOP = 0xFFFFFFFFF000


def platform(mask=1, kind=2):
    return 1, struct.pack("<IBBHQ", mask, 0, kind, 1, 0)


def policy(mask=1):
    return 0x101, struct.pack("<QII", 0x30000, mask, 0)


def area(size, index):
    return 0x301, struct.pack("<QII", size, index, 0)


def insert(gpa, index):
    return 0x303, struct.pack("<QII", gpa, 1, index)


def context(vp, offset=PAGE, gpa=TOP):
    return 0x304, struct.pack("<QIIHH", gpa, 1, offset, vp, 0)


def page(gpa, flags=0, kind=0, offset=PAGE):
    return 0x302, struct.pack("<QIIIHH", gpa, 1, offset, flags, kind, 0)


def igvm(*headers):
    """A file with room for headers before its one page; the fuzzer seals it."""
    variable = b"".join(
        struct.pack("<II", kind, len(body)) + body.ljust((len(body) + 7) // 8 * 8, b"\0")
        for kind, body in headers
    )
    fixed = struct.pack("<6I", 0x4D564749, 1, 24, len(variable), 0, 0)
    return (fixed + variable).ljust(PAGE, b"\0") + bytes(range(256)) * (PAGE // 256)


def igvm_files():
    block = 0x30B, struct.pack("<I", 1) + bytes(0x2B4)
    yield igvm(platform(), platform(2))
    yield igvm(platform(), policy(), policy())
    yield igvm(platform(), block, page(0))
    yield igvm(platform(), context(0), context(3))
    yield igvm(platform(), context(1), context(1))
    yield igvm(platform(), context(0xFFFF))
    yield igvm(platform(), page(0, kind=0, offset=0), page(PAGE, flags=2))
    yield igvm(platform(), page(0, flags=2, offset=0))
    yield igvm(platform(), area(PAGE, 0), insert(2**64 - PAGE, 0))
    yield igvm(platform(), area(0, 0))
    yield igvm(platform(), insert(0, 9))
    yield igvm(platform(), *(area(PAGE, n) for n in range(257)))
    yield igvm(platform(), page(0), page(0))
    # A hole in the numbers of processors, and an area under a page.
    yield igvm(platform(), context(2), page(0))
    yield igvm(platform(), area(2 * PAGE, 1), insert(0, 1), page(PAGE))


# ---------------------------------------------------------- policies, containers

def policies():
    bits = {"require": ["smt"], "forbid": ["smt"]}
    for what in (
        [], 7, {"measurement": []}, {"chip_id": []}, {"debug": 1}, {"smt": 1},
        {"provisional": 1}, {"masked_chip_id": 1}, {"report_data_any": False},
        {"tcb_min": {"reported": {"snp": 256}}}, {"tcb_min": {"reported": []}},
        {"tcb_min": {}}, {"guest_svn_min": -1}, {"vmpl": 4}, {"vmpl": []},
        {"guest": bits}, {"guest": {"require": 1}}, {"guest": {"require": []}},
        {"guest": {"forbid": ["nothing"]}}, {"guest": {"allow": 1}},
        {"guest": {"allow": []}}, {"guest": {"allow": [16]}},
        {"guest": {"allow": ["debug"], "forbid": ["debug"]}},
        {"platform": {"require": 1}}, {"platform": {"require": []}},
        {"claims": {"a": "0" * 4096}}, {"claims": {}}, {"claims": 1},
        {"report_data_of": {"hash": "sha256"}}, {"report_data_of": 1},
        {"report_data_any": True, "report_data_prefix": "00"},
        {"measurement_any": True, "measurement": ["00" * 48]},
        {"report_data": "00" * 64}, {"csp_id": ""},
        {"products": ["venice"]}, {"products": []}, {"signer": "x"},
        {"signer": ["vcek", 7]}, {"author_key": 1}, {"crl": 1},
        {"crl_max_age": 0}, {"key_info_allow": "0x1ffffffff"},
        {"mitigations": {"launch": "x"}}, {"mitigations": 1}, {"abi_min": "1"},
        {"firmware_min": "1.256.1"}, {"any_root": True}, {"no such key": 1},
        {"tcb_min": {p: {t: {"snp": 1} for t in ("reported", "committed",
                                                 "current", "launch")}
                     for p in ("milan", "genoa", "turin")}},
    ):
        yield json.dumps(what).encode()


def containers(hcl):
    b64 = lambda data: base64.b64encode(data).decode()
    other = bytearray(hcl)
    at = other.rindex(b"}")
    other[at - 1] ^= 1
    yield json.dumps({"a": b64(hcl), "b": b64(bytes(other))}).encode()
    block = "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n"
    yield (block * 300).encode()
    yield (block * 2 + "-----BEGIN X509 CRL-----\n:\n-----END X509 CRL-----\n").encode()
    yield b"-----BEGIN CERTIFICATE REQUEST-----\nMAAA\n-----END CERTIFICATE REQUEST-----\n"
    yield bytes.fromhex("3082040030820300300d0609").ljust(0x404, b"\0")
    yield b"[" * 40 + b"1" + b"]" * 40
    nested = b"{}"
    for _ in range(12):
        nested = json.dumps(b64(nested)).encode()
    yield nested


def main():
    kind, *files, directory = sys.argv[1:]
    inputs = [open(name, "rb").read() for name in files]
    makers = {
        "certificate": [certificates], "spelling": [spelling], "crl": [lists, listing], "igvm": [igvm_files],
        "policy": [policies], "container": [containers],
    }[kind]
    made = [one for maker in makers for one in maker(*inputs)]
    for n, one in enumerate(made):
        with open(os.path.join(directory, f"{kind}-{n}"), "wb") as out:
            out.write(one)


main()
