#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""make-anchors.py CERTIFICATE... > tools/snpguest/lib/formats/anchors.c

Makes the table of AMD's certificate authorities from their public certificates
(DER; ARK, ASK and ASVK of each product). Refuses a certificate whose SHA-256 is
not in the list below, so that a wrong file cannot become an anchor. Needs the
openssl command.
"""
import calendar
import hashlib
import re
import subprocess
import sys
import time

# SHA-256 of the certificates that AMD publishes.
PUBLISHED = {
    "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd",
    "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1",
    "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a",
    "67d303bd3905fd38db8b20e0793699870e7fa612eaad5dec358293fd8c0bac1b",
    "5464738c1546aed5f2cecf1dc98c5c960a92e8913238a61711bc90ec6e828521",
    "5b77ef5fe7a7a004fd9032668fba9d0fda22f88c4442069a479636a6ae3b3185",
    "c5e081f59b7efab1fe2f8b505e159704e72f29cab7ef7cf628a05a42439082f5",
    "197e610743a917d6b9bb982a5a9226ccc0a15b611be0619e626aca9151457372",
    "104e10a8bd060a3c20a434261a57d0588fd65a88915b4f65b08bdecaf8df1a3c",
}
ROLES = (("ARK-", "ARK"), ("SEV-VLEK-", "ASVK"), ("SEV-", "ASK"))
PRODUCTS = ("Milan", "Genoa", "Turin")


def openssl(*args, data):
    return subprocess.run(["openssl", *args], input=data, check=True,
                          capture_output=True).stdout


def field(der, option):
    out = openssl("x509", "-inform", "DER", "-noout", option, data=der)
    return out.decode().strip().split("=", 1)[1]


def seconds(text):
    return calendar.timegm(time.strptime(text, "%b %d %H:%M:%S %Y GMT"))


def subject_der(der):
    """Subject of a certificate: the fourth SEQUENCE inside tbsCertificate."""
    listing = openssl("asn1parse", "-inform", "DER", data=der).decode()
    top = re.findall(r"^ *(\d+):d=2 +hl=(\d+) l= *(\d+) cons: SEQUENCE",
                     listing, re.M)
    # Algorithm, issuer, validity, subject, key.
    offset, head, length = map(int, top[3])
    return der[offset:offset + head + length]


def read(path):
    der = open(path, "rb").read()
    digest = hashlib.sha256(der).hexdigest()
    if digest not in PUBLISHED:
        sys.exit(f"{path}: sha256 {digest} is none of AMD's")
    name = re.search(r"CN ?= ?([^,/]+)", field(der, "-subject")).group(1)
    role, product = next((role, name[len(prefix):])
                         for prefix, role in ROLES if name.startswith(prefix))
    modulus = bytes.fromhex(field(der, "-modulus"))
    if len(modulus) != 512 or product not in PRODUCTS:
        sys.exit(f"{path}: not an RSA-4096 authority of a known product")
    return {
        "role": role, "product": product, "name": subject_der(der),
        "serial": bytes.fromhex(field(der, "-serial")),
        "from": seconds(field(der, "-startdate")),
        "to": seconds(field(der, "-enddate")),
        "sha256": bytes.fromhex(digest), "modulus": modulus, "cn": name,
    }


def array(data, indent="\t\t\t"):
    lines = []
    for i in range(0, len(data), 8):
        row = ", ".join(f"0x{b:02x}" for b in data[i:i + 8])
        lines.append(f"{indent}{row},")
    return "\n".join(lines)


def entry(ca):
    return "\n".join([
        "\t{",
        f"\t\t/* {ca['cn']} */",
        f"\t\t.role = SNPGUEST_CERT_{ca['role']},",
        f"\t\t.product = SNPGUEST_PRODUCT_{ca['product'].upper()},",
        "\t\t.name = {", array(ca["name"]), "\t\t},",
        f"\t\t.name_len = {len(ca['name'])},",
        "\t\t.serial = { " +
        ", ".join(f"0x{b:02x}" for b in ca["serial"]) + " },",
        f"\t\t.not_before = {ca['from']},",
        f"\t\t.not_after = {ca['to']},",
        "\t\t.sha256 = {", array(ca["sha256"]), "\t\t},",
        "\t\t.modulus = {", array(ca["modulus"]), "\t\t},",
        "\t},",
    ])


def main():
    order = {role: i for i, role in enumerate(("ARK", "ASK", "ASVK"))}
    authorities = sorted(map(read, sys.argv[1:]), key=lambda ca: (
        PRODUCTS.index(ca["product"]), order[ca["role"]]))
    if len(authorities) != len(PUBLISHED):
        sys.exit(f"{len(authorities)} certificates given, "
                 f"{len(PUBLISHED)} needed: " + __doc__.splitlines()[0])
    print("// SPDX-License-Identifier: MIT")
    print("/* Made by scripts/make-anchors.py from AMD's public certificates. */")
    print('#include "anchors.h"\n')
    print("const struct anchor amd_anchors[ANCHOR_COUNT] = {")
    print("\n".join(map(entry, authorities)))
    print("};")


main()
