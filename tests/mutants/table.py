# SPDX-License-Identifier: MIT
"""The tables of mutants: reading them, and applying an edit to a source.

A row is a block of lines:

    @ FILE [FUNCTION]: what is wrong then
      a line that stays, for context
    - a line that goes
    + a line that comes
    ! TEST

Lines are compared without regard to white space, and have to be found exactly
once, in FUNCTION when one is named. "= why" in place of "!" says that the
fault changes nothing a test could see; "= vm KERNEL why" the same of a file that
only a kernel's module has. TEST is one of

    unit PROGRAM NAME           a test of tests/unit/PROGRAM.c
    hosts PROGRAM TEXT          "not ok" with TEXT, of tests/hosts: issue, driver-issue ...
    redirect KERNEL CASE TEXT   "not ok" with TEXT, of tests/redirect/guest/CASE
    crash KERNEL STEP TEXT      "not ok" with TEXT, of tests/redirect/crash.sh
    check CHECK[/PART] TEXT     "not ok" with TEXT, of tests/checks/CHECK
    vm KERNEL CASE TEXT         "not ok" with TEXT, of tests/vm/guest/cases/CASE
"""
import collections
import re

Row = collections.namedtuple("Row", "place part file function what edit test why kernel")


class BadTable(Exception):
    """A table that cannot be read, or an edit that does not apply."""


HEAD = re.compile(r"@ (\S+?)(?: (\w+))?: (.+)$")
TEST = re.compile(r"(unit \S+ \w+|hosts [\w.-]+ .+|check \S+ .+|(vm|redirect|crash) \S+ \S+ .+)$")


def read_block(place, part, lines):
    head = HEAD.match(lines[0])
    if not head:
        raise BadTable(f"{place}: this is no '@ FILE [FUNCTION]: what'")
    edit = [(line[0], line[1:]) for line in lines[1:] if line[0] in " +-"]
    ends = [line for line in lines[1:] if line[0] in "!="]
    if not any(kind in "+-" for kind, _ in edit) or len(ends) != 1 or \
            len(edit) + 1 != len(lines[1:]):
        raise BadTable(f"{place}: a row needs an edit and one line with ! or =")
    if edit[0][0] == "+":
        raise BadTable(f"{place}: the edit starts with no line of the source")
    rest = ends[0][1:].strip()
    test, why = (rest, None) if ends[0][0] == "!" else (None, rest)
    if test and not TEST.match(test) or not rest:
        raise BadTable(f"{place}: '{rest}' names no test; see tests/mutants/table.py")
    kernel = re.match(r"vm (\d\S*) ", why or "")
    return Row(place, part, *head.groups(), edit, test, why,
               kernel.group(1) if kernel else None)


def read(path, part):
    """The rows of a file; part is what they count under."""
    rows, block, start = [], [], 0
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines() + [""]
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#") and not line.startswith("@") and block:
            block.append(line)
            continue
        if block:
            rows.append(read_block(f"{path}:{start}", part, block))
            block = []
        if line.startswith("@"):
            block, start = [line], number
        elif line and not line.startswith("#"):
            raise BadTable(f"{path}:{number}: this belongs to no row")
    return rows


def squeeze(line):
    return " ".join(line.split())


def body_of(lines, function):
    """First and last line of a function's definition."""
    name = re.compile(rf"^[^\s#/*].*\b{function}\(|^{function}\(")
    for first, line in enumerate(lines):
        if not name.match(line):
            continue
        for last in range(first, len(lines)):
            if lines[last].rstrip().endswith(";") and last == first:
                break
            if lines[last].startswith("}"):
                return first, last + 1
    raise BadTable(f"there is no function {function} in it")


def apply(row, text):
    """The source with the fault in it."""
    lines = text.split("\n")
    first, last = body_of(lines, row.function) if row.function else (0, len(lines))
    wanted = [squeeze(line) for kind, line in row.edit if kind != "+"]
    places = [at for at in range(first, last - len(wanted) + 1)
              if [squeeze(line) for line in lines[at:at + len(wanted)]] == wanted]
    if len(places) != 1:
        raise BadTable(f"its lines are there {len(places)} times")
    at, out = places[0], []
    for kind, line in row.edit:
        if kind != "+":
            at += 1
        if kind != "-":
            out.append(lines[at - 1] if kind == " " else line)
    return "\n".join(lines[:places[0]] + out + lines[at:])
