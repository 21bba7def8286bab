#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""directions.py [ROOT]: do includes run one way between the folders?

Prints a line for each include that does not, "FILE: INCLUDE", and exits with 1
when there is one. Folders of a part stand in the order in which they may
include each other: each those behind it, none those before it. Within a folder
everything goes but a circle of headers. A header NAME_private.h is its folder's
own; one that includes OpenSSL has to be. Of another part only what is named here
may be included. A file is named from the folder of its user or, a public header,
by its own name; "<x.h>" and "x.h" are the same.
"""
import os
import re
import sys

PARTS = {
    "tools/snpguest/lib": ["json", "verdict", "request", "formats", "crypto", "base"],
    "tools/snpguest/measurement": [""],
    "tools/snpguest/cli": ["", "commands", "fetch", "stream", "output", "input", "base"],
    "tools/snpguest/example": [""],
    "tools/snpguest/include": [""],
    "emulator/ci": [""],
    "emulator/kernel": [""],
    "emulator": ["library", "kds", "tsm", "program", "guest", "platform", "host", "machine", "pki",
                 "firmware", "base"],
    "drivers/virt/coco/sev-guest": [""],
    "include/uapi/linux": [""],
    "upstream/files": [""],
}
# Folders of the same rank, which may not include each other.
EQUALS = {("tools/snpguest/lib", "verdict"), ("tools/snpguest/lib", "request"),
          ("emulator", "library"), ("emulator", "kds"), ("emulator", "tsm")}
# Where the compiler looks besides the folder of the user (-I).
SEARCHED = ("tools/snpguest/include", "include/uapi")
# Whose sources lie in the folder of another part when they are built.
LAID_INTO = {"emulator/kernel": "drivers/virt/coco/sev-guest",
             "upstream/files": "drivers/virt/coco/sev-guest"}
# What a part, or a folder of one, may include of others.
USES = {
    "tools/snpguest/lib": {"tools/snpguest/include"},
    "tools/snpguest/lib/request": {"include/uapi/linux"},
    "tools/snpguest/measurement": {"tools/snpguest/lib/crypto", "tools/snpguest/lib/base",
                                   "tools/snpguest/include"},
    "tools/snpguest/cli": {"tools/snpguest/include"},
    "tools/snpguest/example": {"tools/snpguest/include"},
    "drivers/virt/coco/sev-guest": {"include/uapi/linux"},
    # An example of a client, which knows the ABI and nothing else.
    "emulator/ci": {"include/uapi/linux"},
    "emulator/kernel": {"drivers/virt/coco/sev-guest"},
    "upstream/files": {"drivers/virt/coco/sev-guest", "include/uapi/linux"},
    # The door to the kernel speaks the kernel door's protocol.
    "emulator/guest": {"emulator/kernel/sev-guest-emulated.h"},
    "emulator/program": {"emulator/kernel/sev-guest-emulated.h"},
}
OPENSSL = "tools/snpguest/lib/crypto"
TOPS = ("tools", "emulator", "drivers", "include", "upstream", "scripts")
ENDINGS = (".c", ".h", ".S", ".cc", ".cpp", ".inc", ".def")


def sources(root):
    """Every source of the parts, and what lies where no part is, relative to root."""
    for top in TOPS:
        for here, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if name.endswith(ENDINGS):
                    yield os.path.relpath(os.path.join(here, name), root)


def place(path):
    """The part of a file and its folder in it; None outside."""
    for part, folders in PARTS.items():
        if path.startswith(part + "/"):
            rest = os.path.dirname(path[len(part) + 1:])
            return part, rest, folders
    return None


def text_of(root, path):
    """As the compiler's first phases leave it: lines joined, remarks blank."""
    with open(os.path.join(root, path), encoding="utf-8-sig") as file:
        text = file.read().replace("\\\n", "")
    return re.sub(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/',
                  lambda found: found[0] if found[0][0] == '"' else " ", text, flags=re.S)


def directives(root, path):
    """What stands behind each #include and its like."""
    return re.findall(r"^\s*(?:#|%:|\?\?=)\s*((?:include|import).*)$", text_of(root, path), re.M)


def named(root, path):
    """What a file includes: the form, and the name with its detours taken out."""
    for line in directives(root, path):
        match = re.match(r'include\s*(["<])([^">]+)[">]\s*$', line)
        if match:
            yield match[1], os.path.normpath(match[2])


def is_plain(root, path):
    """Is every include a name in quotes or brackets?"""
    return len(directives(root, path)) == len(list(named(root, path)))


def includes(root, path):
    """What a file includes of this tree, relative to root."""
    part = (place(path) or ("",))[0]
    near = [os.path.dirname(path)]
    searched = [*SEARCHED, *filter(None, [LAID_INTO.get(part)])]
    for form, name in named(root, path):
        for folder in (near if form == '"' else []) + searched:
            target = os.path.normpath(os.path.join(folder, name))
            if os.path.isfile(os.path.join(root, target)):
                yield target
                break


def is_used(path, target):
    """May this part, or this folder of it, include that of another part?"""
    part, folder = place(path)[:2]
    allowed = USES.get(part, set()) | USES.get(os.path.join(part, folder), set())
    return os.path.dirname(target) in allowed or target in allowed


def wrong(path, target):
    """Why this include may not be, or None."""
    here, there = place(path), place(target)
    if here is None or there is None:
        return "a file of no part"
    if not target.endswith(".h"):
        return "no header"
    part, folder, folders = here
    if folder not in folders or there[1] not in there[2]:
        return "no place in the order"
    if there[0] != part:
        return None if is_used(path, target) else "another part"
    if there[1] == folder:
        return None
    if target.endswith("_private.h"):
        return "a private header of another folder"
    if (part, folder) in EQUALS and (part, there[1]) in EQUALS:
        return "a folder of the same rank"
    if folders.index(there[1]) < folders.index(folder):
        return "against the order"
    return None


def wrong_library(root, path):
    """Why this file may not include OpenSSL, if it does, or None."""
    if not path.startswith("tools/") or \
            not any("openssl/" in name for _, name in named(root, path)):
        return None
    if os.path.dirname(path) != OPENSSL:
        return "OpenSSL outside " + OPENSSL
    if path.endswith(".h") and not path.endswith("_private.h"):
        return "OpenSSL in a header that is not private"
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
             for path in graph if not place(path) or place(path)[1] not in place(path)[2]]
    found += [f"{path}: an include that is not written plainly"
              for path in graph if not is_plain(root, path)]
    found += [f"{path}: {target}: {why}" for path in graph
             for target in sorted(graph[path])
             if (why := wrong(path, target))]
    found += [f"{path}: {why}" for path in graph if (why := wrong_library(root, path))]
    found += [f"{path}: {target}: handed on by a header that is not private"
              for path in graph if path.endswith(".h") and not path.endswith("_private.h")
              for target in sorted(graph[path]) if target.endswith("_private.h")]
    headers = {path: {t for t in targets if t.endswith(".h")}
               for path, targets in graph.items() if path.endswith(".h")}
    found += [f"{path}: is in a circle of includes"
              for path in circles(headers)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
