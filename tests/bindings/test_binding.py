# SPDX-License-Identifier: MIT
"""test_binding.py VECTORS: the Python module on genuine evidence. Prints TAP."""
import base64
import csv
import errno
import json
import sys
import threading

import snpguest

VECTORS = sys.argv[1]
ANY = {"report_data_any": True, "measurement_any": True}
number = 0
failed = 0


def check(good, name):
    global number, failed
    number += 1
    failed += not good
    print(("ok" if good else "not ok"), number, "-", "python:", name)


def read(name):
    with open(f"{VECTORS}/{name}", "rb") as file:
        return file.read()


def rows():
    with open(f"{VECTORS}/manifest.tsv", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def at_of(row):
    """A time at which the leaf is valid."""
    import calendar
    import time

    text = row["leaf_not_before"]
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ")) + 1


def code_of(function):
    try:
        function()
    except snpguest.Trouble as trouble:
        return trouble.errno
    return 0


verifier = snpguest.Verifier()
wrong = []
judged = 0
for row in rows():
    if not row["leaf"].strip():
        continue
    policy = {**ANY, "debug": True, "masked_chip_id": True}
    verdict = verifier.judge([read(row["report"]), read(row["leaf"])], policy, at_of(row))
    judged += 1
    if bool(verdict) != (row["expect"] == "accept"):
        wrong.append(row["report"])
check(judged > 20, f"{judged} reports were judged")
check(not wrong, f"each as the index says {wrong}")

row = next(r for r in rows() if r["expect"] == "accept" and r["leaf"].strip())
report, leaf, at = read(row["report"]), read(row["leaf"]), at_of(row)
good = verifier.judge([report, leaf], ANY, at)
check(good and good["verdict"] == "accepted", "accepted is true")
check(good["report"]["measurement"] == report[0x90:0xC0].hex(), "fields are there")
check(good["root"].startswith("AMD "), "the root is named")
check(snpguest.judge([leaf, report], ANY, at), "without a verifier, in any order")
check(
    snpguest.judge([base64.b64encode(report), leaf.hex().encode()], ANY, at),
    "in other shapes",
)
check(
    snpguest.judge([report, leaf], {**ANY, "vmpl": int(row["vmpl"])}, at)
    and not snpguest.judge([report, leaf], {**ANY, "guest_svn_min": 4294967295}, at),
    "a policy counts",
)
exact = {
    "report_data": report[0x50:0x90].hex(),
    "measurement": [report[0x90:0xC0].hex()],
}
check(snpguest.judge([report, leaf], exact, at), "what is demanded is there")
in_bytes = {"report_data": report[0x50:0x90], "measurement": [report[0x90:0xC0]]}
check(snpguest.judge([report, leaf], in_bytes, at), "bytes stand for hexadecimal")
exact["report_data"] = "00" * 63 + "01"
other = snpguest.judge([report, leaf], json.dumps(exact), at)
check(not other and other["verdict"] == "refused", "a policy as text refuses")
flipped = bytearray(report)
flipped[0x90] ^= 1
check(not snpguest.judge([bytes(flipped), leaf], ANY, at), "a flipped bit is refused")
check(not snpguest.judge(b"hello", ANY, at), "text is refused")
check(not snpguest.judge(b"", ANY, at), "nothing is refused")
alone = snpguest.judge(report, ANY, at)
check(not alone and alone["verdict"] == "unknown", "without a leaf: not found out")
check(code_of(lambda: snpguest.judge([report, leaf], {}, at)) == errno.EINVAL,
      "a policy that demands nothing and waives nothing is a mistake")
check(code_of(lambda: snpguest.judge([report, leaf], '{"x": 1}', at)) == errno.EINVAL,
      "a policy with another key is a mistake")
check(not snpguest.judge([report, leaf, bytes(flipped)], ANY, at),
      "two reports are refused")
check(code_of(lambda: snpguest.judge([], ANY, at)) == errno.EINVAL, "no part is a mistake")

results = []
threads = [
    threading.Thread(
        target=lambda: results.extend(
            bool(verifier.judge([report, leaf], ANY, at)) for _ in range(50)
        )
    )
    for _ in range(4)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
check(results == [True] * 200, "four threads share a verifier")
print(f"1..{number}")
sys.exit(failed > 0)
