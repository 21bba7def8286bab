#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""directions.py [ROOT]: do includes run one way between the folders?

Prints a line for each include that does not, "FILE: INCLUDE", and exits with 1
when there is one. Folders of a part stand in the order in which they may
include each other: each those behind it, none those before it. Within a folder
everything goes but a circle of headers. A header NAME_private.h is its folder's
own. Of another part only what is named here may be included.
"""
import os
import re
import sys

PARTS = {
    "tools/snpguest/lib": ["json", "verdict", "request", "formats", "crypto", "base"],
    "tools/snpguest/measurement": [""],
    "tools/snpguest/cli": ["", "commands", "fetch", "stream", "output", "input", "base"],
    "emulator": ["library", "kds", "tsm", "program", "guest", "platform", "host", "machine", "pki",
                 "firmware", "base", "kernel", "ci"],
    "drivers/virt/coco/sev-guest": [""],
    "tools/snpguest/include": [""],
    "include/uapi/linux": [""],
}
# Folders of the same rank, which may not include each other.
EQUALS = {("tools/snpguest/lib", "verdict"), ("tools/snpguest/lib", "request")}
# Folders of another part that a part may include.
USES = {"tools/snpguest/measurement": {"tools/snpguest/lib/crypto",
                                       "tools/snpguest/lib/base"}}
# The door to the kernel speaks the kernel door's protocol.
ALLOWED = {("emulator/guest", "emulator/kernel/sev-guest-emulated.h"),
           ("emulator/program", "emulator/kernel/sev-guest-emulated.h")}


def sources(root):
    """Every .c and .h of the parts, relative to root."""
    for part in PARTS:
        for here, _, names in os.walk(os.path.join(root, part)):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(here, name), root)


def place(path):
    """The part of a file and its folder in it; None outside."""
    for part, folders in PARTS.items():
        if path.startswith(part + "/"):
            rest = os.path.dirname(path[len(part) + 1:])
            return part, rest, folders
    return None


def includes(root, path):
    """What a file includes by name, as paths relative to root."""
    with open(os.path.join(root, path), encoding="utf-8") as file:
        for line in file:
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not match:
                continue
            near = os.path.normpath(os.path.join(os.path.dirname(path),
                                                 match.group(1)))
            if os.path.exists(os.path.join(root, near)):
                yield near


def wrong(path, target):
    """Why this include may not be, or None."""
    here, there = place(path), place(target)
    if (os.path.dirname(path), target) in ALLOWED:
        return None
    if there is None:
        return "a file of no part"
    part, folder, folders = here
    if folder not in folders or there[1] not in there[2]:
        return "no place in the order"
    if os.path.dirname(target) in USES.get(part, ()):
        return None
    if there[0] != part:
        return "another part"
    if there[1] == folder:
        return None
    if target.endswith("_private.h"):
        return "a private header of another folder"
    if (part, folder) in EQUALS and (part, there[1]) in EQUALS:
        return "a folder of the same rank"
    if folders.index(there[1]) < folders.index(folder):
        return "against the order"
    return None


def circles(graph):
    """Headers that include themselves in the end."""
    def reach(start):
        seen, todo = set(), [start]
        while todo:
            for target in graph.get(todo.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return seen
    return [path for path in sorted(graph) if path in reach(path)]


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    graph = {path: set(includes(root, path)) for path in sources(root)}
    if not graph:
        sys.exit(f"directions.py: no sources below {root}")
    found = [f"{path}: its folder has no place in the order of a part"
             for path in graph if place(path)[1] not in place(path)[2]]
    found += [f"{path}: {target}: {why}" for path in graph
             for target in sorted(graph[path])
             if (why := wrong(path, target))]
    headers = {path: {t for t in targets if t.endswith(".h")}
               for path, targets in graph.items() if path.endswith(".h")}
    found += [f"{path}: is in a circle of includes"
              for path in circles(headers)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
