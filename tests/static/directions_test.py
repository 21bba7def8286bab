#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""directions_test.py: scripts/directions.py sees every include that is wrong.

A tree of two files for each pair of folders, the include once with and once
against the order; then a private header, another part, a circle.
"""
import os
import subprocess
import sys
import tempfile

SCRIPT = os.path.join(os.path.dirname(__file__), "../../scripts/directions.py")
# Written here again: what the map in CONTRIBUTING.md shows.
ORDER = [
    ("tools/snpguest/lib", "json verdict formats crypto base"),
    ("tools/snpguest/lib", "json request formats crypto base"),
    ("tools/snpguest/cli", "commands fetch stream output input base"),
    ("emulator", "library kds tsm program guest platform host machine pki firmware base"),
]
tried = set()
number = 0
failed = 0


def verdict(files):
    """Exit status and output for a tree of these files."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run([sys.executable, SCRIPT, root], check=False,
                              stdout=subprocess.PIPE, text=True)
        return done.returncode, done.stdout


def expect(name, files, status, says=""):
    """One test."""
    global number, failed
    number += 1
    code, out = verdict(files)
    good = code == status and says in out
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        print(f"# exit {code}: {out}", file=sys.stderr)


def pair(part, user, used):
    """Two files, of which one includes the other."""
    return {f"{part}/{user}/a.c": f'#include "../{used}/b.h"\n',
            f"{part}/{used}/b.h": "\n"}


MEASUREMENT = "tools/snpguest/measurement"
for folder, status in (("verdict", 1), ("formats", 1), ("crypto", 0), ("base", 0)):
    expect(f"measurement {'may' if not status else 'may not'} include {folder}",
           {f"{MEASUREMENT}/a.c": f'#include "../lib/{folder}/b.h"\n',
            f"tools/snpguest/lib/{folder}/b.h": "\n"}, status)
    expect(f"{folder} may not include measurement",
           {f"tools/snpguest/lib/{folder}/a.c": '#include "../../measurement/b.h"\n',
            f"{MEASUREMENT}/b.h": "\n"}, 1)

for part, folders in ORDER:
    folders = folders.split()
    for i, left in enumerate(folders):
        for right in folders[i + 1:]:
            if (part, left, right) in tried:
                continue
            tried.add((part, left, right))
            expect(f"{part}: {left} may include {right}",
                   pair(part, left, right), 0)
            expect(f"{part}: {right} may not include {left}",
                   pair(part, right, left), 1, "against the order")
expect("verdict and request do not include each other",
       pair("tools/snpguest/lib", "verdict", "request"), 1, "same rank")
expect("... nor the other way",
       pair("tools/snpguest/lib", "request", "verdict"), 1, "same rank")
expect("a private header is its folder's own",
       {"emulator/host/a.c": '#include "../pki/b_private.h"\n',
        "emulator/pki/b_private.h": "\n"}, 1, "private header")
expect("the tool includes no header of the library but the public one",
       {"tools/snpguest/cli/base/a.c": '#include "../../lib/base/b.h"\n',
        "tools/snpguest/lib/base/b.h": "\n"}, 1, "another part")
expect("the emulator includes nothing of the library",
       {"emulator/base/a.c": '#include "../../tools/snpguest/lib/base/b.h"\n',
        "tools/snpguest/lib/base/b.h": "\n"}, 1, "another part")
expect("the emulator includes nothing of the driver",
       {"emulator/host/a.c":
        '#include "../../drivers/virt/coco/sev-guest/b.h"\n',
        "drivers/virt/coco/sev-guest/b.h": "\n"}, 1, "another part")
expect("the driver includes nothing of the emulator",
       {"drivers/virt/coco/sev-guest/a.c":
        '#include "../../../../emulator/base/b.h"\n',
        "emulator/base/b.h": "\n"}, 1, "another part")
expect("the library includes no test",
       {"tools/snpguest/lib/base/a.c": '#include "../../../../tests/b.h"\n',
        "tests/b.h": "\n"}, 1, "no part")
expect("headers do not include each other",
       {"emulator/base/a.h": '#include "b.h"\n',
        "emulator/base/b.h": '#include "a.h"\n'}, 1, "circle")
expect("a folder without a place in the order is told",
       {"emulator/new/a.c": '#include "b.h"\n', "emulator/new/b.h": "\n"},
       1, "no place")
expect("a folder without a place is told although it includes nothing",
       {"emulator/new/a.c": "\n"}, 1, "no place")
print(f"1..{number}")
sys.exit(1 if failed else 0)
