#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""channel.c itself under CBMC, against every host.

Claims are in channel_proof.c, the world in world.c, what the proof reaches in
SECURITY.md. Then each guard is taken away in a copy (guards.py), and its claim
has to fail. Prints TAP. CBMC names the program, O the folder to write to; two
runs at a time, JOBS=n for another number.
"""
import concurrent.futures
import os
import re
import subprocess
import sys

from guards import END, GUARDS

DRIVER = "drivers/virt/coco/sev-guest"
OUT = os.environ["O"] + "/proof"
NAMES = ("iv write_ahead window forgotten answer wiped valid crash recovery "
         "time").split()

# Function, messages outstanding, trips in the call, first number; slow first.
SETTINGS = [
    ("recovering", 2, 8, 0), ("calling", 2, 3, 0), ("recovering", 1, 6, 0),
    ("crashing", 2, 2, 0), ("calling", 1, 3, 0), ("draining", 2, 2, 0),
    ("calling", 1, 2, END), ("crashing", 1, 2, 0), ("draining", 1, 3, 0),
    ("calling", 0, 6, 0), ("crashing", 0, 4, 0), ("recovering", 0, 3, 0),
    ("calling", 0, 3, END), ("crashing", 0, 2, END), ("beginning", 0, 1, 0),
    ("beginning", 0, 1, END), ("ring", 0, 1, 0),
]


def options(setting, claims, channel):
    """The loop over trips is cut by the world's assumption; that every other
    loop ends within its bound is claimed too."""
    function, outstanding, trips, start = setting
    loops = {"channel_deliver.0": trips + 1, "channel_drain.0": outstanding + 1,
             "any_state.0": 5, "forget.0": 5}
    return ["tests/proof/" + name for name in (
        "channel_proof.c", "world.c", "channel_small.c")] + [
        "--function", function, "-D_GNU_SOURCE",
        f'-DCHANNEL_C="{os.path.abspath(channel)}"',
        f"-DWORLD_START={start}ULL", f"-DWORLD_TRIPS={trips}",
        f"-DWORLD_OUTSTANDING={outstanding}",
        f"-DWORLD_OLDEST={outstanding % 2}"] + [
        f"-DPROVE_{name}={int(name in claims)}" for name in NAMES] + [
        "-I" + folder for folder in (OUT, "tests/proof", "tests/proof/kernel",
                                     "tests/support/kernel", DRIVER,
                                     "include/uapi")] + [
        "--unwind", "3", "--unwindset",
        ",".join(f"{name}:{bound}" for name, bound in loops.items()),
        "--unwinding-assertions", "--no-standard-checks", "--slice-formula",
        "--verbosity", "8"]


def run(name, setting, claims, channel):
    """What CBMC says, also in a log."""
    done = subprocess.run([os.environ["CBMC"]] +
                          options(setting, claims, channel),
                          capture_output=True, text=True)
    said = done.stdout + done.stderr
    with open(f"{OUT}/{name}.log", "w") as log:
        log.write(said)
    return said


def failures(said):
    """The claims that fail; None when CBMC came to no end."""
    if not re.search(r"^VERIFICATION (SUCCESSFUL|FAILED)$", said, re.M):
        return None
    return re.findall(r"^\[.*\] line \d+ (.*): FAILURE$", said, re.M)


def prove(number, setting):
    function, outstanding, trips, start = setting
    what = (f"{function}: {outstanding} outstanding, {trips} trips, "
            f"numbers from {start:#x}")
    failed = failures(run(f"claim-{number}", setting, NAMES,
                          DRIVER + "/channel.c"))
    if failed is None:
        failed = ["CBMC came to no end"]
    return what, failed


def take_away(number, row):
    claim, setting, what, edits = row
    with open(DRIVER + "/channel.c") as source:
        text = source.read()
    for old, new in edits:
        if text.count(old) != 1:
            return f"without its guard: {what}", [f"no such text: {old}"]
        text = text.replace(old, new)
    copy = f"{OUT}/guard-{number}.c"
    with open(copy, "w") as target:
        target.write(text)
    failed = failures(run(f"guard-{number}", setting, [claim], copy))
    seen = failed and any(line.startswith(claim + ": ") for line in failed)
    return (f"{claim} fails when {what}",
            [] if seen else [f"it does not; failing: {failed}"])


def main():
    os.makedirs(OUT, exist_ok=True)
    subprocess.run(["sh", "-c", "sed -f tests/proof/small-message.sed "
                    f"{DRIVER}/message.h >{OUT}/small_message.h"], check=True)
    with concurrent.futures.ThreadPoolExecutor(
            int(os.environ.get("JOBS", "2"))) as pool:
        runs = [pool.submit(prove, i, setting)
                for i, setting in enumerate(SETTINGS)]
        runs += [pool.submit(take_away, i, row)
                 for i, row in enumerate(GUARDS)]
        bad = 0
        print(f"1..{len(runs)}", flush=True)
        for number, future in enumerate(runs, 1):
            what, failed = future.result()
            print(f"{'not ok' if failed else 'ok'} {number} - {what}",
                  flush=True)
            for line in failed:
                print(f"{what}: {line}", file=sys.stderr)
            bad += bool(failed)
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
