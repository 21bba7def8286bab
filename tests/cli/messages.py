# SPDX-License-Identifier: MIT
"""The table tests/cli/messages: every message that a user of the tool can meet.

messages.py list          the messages of the sources, a line each
messages.py mark NAME=LOG...  the table, with the first check whose log shows each
messages.py differ        what table and sources do not have in common
messages.py seen CHECK LOG    messages that the table says CHECK shows, and LOG has not

A line of the table is the check that shows it, or "-", and the message's format as the
source has it; a tab between.
"""
import glob
import os
import re
import sys

TABLE = "tests/cli/messages"
# What says something, and which of its arguments is the format.
SAYERS = {"trouble": 0, "usage": 0, "refused": 0, "note": 0, "bundle_flaw": 1,
          "bundle_mention": 1}
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
PRINTF = re.compile(r"%(?:[-+ 0#]*\d*(?:\.\d+|\.\*)?(?:hh|h|ll|l|z|j)?[diuxXcs]|%)")


def defines(text):
    """Names of string constants, and what they are."""
    names = {}
    for name, value in re.findall(r'#define (\w+) ((?:"(?:[^"\\]|\\.)*"\s*)+)', text):
        names[name] = "".join(STRING.findall(value))
    for name, value in re.findall(r'(?:static )?const char (\w+)\[\] = ((?:"(?:[^"\\]|\\.)*"\s*)+);', text):
        names[name] = "".join(STRING.findall(value))
    return names


def argument(text, at, number):
    """The tokens of an argument of a call, from behind its parenthesis."""
    depth, start, count, inside = 0, at, 0, False
    while at < len(text):
        c = text[at]
        if inside:
            at += c == "\\"
            inside = c != '"'
        elif c == '"':
            inside = True
        elif c in "({[":
            depth += 1
        elif c in ")}]" and depth:
            depth -= 1
        elif c in ",)" and not depth:
            if count == number:
                return text[start:at]
            count, start = count + 1, at + 1
        at += 1
    return ""


def literal(tokens, names):
    """The text of adjoining strings and constants; None for anything else."""
    rest = STRING.sub(" ", tokens)
    words = rest.split()
    if any(word not in names for word in words):
        return None
    out = ""
    for match in re.finditer(r'"((?:[^"\\]|\\.)*)"|(\w+)', tokens):
        out += names[match.group(2)] if match.group(2) else match.group(1)
    return out


def messages():
    """Every format, once each, in order."""
    found = set()
    for path in sorted(glob.glob("tools/snpguest/cli/**/*.c", recursive=True)):
        text = open(path).read()
        names = defines(text)
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        for match in re.finditer(r"\b(\w+)\(", text):
            if match.group(1) not in SAYERS:
                continue
            tokens = argument(text, match.end(), SAYERS[match.group(1)])
            form = literal(tokens, names)
            if form and form != "%s" and "..." not in tokens.split('"')[0]:
                found.add(form.replace("\\\"", '"').replace("\\n", " "))
    return sorted(found)


def pattern(form):
    """What a message of this format looks like."""
    out, at = "", 0
    for match in PRINTF.finditer(form):
        out += re.escape(form[at:match.start()])
        out += "%" if match.group() == "%%" else ".*"
        at = match.end()
    return re.compile(out + re.escape(form[at:]), re.S)


def rows():
    """The table."""
    for line in open(TABLE):
        if not line.startswith("#"):
            check, _, form = line.rstrip("\n").partition("\t")
            yield check, form


def read(path):
    return open(path, errors="replace").read() if os.path.exists(path) else ""


def shown(form, log):
    regex = pattern(form)
    return any(regex.search(line) for line in log)


def main():
    command = sys.argv[1]
    if command == "list":
        print("\n".join(messages()))
    elif command == "mark":
        logs = [(a.split("=")[0], set(read(a.split("=", 1)[1]).splitlines()))
                for a in sys.argv[2:]]
        for form in messages():
            check = next((n for n, log in logs if shown(form, log)), "-")
            print(f"{check}\t{form}")
    elif command == "differ":
        table, source = {form for _, form in rows()}, set(messages())
        for form in sorted(source - table):
            print(f"not in {TABLE}: {form}")
        for form in sorted(table - source):
            print(f"nobody says: {form}")
    elif command == "seen":
        log = set(read(sys.argv[3]).splitlines())
        for check, form in rows():
            if check == sys.argv[2] and not shown(form, log):
                print(f"not shown: {form}")


main()
