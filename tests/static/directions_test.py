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
    ("emulator", "library program guest platform host machine pki firmware base"),
    ("emulator", "kds program guest platform host machine pki firmware base"),
    ("emulator", "tsm program guest platform host machine pki firmware base"),
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
for user, used in (("library", "kds"), ("kds", "tsm"), ("tsm", "library"),
                   ("kds", "library"), ("tsm", "kds"), ("library", "tsm")):
    expect(f"{user} and {used} do not include each other",
           pair("emulator", user, used), 1, "same rank")
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
PUBLIC = "tools/snpguest/include/snpguest.h"
UAPI = "include/uapi/linux/sev-guest.h"
for user, public, status in (
        ("tools/snpguest/cli/base", PUBLIC, 0), ("tools/snpguest/lib/base", PUBLIC, 0),
        ("tools/snpguest/measurement", PUBLIC, 0), ("tools/snpguest/example", PUBLIC, 0),
        ("emulator/pki", PUBLIC, 1), ("emulator/ci", PUBLIC, 1), ("emulator/kernel", PUBLIC, 1),
        ("drivers/virt/coco/sev-guest", PUBLIC, 1),
        ("tools/snpguest/lib/request", UAPI, 0), ("drivers/virt/coco/sev-guest", UAPI, 0),
        ("emulator/ci", UAPI, 0), ("tools/snpguest/lib/base", UAPI, 1),
        ("tools/snpguest/cli/base", UAPI, 1), ("emulator/firmware", UAPI, 1)):
    name = public.split("include/uapi/")[-1].split("include/")[-1]
    for written in (f'"{name}"', f"<{name}>"):
        expect(f"{user} {'may not' if status else 'may'} include {written}",
               {f"{user}/a.c": f"#include {written}\n", public: "\n"}, status,
               "another part" if status else "")
for user, written, used in (
        ("tools/snpguest/cli/commands", '"../lib/formats/b.h"', "tools/snpguest/lib/formats"),
        ("tools/snpguest/lib/base", "<../lib/json/b.h>", "tools/snpguest/lib/json"),
        ("emulator/pki", '"../lib/base/b.h"', "tools/snpguest/lib/base"),
        ("emulator/pki", '"../uapi/linux/../../../emulator/host/b.h"', "emulator/host")):
    expect(f"{user} reaches no folder by the way that the compiler searches: {written}",
           {f"{user}/a.c": f"#include {written}\n", f"{used}/b.h": "\n", PUBLIC: "\n",
            UAPI: "\n"}, 1)
BACKWARDS = {"tools/snpguest/lib/verdict/b.h": "\n"}
for written in ('#include"../verdict/b.h"', '/**/ #include "../verdict/b.h"',
                '# /* x */ include "../verdict/b.h"', '#include /* x\n */ "../verdict/b.h"',
                '%:include "../verdict/b.h"', '#include \\\n"../verdict/b.h"',
                '#inc\\\nlude "../verdict/b.h"', '\ufeff#include "../verdict/b.h"',
                '\t#\tinclude "../verdict/b.h" // x', '#include "../base/../verdict/b.h"'):
    expect(f"it is seen as {written!r}",
           {"tools/snpguest/lib/base/a.c": written + "\n"} | BACKWARDS, 1, "against the order")
for written in ('#define B "../verdict/b.h"\n#include B', '#include_next "../verdict/b.h"',
                '#import "../verdict/b.h"', '#include __FILE__'):
    expect(f"it is no plain include: {written!r}",
           {"tools/snpguest/lib/base/a.c": written + "\n"} | BACKWARDS, 1, "plainly")
expect("what looks like one in a remark or a string is none",
       {"tools/snpguest/lib/base/a.c":
        '/*\n#include "../verdict/b.h"\n*/\nconst char *x = "/*";\n// #include <openssl/x.h>\n'}
       | BACKWARDS, 0)
expect("nothing but headers is included",
       {"emulator/base/a.c": '#include "b.inc"\n', "emulator/base/b.inc": "\n"}, 1, "no header")
expect("<x.h> is not the file beside it",
       {"emulator/pki/a.c": "#include <snpguest.h>\n", "emulator/pki/snpguest.h": "\n",
        PUBLIC: "\n"}, 1, "another part")
for written in ("<./openssl/evp.h>", "<../include/openssl/evp.h>", '"openssl/evp.h"'):
    expect(f"OpenSSL is seen as {written}",
           {"tools/snpguest/cli/base/a.c": f"#include {written}\n"}, 1, "OpenSSL")
for stray in ("tools/snpguest/a.c", "tools/snpguest/bindings/c/a.c", "tools/other/a.c",
              "upstream/a.c", "drivers/virt/coco/a.c", "include/a.h", "scripts/a.c",
              "emulator/a.c", "emulator/base/a.cc", "emulator/base/new/a.S"):
    expect(f"{stray} has no place" if "base/a.cc" not in stray else f"{stray} is read",
           {stray: '#include "b.h"\n', os.path.join(os.path.dirname(stray), "b.h"): "\n"}
           if "base/a.cc" not in stray else
           {stray: '#include "../host/b.h"\n', "emulator/host/b.h": "\n"}, 1)
DOOR = "emulator/kernel/sev-guest-emulated.h"
for folder in "library kds tsm platform host machine pki firmware base".split():
    expect(f"{folder} does not speak to the kernel door",
           {f"emulator/{folder}/a.c": '#include "../kernel/sev-guest-emulated.h"\n',
            DOOR: "\n"}, 1, "another part")
for folder in ("guest", "program"):
    expect(f"{folder} speaks to the kernel door, by its protocol alone",
           {f"emulator/{folder}/a.c": '#include "../kernel/sev-guest-emulated.h"\n',
            DOOR: "\n"}, 0)
    expect("... and knows nothing else of it",
           {f"emulator/{folder}/a.c": '#include "../kernel/b.h"\n',
            "emulator/kernel/b.h": "\n"}, 1, "another part")
expect("the emulated machine in the kernel is built with the driver's sources",
       {"emulator/kernel/a.c": '#include "b.h"\n',
        "drivers/virt/coco/sev-guest/b.h": "\n"}, 0)
expect("... and with nothing of the emulator's",
       {"emulator/kernel/a.c": '#include "../base/b.h"\n', "emulator/base/b.h": "\n"},
       1, "another part")
expect("the series is built with the driver's sources",
       {"upstream/files/a.c": '#include "b.h"\n',
        "drivers/virt/coco/sev-guest/b.h": "\n"}, 0)
expect("an example knows the public header alone",
       {"tools/snpguest/example/a.c": '#include "../lib/base/b.h"\n',
        "tools/snpguest/lib/base/b.h": "\n"}, 1, "another part")
for folder, name, status in (("lib/crypto", "a.c", 0), ("lib/crypto", "a_private.h", 0),
                             ("lib/crypto", "a.h", 1), ("lib/formats", "a.c", 1),
                             ("cli/base", "a.c", 1), ("measurement", "a_private.h", 1)):
    expect(f"OpenSSL in {folder}/{name}: {'no' if status else 'yes'}",
           {f"tools/snpguest/{folder}/{name}": "#include <openssl/evp.h>\n"}, status,
           "OpenSSL" if status else "")
expect("a header that is not private hands no private one on",
       {"emulator/host/a.h": '#include "b_private.h"\n',
        "emulator/host/b_private.h": "\n"}, 1, "handed on")
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
