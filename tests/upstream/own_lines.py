#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""own_lines.py SOURCE: lines of upstream/ that stand in the kernel, too.

Looks at the files of the kernel that the series changes. Lines that say hardly
anything (short ones, includes) do not count.
"""
import pathlib
import sys

CHANGED = ["arch/x86/coco/sev/core.c", "arch/x86/coco/sev/internal.h",
           "arch/x86/include/asm/sev.h", "drivers/virt/coco/sev-guest/sev-guest.c",
           "Documentation/virt/coco/sev-guest.rst", "MAINTAINERS",
           "include/uapi/linux/sev-guest.h", "drivers/virt/coco/sev-guest/Kconfig"]
SHORTEST = 30


def lines(path):
    text = path.read_text(encoding="utf-8", errors="replace")
    return {line.strip(" \t+-") for line in text.split("\n")}


def main(source):
    kernel = set()
    for name in CHANGED:
        kernel |= lines(pathlib.Path(source) / name)
    for path in sorted(pathlib.Path("upstream").rglob("*")):
        if not path.is_file() or path.suffix in (".md", ".pyc"):
            continue
        for line in sorted(lines(path) & kernel):
            if len(line) >= SHORTEST and not line.startswith("#include") and \
               "SPDX" not in line:
                print(f"{path}: {line}")


main(sys.argv[1])
