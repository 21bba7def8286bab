#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""wycheproof.py FILE lines|results: ECDSA P-384 cases of Wycheproof's.

FILE is ecdsa_secp384r1_sha384_p1363_test.json. lines: what p384_verdicts reads;
results: "valid" or "invalid" for each. Cases whose signature is not two
numbers of 48 bytes cannot stand in a report and are left out of both.
"""
import json
import sys

POINT_SIZE = 97
NUMBER_SIZE = 48


def cases(path):
    """Point, message, r, s in hex, and the result."""
    with open(path, encoding="utf-8") as file:
        groups = json.load(file)["testGroups"]
    for group in groups:
        point = group["publicKey"]["uncompressed"]
        for test in group["tests"]:
            signature = test["sig"]
            if len(point) == 2 * POINT_SIZE and \
                    len(signature) == 4 * NUMBER_SIZE:
                yield (point, test["msg"] or "-",
                       signature[:2 * NUMBER_SIZE],
                       signature[2 * NUMBER_SIZE:], test["result"])


for case in cases(sys.argv[1]):
    print(case[4] if sys.argv[2] == "results" else " ".join(case[:4]))
