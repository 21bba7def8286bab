# SPDX-License-Identifier: MIT
"""Lines for 'verify evidence --jobs', and what is to be true of their verdicts.

stream_lines.py all VECTORS DIR          lines of every row, named row0, row1, ...
stream_lines.py compare VECTORS TOOL AT FILE   a process for each row says the same
stream_lines.py kill TOOL AT IN OUT STATE      ends it at random until it is done
stream_lines.py memory TOOL AT IN HCL    peak memory of few, many and hostile lines
"""
import base64
import gzip
import json
import os
import random
import resource
import struct
import subprocess
import sys
import tempfile
import time


def rows(vectors):
    with open(os.path.join(vectors, "manifest.tsv"), encoding="utf-8") as file:
        head = file.readline().rstrip("\n").split("\t")
        for line in file:
            row = dict(zip(head, line.rstrip("\n").split("\t")))
            yield (row["expect"], os.path.join(vectors, row["report"]),
                   os.path.join(vectors, row["leaf"]))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def line(name, report, leaf):
    return json.dumps({"id": name,
                       "evidence": base64.b64encode(read(report)).decode(),
                       "certs": [base64.b64encode(read(leaf)).decode()]})


def all_lines(vectors, directory):
    found = sorted(rows(vectors), key=lambda row: row[0] != "accept")
    for number, (_, report, leaf) in enumerate(found):
        print(line("row%d" % number, report, leaf))
    for name, path in (("report.bin", found[0][1]), ("leaf.der", found[0][2])):
        with open(os.path.join(directory, name), "wb") as file:
            file.write(read(path))


def compare(vectors, tool, at, verdicts):
    found = sorted(rows(vectors), key=lambda row: row[0] != "accept")
    with open(verdicts, encoding="utf-8") as file:
        streamed = [json.loads(text) for text in file]
    assert len(streamed) == len(found) > 0
    for (expect, report, leaf), verdict in zip(found, streamed):
        alone = subprocess.run([tool, "verify", "evidence", "--at", at, "--json",
                                "--certs", leaf, report], check=False,
                               stdout=subprocess.PIPE).stdout
        alone = json.loads(alone)
        assert alone.pop("input") == report
        del verdict["input"]
        for one in alone, verdict:  # what it came in, which is not the same
            del one["shape_text"], one["checks"][0]["detail"]
        assert alone == verdict, report
        assert (verdict["verdict"] == "accepted") >= (expect == "accept") or \
            "debug" in json.dumps(verdict["checks"]), report


def start(tool, at, given, out, state):
    with open(out + ".summary", "wb") as summary:
        return subprocess.Popen(
            [tool, "verify", "evidence", "--at", at, "--jobs", "2", "--json",
             "--summary", "--out", out, "--state", state, given],
            stderr=summary)


def kill(tool, at, given, out, state):
    """Each run may be ended before, in, and after its first writes."""
    chance = random.Random(1)
    killed = moved = 0
    while killed < 200:
        process = start(tool, at, given, out, state)
        before = os.path.getsize(out) if os.path.exists(out) else 0
        until = time.monotonic() + 60
        wanted = before + chance.randrange(8 << 20)
        while process.poll() is None and time.monotonic() < until and (
                not os.path.exists(out) or os.path.getsize(out) < wanted):
            time.sleep(0.002)
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        killed += 1
        moved += os.path.exists(state)
    print("ended %d times" % killed)
    assert process.returncode == 1, process.returncode
    assert killed >= 3, "it was done before it could be ended"


def peak(tool, at, path, *options, status=1):
    process = subprocess.Popen([tool, "verify", "evidence", "--at", at, "--jobs",
                                "2", *options, path], stdout=subprocess.DEVNULL)
    _, ended, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(ended) == status
    return usage.ru_maxrss


def high_water(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        return next(int(text.split()[1]) for text in file
                    if text.startswith("VmHWM"))


def peak_unread(tool, at, path):
    """Nobody reads the answers until what is read of the lines has settled."""
    process = subprocess.Popen([tool, "verify", "evidence", "--at", at, "--json",
                                "--jobs", "2", path], stdout=subprocess.PIPE)
    seen, still = 0, 0
    while still < 20 and process.poll() is None:
        now = high_water(process.pid)
        still = still + 1 if now == seen else 0
        seen = now
        time.sleep(0.1)
    answers = process.stdout.read().count(b"\n")
    assert process.wait() == 1
    return seen, answers


def bombs(count):
    """A line of parts that each unpack to three million bytes."""
    part = base64.b64encode(gzip.compress(bytes(3000000))).decode()
    return json.dumps({"evidence": part, "certs": [part] * count}).encode()


def claims(hcl):
    """A line of an HCL report whose claims are a million empty objects."""
    text = b"[" + b"{}," * 1000000 + b"{}]"
    blob = read(hcl)[:0x4D0] + struct.pack("<I", len(text)) + text
    return base64.b64encode(gzip.compress(blob)) + b"\n"


def memory(tool, at, given, hcl):
    text = read(given)
    with tempfile.NamedTemporaryFile() as many, \
            tempfile.NamedTemporaryFile() as packed, \
            tempfile.NamedTemporaryFile() as claimed, \
            tempfile.NamedTemporaryFile() as long:
        packed.write((bombs(62) + b"\n") * 6)
        packed.flush()
        claimed.write(claims(hcl) * 6)
        claimed.flush()
        for _ in range(20):
            many.write(text)
        many.flush()
        long.write(b"junk\n" * 10)
        for _ in range(20):
            long.write(b"A" * (8 << 20) + b"\n")
        long.flush()
        few, more = (peak(tool, at, path) for path in (given, many.name))
        hostile, answers = peak_unread(tool, at, long.name)
        endless = peak(tool, at, "/dev/zero", "-q", status=3)
        unpacked = peak(tool, at, packed.name)
        runtime = peak(tool, at, claimed.name, "--json")
    print("peak: %d KiB for %d bytes, %d KiB for 20 times as many, "
          "%d KiB for 160 MiB in 20 lines, %d KiB for a line without an end, "
          "%d KiB for 63 parts that unpack, %d KiB for a million claims"
          % (few, len(text), more, hostile, endless, unpacked, runtime))
    assert more < few + 2048
    assert answers == 30
    assert hostile < few + 64 * 1024
    assert endless < few + 16 * 1024
    assert unpacked < few + 2 * 16 * 1024
    assert runtime < few + 2 * 16 * 1024


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    what, arguments = sys.argv[1], sys.argv[2:]
    {"all": all_lines, "compare": compare, "kill": kill,
     "memory": memory}[what](*arguments)


main()
