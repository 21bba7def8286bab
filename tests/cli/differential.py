#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""differential.py LIBRARY VECTORS SECONDS SEED: our reading and openssl's.

Certificates and revocation lists in PEM and DER, changed at random, are read by
the library and by the openssl command. What both accept has to be the same: the
DER bytes, and serial, dates and digest of a certificate. What only one of them
accepts is no fault, but counted. Prints TAP.
"""
import base64
import ctypes
import glob
import json
import os
import random
import subprocess
import sys
import tempfile
import time

LIBRARY, VECTORS, SECONDS, SEED = sys.argv[1:]
random.seed(int(SEED))
lib = ctypes.CDLL(LIBRARY)
free = ctypes.CDLL(None).free
free.argtypes = [ctypes.c_void_p]
INFO_SIZE = 4096


class Blob(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("len", ctypes.c_size_t)]


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int32), ("reserved", ctypes.c_uint32),
                ("exitinfo2", ctypes.c_uint64), ("what", ctypes.c_char * 256)]


def blob(data):
    keep = ctypes.create_string_buffer(data, len(data) or 1)
    out = Blob(ctypes.addressof(keep), len(data))
    out.keep = keep
    return out


lib.snpguest_container_read.argtypes = [Blob, ctypes.c_void_p, ctypes.c_void_p]
lib.snpguest_container_free.argtypes = [ctypes.c_void_p]
for name in ("certs", "crls"):
    function = getattr(lib, "snpguest_container_" + name)
    function.restype = ctypes.POINTER(Blob)
    function.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
lib.snpguest_verifier_add_crl.argtypes = [ctypes.c_void_p, Blob, ctypes.c_void_p]
verifier = ctypes.c_void_p()
if lib.snpguest_verifier_new(ctypes.byref(verifier), None, None):
    raise MemoryError
lib.snpguest_cert_describe.argtypes = [
    ctypes.c_void_p,
    Blob,
    ctypes.c_void_p,
    ctypes.c_size_t,
    ctypes.c_void_p,
]
lib.snpguest_cert_info_to_json.argtypes = [
    ctypes.c_void_p,
    ctypes.c_size_t,
    ctypes.c_void_p,
    ctypes.c_void_p,
]


def ours_first(data, what):
    """The DER bytes of the first certificate or list; None."""
    container, count = ctypes.c_void_p(), ctypes.c_size_t()
    if lib.snpguest_container_read(blob(data), ctypes.byref(container), None):
        raise MemoryError
    found = getattr(lib, "snpguest_container_" + what)(container, ctypes.byref(count))
    der = ctypes.string_at(found[0].data, found[0].len) if count.value else None
    lib.snpguest_container_free(container)
    return der


def ours_describe(der):
    """Serial, dates and digest of a certificate; None."""
    info, text = ctypes.create_string_buffer(INFO_SIZE), ctypes.c_void_p()
    if lib.snpguest_cert_describe(None, blob(der), info, INFO_SIZE, None):
        return None
    if lib.snpguest_cert_info_to_json(info, INFO_SIZE, ctypes.byref(text), None):
        raise MemoryError
    said = json.loads(ctypes.string_at(text))
    free(text)
    return (
        int(said["serial"], 16),
        said["not_before"],
        said["not_after"],
        said["sha256"],
    )


def openssl(*words, data):
    done = subprocess.run(["openssl", *words], input=data, capture_output=True)
    return done.stdout if done.returncode == 0 else None


def ours_reads_list(der):
    """Is it a list, whoever signed it? A container only cuts lists out."""
    error = Error()
    if lib.snpguest_verifier_add_crl(verifier, blob(der), ctypes.byref(error)) == 0:
        return True
    return b"no trusted root signed it" in error.what or b"too many" in error.what


def theirs_first(data, what, form):
    command = "x509" if what == "certs" else "crl"
    return openssl(command, "-inform", form, "-outform", "DER", data=data) or None


def theirs_describe(der):
    out = openssl(
        "x509", "-inform", "DER", "-noout", "-serial", "-dates", "-dateopt",
        "iso_8601", "-fingerprint", "-sha256", data=der,
    )
    if not out:
        return None
    said = dict(line.split("=", 1) for line in out.decode().splitlines())
    return (
        int(said["serial"], 16),
        said["notBefore"].replace(" ", "T"),
        said["notAfter"].replace(" ", "T"),
        [v for k, v in said.items() if "ingerprint" in k][0].replace(":", "").lower(),
    )


# ------------------------------------------------------------------ changes


def pem_of(der, label, width=64):
    text = base64.b64encode(der).decode()
    lines = [text[i : i + width] for i in range(0, len(text), width)]
    return f"-----BEGIN {label}-----\n" + "\n".join(lines) + f"\n-----END {label}-----\n"


def change_pem(text):
    at = random.randrange(len(text))
    line = text.splitlines(keepends=True)
    n = random.randrange(len(line))
    kind = random.randrange(16)
    if kind == 0:
        return text.replace("\n", "\r\n")
    if kind == 1:
        return "prose before\nand more\n" + text + "and behind\n"
    if kind == 2:
        return text[:at] + random.choice("=\n \t\r-A/+\0") + text[at:]
    if kind == 3:
        return text[:at] + text[at + 1 :]
    if kind == 4:
        return "".join(line[:n] + [" " + line[n]] + line[n + 1 :])
    if kind == 5:
        return "".join(line[:n] + [line[n].rstrip("\n") + "  \n"] + line[n + 1 :])
    if kind == 6:
        return "".join(line[:n] + ["\n"] + line[n:])
    if kind == 7:
        return text + text
    if kind == 8:
        return text.rstrip("\n")
    if kind == 9:
        return "\ufeff" + text
    if kind == 10:
        return text.replace("-----END", "----END", 1)
    if kind == 11:
        return text.replace("CERTIFICATE", random.choice(
            ["X509 CERTIFICATE", "TRUSTED CERTIFICATE", "certificate", "X509 CRL"]))
    if kind == 12:
        return "".join(line[:n] + line[n + 1 :])
    if kind == 13:
        return line[0] + "Proc-Type: 4,CLEAR\n\n" + "".join(line[1:])
    if kind == 14:
        return text.replace("\n", "", random.randrange(4))
    return text[:at] + random.choice("ABCdef123+/=") + text[at + 1 :]


def change_der(der):
    out = bytearray(der)
    kind = random.randrange(6)
    at = random.randrange(len(out))
    if kind == 0:
        out[at] ^= 1 << random.randrange(8)
    elif kind == 1:
        out[random.randrange(min(len(out), 120))] = random.randrange(256)
    elif kind == 2:
        return bytes(out) + random.choice([b"\n", b"\r\n", b" ", b"\0", b"x", bytes(out)])
    elif kind == 3:
        return bytes(out[:at])
    elif kind == 4:
        del out[at]
    else:
        out.insert(at, random.randrange(256))
    return bytes(out)


def seeds():
    for name in glob.glob(f"{VECTORS}/sets/*/v?ek-*.der") + glob.glob(f"{VECTORS}/ca/*.der"):
        with open(name, "rb") as file:
            yield "certs", "CERTIFICATE", file.read()
    for name in glob.glob(f"{VECTORS}/crl/*.der"):
        with open(name, "rb") as file:
            yield "crls", "X509 CRL", file.read()


def report(data, why):
    with tempfile.NamedTemporaryFile(prefix="differential-", delete=False) as out:
        out.write(data)
    print(f"# {out.name}: {why}")


def main():
    certs = [seed for seed in seeds() if seed[0] == "certs"]
    lists = [seed for seed in seeds() if seed[0] == "crls"]
    both = {"certs": 0, "crls": 0, "described": 0}
    only = {"ours": 0, "openssl": 0}
    wrong = tried = 0
    end = time.monotonic() + float(SECONDS)
    while time.monotonic() < end or tried < 300:
        what, label, der = random.choice(lists if random.random() < 0.3 else certs)
        if random.random() < 0.6:
            text = pem_of(der, label)
            for _ in range(random.randrange(1, 3)):
                text = change_pem(text) or "x"
            data, form = text.encode(), "PEM"
        else:
            data, form = change_der(der), "DER"
        if not data:
            continue
        tried += 1
        mine, theirs = ours_first(data, what), theirs_first(data, what, form)
        said = theirs_describe(theirs) if theirs and what == "certs" else None
        told = ours_describe(mine) if mine and what == "certs" else None
        if mine and (not told if what == "certs" else not ours_reads_list(mine)):
            mine = None
        only["ours"] += bool(mine and not theirs)
        only["openssl"] += bool(theirs and not mine)
        if not mine or not theirs:
            continue
        both[what] += 1
        if mine != theirs:
            wrong += 1
            report(data, f"{what} in {form}: other DER bytes")
        if said and told:
            both["described"] += 1
            if said != told:
                wrong += 1
                report(data, f"{told} here, {said} by openssl")
    print(f"# {tried} tried, {both} by both, {only} by one alone")
    good = [
        (wrong == 0, "what both accept is the same"),
        (both["certs"] > 30 and both["crls"] > 3, "both accepted some of each kind"),
        (both["described"] > 30, "serial, dates and digests were compared"),
        (only["openssl"] + only["ours"] > 3, "and not everything"),
    ]
    for number, (is_good, name) in enumerate(good, 1):
        print("ok" if is_good else "not ok", number, "-", name)
    print(f"1..{len(good)}")
    sys.exit(not all(is_good for is_good, _ in good))


main()
