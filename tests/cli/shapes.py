#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes evidence in every shape it comes in.

shapes.py each REPORT TABLE LEAF DIRECTORY
    one file a shape; DIRECTORY/NAME
shapes.py json REPORT... DIRECTORY
    every report as the three writers of JSON put it: DIRECTORY/WRITER/NAME

Fields are cut out of the report by the specification's offsets, independently
of the library.
"""
import base64
import gzip
import json
import os
import struct
import sys
import zlib

B64 = lambda data: base64.b64encode(data).decode()
B64URL = lambda data: base64.urlsafe_b64encode(data).decode()


def number(report, at, size):
    return int.from_bytes(report[at : at + size], "little")


def is_turin(report):
    version = number(report, 0, 4)
    if version >= 3:
        return report[0x188] == 0x1A
    return any(report[0x1A0:0x1E0]) and not any(report[0x1A8:0x1E0])


BYTES = {
    "family_id": (0x10, 16),
    "image_id": (0x20, 16),
    "report_data": (0x50, 64),
    "measurement": (0x90, 48),
    "host_data": (0xC0, 32),
    "id_key_digest": (0xE0, 48),
    "author_key_digest": (0x110, 48),
    "report_id": (0x140, 32),
    "report_id_ma": (0x160, 32),
    "chip_id": (0x1A0, 64),
}
TCBS = {"current": 0x38, "reported": 0x180, "committed": 0x1E0, "launch": 0x1F0}


def sev_old(report):
    """The sev crate up to version 4: everything, reserved bytes, too."""

    def tcb(at):
        b = report[at : at + 8]
        return {
            "bootloader": b[0],
            "tee": b[1],
            "_reserved": list(b[2:6]),
            "snp": b[6],
            "microcode": b[7],
        }

    out = {
        "version": number(report, 0, 4),
        "guest_svn": number(report, 4, 4),
        "policy": number(report, 8, 8),
        "vmpl": number(report, 0x30, 4),
        "sig_algo": number(report, 0x34, 4),
        "plat_info": number(report, 0x40, 8),
        "_author_key_en": number(report, 0x48, 4),
        "_reserved_0": number(report, 0x4C, 4),
        "_reserved_1": list(report[0x188:0x1A0]),
        "_reserved_2": report[0x1EB],
        "_reserved_3": report[0x1EF],
        "_reserved_4": list(report[0x1F8:0x2A0]),
        "signature": {
            "r": list(report[0x2A0:0x2E8]),
            "s": list(report[0x2E8:0x330]),
            "_reserved": list(report[0x330:]),
        },
    }
    for which, at in TCBS.items():
        out[which + "_tcb"] = tcb(at)
    for name, (at, size) in BYTES.items():
        out[name] = list(report[at : at + size])
    for which, at in (("current", 0x1E8), ("committed", 0x1EC)):
        out[which + "_build"], out[which + "_minor"], out[which + "_major"] = report[
            at : at + 3
        ]
    return out


def sev_new(report):
    """The sev crate since: no reserved bytes, and null for what is not there."""
    version = number(report, 0, 4)

    def tcb(at):
        b = report[at : at + 8]
        if is_turin(report):
            return dict(fmc=b[0], bootloader=b[1], tee=b[2], snp=b[3], microcode=b[7])
        return dict(fmc=None, bootloader=b[0], tee=b[1], snp=b[6], microcode=b[7])

    def firmware(at):
        return dict(major=report[at + 2], minor=report[at + 1], build=report[at])

    out = {
        "version": version,
        "guest_svn": number(report, 4, 4),
        "policy": number(report, 8, 8),
        "vmpl": number(report, 0x30, 4),
        "sig_algo": number(report, 0x34, 4),
        "plat_info": number(report, 0x40, 8),
        "key_info": number(report, 0x48, 4),
        "cpuid_fam_id": report[0x188] if version >= 3 else None,
        "cpuid_mod_id": report[0x189] if version >= 3 else None,
        "cpuid_step": report[0x18A] if version >= 3 else None,
        "current": firmware(0x1E8),
        "committed": firmware(0x1EC),
        "launch_mit_vector": number(report, 0x1F8, 8) if version >= 5 else None,
        "current_mit_vector": number(report, 0x200, 8) if version >= 5 else None,
        "signature": {
            "r": list(report[0x2A0:0x2E8]),
            "s": list(report[0x2E8:0x330]),
        },
    }
    for which, at in TCBS.items():
        out[which + "_tcb"] = tcb(at)
    for name, (at, size) in BYTES.items():
        out[name] = list(report[at : at + size])
    return out


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def go(report):
    """protojson of go-sev-guest: 64 bits as text, bytes as base64, no zeros."""
    family, model, stepping = report[0x188:0x18B]
    fms = 0
    if family:
        extended = family - 15 if family > 15 else 0
        fms = (
            extended << 20
            | (model >> 4) << 16
            | min(family, 15) << 8
            | (model & 15) << 4
            | stepping
        )
    out = {
        "version": number(report, 0, 4),
        "guestSvn": number(report, 4, 4),
        "policy": str(number(report, 8, 8)),
        "vmpl": number(report, 0x30, 4),
        "signatureAlgo": number(report, 0x34, 4),
        "platformInfo": str(number(report, 0x40, 8)),
        "signerInfo": number(report, 0x48, 4),
        "currentBuild": report[0x1E8],
        "currentMinor": report[0x1E9],
        "currentMajor": report[0x1EA],
        "committedBuild": report[0x1EC],
        "committedMinor": report[0x1ED],
        "committedMajor": report[0x1EE],
        "cpuid1eaxFms": fms,
        "launchMitVector": str(number(report, 0x1F8, 8)),
        "currentMitVector": str(number(report, 0x200, 8)),
        "signature": B64(report[0x2A0:]),
    }
    for which, at in TCBS.items():
        out[which + "Tcb"] = str(number(report, at, 8))
    for name, (at, size) in BYTES.items():
        out[camel(name)] = B64(report[at : at + size])
    return {key: value for key, value in out.items() if value not in (0, "0")}


WRITERS = {
    "sev-old": lambda r: {"attestation_report": sev_old(r), "cert_chain": None},
    "sev-new": lambda r: {"attestation_report": sev_new(r), "cert_chain": None},
    "go": lambda r: {"report": go(r)},
}


def hcl(report, claims, kind=2, hash_type=1):
    head = b"HCLA" + struct.pack("<III", 1, 2346, 2) + bytes(16)
    runtime = struct.pack("<IIIII", 20 + len(claims), 1, kind, hash_type, len(claims))
    return head + report + runtime + claims


def each(report, table, leaf):
    numbers = lambda data: json.dumps(list(data)).encode()
    pem = (
        "-----BEGIN CERTIFICATE-----\n"
        + "\n".join(B64(leaf)[i : i + 64] for i in range(0, len(B64(leaf)), 64))
        + "\n-----END CERTIFICATE-----\n"
    )
    evidence = json.dumps(
        {
            "attestation_report": sev_new(report),
            "cert_chain": [{"cert_type": "VCEK", "data": list(leaf)}],
        }
    )
    both = report + table

    # Evidence that is accepted as it is.
    yield "full/report-table", both
    yield "full/hex", both.hex().encode() + b"\n"
    yield "full/hex-upper-0x", b"0x" + both.hex().upper().encode()
    yield "full/hex-lines", "\n".join(
        both.hex()[i : i + 60] for i in range(0, 2 * len(both), 60)
    ).encode()
    yield "full/hex-colons", both.hex(":").encode()
    yield "full/base64", B64(both).encode() + b"\n"
    yield "full/base64-lines", base64.encodebytes(both)
    yield "full/base64-crlf", base64.encodebytes(both).replace(b"\n", b"\r\n")
    yield "full/base64-unpadded", B64(both + b"\0").encode().rstrip(b"=")
    yield "full/base64url", B64URL(both).encode()
    yield "full/base64url-unpadded", B64URL(both + b"\0").encode().rstrip(b"=")
    yield "full/gzip", gzip.compress(both)
    yield "full/gzip-stored", gzip.compress(both, 0)
    yield "full/gzip-base64", gzip.compress(B64(both).encode())
    yield "full/base64-gzip", B64(gzip.compress(both)).encode()
    yield "full/hex-gzip-base64url", gzip.compress(B64URL(both).encode()).hex().encode()
    yield "full/json-string", json.dumps(B64(both)).encode()
    yield "full/json-numbers", numbers(both)
    yield "full/json-bom", b"\xef\xbb\xbf" + json.dumps({"report": B64(both)}).encode()
    yield "full/json-deep", json.dumps(
        {"a": [1, {"b": {"evidence": [[], {}, B64(both)]}}, None]}
    ).encode()
    yield "full/json-escaped", json.dumps({"quote": B64(both)}).replace(
        "/", "\\/"
    ).encode()
    yield "full/json-unicode", json.dumps({"\u00e4\U0001f600\"": B64(both)}).replace(
        B64(both), "".join(f"\\u{ord(c):04x}" for c in B64(both))
    ).encode()
    yield "full/json-in-json", json.dumps({"tee": "snp", "tee-evidence": evidence}).encode()
    yield "full/json-base64-json", json.dumps({"e": B64(evidence.encode())}).encode()
    yield "full/coco", evidence.encode()
    yield "full/coco-pretty", json.dumps(json.loads(evidence), indent=2).encode()
    yield "full/coco-crlf", json.dumps(json.loads(evidence), indent=1).replace(
        "\n", "\r\n"
    ).encode()
    yield "full/coco-hex", json.dumps(
        {
            "attestation_report": {
                key: bytes(value).hex() if isinstance(value, list) else value
                for key, value in sev_new(report).items()
            },
            "vcek": pem,
        }
    ).encode()
    yield "full/coco-base64-report", json.dumps(
        {"attestation_report": B64(report), "vcek": B64(leaf)}
    ).encode()
    yield "full/go", json.dumps(
        {
            "report": go(report),
            "certificateChain": {"vcekCert": B64(leaf)},
            "product": {"name": "SEV_PRODUCT_GENOA"},
        }
    ).encode()
    yield "full/tsm-json", json.dumps(
        {"outblob": B64(report), "auxblob": B64(table), "provider": "sev_guest"}
    ).encode()

    # A report that lacks its certificates.
    yield "bare/report", report
    yield "bare/answer", struct.pack("<II24x", 0, 1184) + report + bytes(2784)
    yield "bare/answer-base64", B64(
        struct.pack("<II24x", 0, 1184) + report + bytes(2784)
    ).encode()
    yield "bare/page", report + bytes(4096 - 1184)

    # Certificates alone, for --certs.
    yield "certs/der", leaf
    yield "certs/der-newline", leaf + b"\n"
    yield "certs/der-crlf", leaf + b"\r\n"
    yield "certs/pem", pem.encode()
    yield "certs/pem-crlf", pem.replace("\n", "\r\n").encode()
    yield "certs/pem-bom", b"\xef\xbb\xbf" + pem.encode()
    yield "certs/pem-indented", ("cert: |\n" + pem).replace("\n", "\n    ").encode()
    yield "certs/pem-tabs", pem.replace("\n", " \n\t").encode()
    yield "certs/pem-escaped", pem.replace("\n", "\\n").encode()
    yield "certs/pem-escaped-crlf", pem.replace("\n", "\\r\\n").encode()
    yield "certs/pem-prose", b"Subject: a leaf\n\n" + pem.encode() + b"\nyours\n"
    yield "certs/pem-no-newline", pem.encode().rstrip()
    yield "certs/base64-der", B64(leaf).encode()
    yield "certs/hex-der", leaf.hex().encode()
    yield "certs/gzip-pem", gzip.compress(pem.encode())
    yield "certs/thim", json.dumps(
        {
            "vcekCert": pem,
            "tcbm": "0" * 16,
            "certificateChain": "",
            "cacheControl": "86400",
        }
    ).encode()
    yield "certs/table", table
    yield "certs/table-base64", B64(table).encode()

    # What is no SNP report, and is named.
    tdx = struct.pack("<HHI", 4, 2, 0x81) + os.urandom(5000)
    yield "named/tdx-quote", tdx
    yield "named/tdx-quote-1184", tdx[:1184]
    yield "named/tdx-quote-base64", B64(tdx).encode()
    yield "named/sgx-quote", struct.pack("<HHI", 3, 2, 0) + os.urandom(432)
    tpm = b"\xffTCG\x80\x18" + os.urandom(139)
    yield "named/tpm-quote", tpm
    yield "named/tpm-quote-sized", struct.pack(">H", len(tpm)) + tpm
    yield "named/pre-release-report", struct.pack("<I", 1) + report[4:]
    yield "named/text", b"Measurement:\n6c 09 0e 45 and so on, as displayed.\n" * 40
    yield "named/text-1184", (b"not a report. " * 100)[:1184]
    yield "named/token", b"eyJhbGciOiJSUzI1NiJ9." + B64URL(
        os.urandom(900)
    ).encode().rstrip(b"=") + b"." + B64URL(os.urandom(255)).encode()
    cose = b"\xd2\x84\x43\xa1\x01\x26\xa0\x59\x04\xa0" + report + b"\x58\x40" + bytes(64)
    yield "named/cose", cose
    yield "named/cbor-map", b"\xa1\x66report\x59\x04\xa0" + report
    yield "named/cbor-1184", b"\x82\x59\x04\x98" + report[:1176] + b"\xf6\xf6\xf6"[:2]
    yield "named/certificate", leaf
    yield "named/pem", pem.encode()
    yield "named/table", table
    yield "named/thim", json.dumps({"vcekCert": pem, "tcbm": "0"}).encode()
    yield "named/empty", b""

    # Refused for what they are; the tag is in the check.
    yield "bad/two-reports", json.dumps(
        [B64(report), B64(report[:-1] + b"\1")]
    ).encode()
    yield "bad/json-cut", evidence.encode()[:-1]
    yield "bad/json-trailing", evidence.encode() + b"x"
    yield "bad/json-nothing", b'{"hello": "world"}'
    yield "bad/json-short-field", json.dumps(
        {"attestation_report": {**sev_new(report), "measurement": [0] * 47}}
    ).encode()
    yield "bad/json-big-byte", json.dumps(
        {"attestation_report": {**sev_new(report), "chip_id": [256] * 64}}
    ).encode()
    yield "bad/json-no-signature", json.dumps(
        {
            key: value
            for key, value in sev_new(report).items()
            if key != "signature"
        }
    ).encode()
    yield "bad/json-escapes", b'{"\\u00e4": "' + (
        b"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e4\\u20ac\\ud83d\\ude00\\ud83d.\\udc00" * 9
    ) + b'", "b": [-1.5e3, true, false, null, [1, 2, 300]]}'
    yield "bad/json-half-signature", json.dumps(
        {"attestation_report": {**sev_new(report), "signature": {"r": [0] * 72}}}
    ).encode()
    yield "bad/cbor-trailing", b"\xa1\x66report\x59\x04\xa0" + report + b"x"
    yield "bad/json-levels", b"[" * 30 + b"]" * 30
    yield "bad/hcl-cut", hcl(report, b"{}")[:0x4D0]
    yield "bad/hcl-type", hcl(report, b"{}", kind=4)
    yield "bad/hcl-hash", hcl(report, b"{}", hash_type=4)
    yield "bad/hcl-claims", hcl(report, b"{}")[:-1]
    yield "bad/hcl-no-claims", hcl(report, b"")
    yield "bad/hcl-many-claims", hcl(report, b'"' + bytes(65535).replace(b"\0", b" ") + b'"')
    yield "bad/gzip-cut", gzip.compress(both)[:-20]
    yield "bad/gzip-damaged", (lambda z: z[:-6] + bytes([z[-6] ^ 1]) + z[-5:])(
        gzip.compress(both)
    )
    yield "bad/gzip-trailing", gzip.compress(both) + b"x"
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    yield "bad/gzip-bomb", bomb.compress(bytes(200 << 20)) + bomb.flush()
    # Each yields a megabyte, and then nothing: the sum of its bytes is wrong.
    broken = B64(gzip.compress(bytes(1 << 20))[:-8] + b"\xff" * 8)
    yield "bad/gzip-bombs-in-vain", json.dumps([broken] * 400).encode()
    wrapped = both
    for _ in range(8):
        wrapped = gzip.compress(wrapped)
    yield "bad/wrappings", wrapped
    yield "bad/base64-odd", B64(both + b"\1").encode().rstrip(b"=")[:-1] + b"B"
    yield "bad/answer-status", struct.pack("<II24x", 0x16, 0) + report + bytes(2784)
    yield "bad/answer-status-short", struct.pack("<II24x", 0x16, 0)
    yield "bad/answer-dirty", struct.pack("<II24x", 0, 1184) + report + b"\0x"
    yield "bad/too-long", bytes((2 << 20) + 1)
    yield "bad/random-3000", bytes([0xE7]) + os.urandom(2999)


def write(directory, name, data):
    path = os.path.join(directory, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(data)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    what, *names, directory = sys.argv[1:]
    if what == "each":
        for name, data in each(*map(read, names)):
            write(directory, name, data)
        return
    for name in names:
        report = read(name)
        for writer, function in WRITERS.items():
            file = name.replace("/", "_")
            write(directory, f"{writer}/{file}", json.dumps(function(report)).encode())


main()
