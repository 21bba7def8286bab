# SPDX-License-Identifier: MIT
"""A long stream for 'verify evidence --jobs', ended at random until it is done.

reports.py begin TOOL AT VECTORS DIR         what one process says of each row alone
reports.py lines COUNT DIR                   DIR/in: the rows, again and again, numbered
reports.py run TOOL AT DIR                   DIR/out, with many ends; tells how many
reports.py look COUNT DIR                    each has its verdict, at its place, once
"""
import base64
import hashlib
import itertools
import json
import os
import random
import subprocess
import sys
import time

# Seconds from one end to the next, beyond the time to find the place again.
SHORTEST, LONGEST = 2, 20


def read(path):
    with open(path, "rb") as file:
        return file.read()


def rows(vectors):
    with open(os.path.join(vectors, "manifest.tsv"), encoding="utf-8") as file:
        head = file.readline().rstrip("\n").split("\t")
        for text in file:
            row = dict(zip(head, text.rstrip("\n").split("\t")))
            yield (os.path.join(vectors, row["report"]),
                   os.path.join(vectors, row["leaf"]))


def command(tool, at, directory, *others):
    return [tool, "verify", "evidence", "--at", at, "--certs-by-digest",
            os.path.join(directory, "certs"), *others]


def begin(tool, at, vectors, directory):
    """One JSON line per row: its evidence and certificates, and its verdict."""
    os.mkdir(os.path.join(directory, "certs"))
    with open(os.path.join(directory, "rows"), "w", encoding="ascii") as kept:
        for report, leaf in rows(vectors):
            digest = hashlib.sha256(read(leaf)).hexdigest()
            with open(os.path.join(directory, "certs", digest + ".der"), "wb") as file:
                file.write(read(leaf))
            line = {"id": "row", "evidence": base64.b64encode(read(report)).decode(),
                    "certs": ["sha256:" + digest]}
            alone = subprocess.run(
                command(tool, at, directory, "--jobs", "1", "-"), check=False,
                input=json.dumps(line).encode(), stdout=subprocess.PIPE).stdout
            verdict = alone.decode("ascii").removeprefix("row: ")
            assert verdict.endswith("\n") and len(verdict) > 5, alone
            line["verdict"] = verdict
            kept.write(json.dumps(line) + "\n")


def kept_rows(directory):
    with open(os.path.join(directory, "rows"), encoding="ascii") as file:
        return [json.loads(text) for text in file]


def lines(count, directory):
    found = [(row["evidence"], json.dumps(row["certs"]))
             for row in kept_rows(directory)]
    with open(os.path.join(directory, "in"), "w", encoding="ascii") as file:
        for number, (evidence, certs) in zip(range(int(count)),
                                             itertools.cycle(found)):
            file.write('{"id":%d,"evidence":"%s","certs":%s}\n' %
                       (number, evidence, certs))


def size(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


def high_water(pid):
    """KiB; 0 of one that has ended."""
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        return max((int(text.split()[1]) for text in file
                    if text.startswith("VmHWM")), default=0)


def until_killed(process, out, seconds):
    """Lets it write for so long, then ends it. Return: its peak in KiB."""
    before, peak, end = size(out), 0, None
    while process.poll() is None and (end is None or time.monotonic() < end):
        peak = max(peak, high_water(process.pid))
        if end is None and size(out) != before:
            end = time.monotonic() + seconds
        time.sleep(0.01)
    process.kill()
    process.wait()
    return peak


def run(tool, at, directory):
    chance = random.Random(1)
    out = os.path.join(directory, "out")
    state = os.path.join(directory, "state")
    ends, peaks, status = 0, [], -9
    while status == -9:
        with open(os.path.join(directory, "summary"), "wb") as summary:
            process = subprocess.Popen(
                command(tool, at, directory, "--jobs", "auto", "--summary", "--out",
                        out, "--state", state, os.path.join(directory, "in")),
                stderr=summary)
        peaks.append(until_killed(process, out, chance.uniform(SHORTEST, LONGEST)))
        status = process.returncode
        ends += status == -9
    print("ends", ends)
    print("peak", max(peaks))
    print("peak-first", peaks[0])
    print("status", status)


def look(count, directory):
    found = [row["verdict"] for row in kept_rows(directory)]
    with open(os.path.join(directory, "out"), encoding="ascii") as file:
        for number, (verdict, text) in enumerate(zip(itertools.cycle(found), file)):
            assert text == "%d: %s" % (number, verdict), (number, text)
    assert number + 1 == int(count), number + 1
    print("judged", number + 1)


def main():
    what, arguments = sys.argv[1], sys.argv[2:]
    {"begin": begin, "lines": lines, "run": run, "look": look}[what](*arguments)


main()
