#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each promise of the driver's page with its test, see the table `promises`.

Prints what is wrong, a line each: words that the page does not have, tests that
do not exist, sentences with a bound or an always or a never and no row, and a
number of lines that is not that of the sources.
"""
import glob
import os
import re
import subprocess
import sys

PAGE = "Documentation/virt/coco/sev-guest.rst"
TABLE = "tests/static/promises"
DRIVER = "drivers/virt/coco/sev-guest/"
# Where a sentence with one of these words promises something.
PROMISE = re.compile(
    r"\b(never|always|at once|at most|at the latest|no longer|longer than|only once|"
    r"copied|wiped|refused|within|bounded|\d+ ms|\d+ MiB|seconds?|minute|half of|"
    r"(three|four) times)\b")
# Sections that tell and do not promise.
TELLING = {"AMD SEV-SNP guest requests", "Who checks what", "Errors", "Module parameters",
           "Watching it", "Checking CPUID", "Reading the driver", "SNP_GET_DERIVED_KEY",
           "Keys that are stuck", "``/dev/sev-guest``"}


def flat(text):
    return " ".join(text.split())


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def rows():
    """(words, test) of the table."""
    words = None
    for line in read(TABLE).split("\n"):
        if line.startswith("> "):
            words = flat(line[2:])
        elif line.startswith("! "):
            yield words, line[2:]


def somewhere(text, *patterns):
    text = flat(text)
    return any(text in flat(read(path)) for pattern in patterns
               for path in glob.glob(pattern))


def exists(test):
    kind, rest = test.split(" ", 1)
    if kind == "unit":
        program, name = rest.split()
        path = f"tests/unit/{program}.c"
        return os.path.exists(path) and re.search(rf"\b{name}\b", read(path))
    if kind == "proof":
        return somewhere(rest, "tests/proof/*.c")
    if kind == "hosts":
        program, text = rest.split(" ", 1)
        return program.split("-")[-1] in ("issue", "message", "7.3") and \
            somewhere(text, "tests/hosts/lab.h")
    if kind == "check":
        check, text = rest.split(" ", 1)
        return somewhere(text, f"tests/checks/{check}")
    _, case, text = rest.split(" ", 2)
    if kind == "crash":
        return somewhere(text, "tests/redirect/crash.c")
    folder = "tests/vm/guest/cases" if kind == "vm" else "tests/redirect/guest"
    return os.path.exists(f"{folder}/{case}") and \
        somewhere(text, f"{folder}/{case}", "tests/vm/*.c", "tests/redirect/*.c")


def sentences(page):
    """Of the page's text: not its headings, tables, directives."""
    section, text = "", []
    lines = page.split("\n")
    for i, line in enumerate(lines):
        under = lines[i + 1] if i + 1 < len(lines) else ""
        if under and under[0] in "=-" and not under.strip("=-") and line:
            yield from split(section, text)
            section, text = line, []
        elif not line.strip("=- ") and len(line.strip("= ")) != 1:
            text.append("." if not line else "")
        elif re.match(r"^(\.\.| {3}:|\S+\s{3,}\S|\s{14,}\S)", line):
            text.append(".")
        else:
            text.append(re.sub(r"^- ", ". ", line))
    yield from split(section, text)


def split(section, text):
    if section in TELLING:
        return
    for sentence in re.split(r"[.:](?:\s|$)", flat(" ".join(text))):
        yield sentence.strip()


def code_lines(name):
    done = subprocess.run(["gcc", "-fpreprocessed", "-dD", "-E", "-P", DRIVER + name],
                          check=True, capture_output=True, text=True)
    return sum(bool(line.strip()) for line in done.stdout.split("\n"))


def counts(page):
    """The page's numbers of lines, ten to the hundred aside."""
    told = [int(n) for n in re.search(
        r"about (\d+) lines .* some (\d+) of them: .*?\((\d+), an hour.*?"
        r"issue.c`` \((\d+)\).*?message.c`` \((\d+)\)", flat(page)).groups()]
    lines = {os.path.basename(path): code_lines(os.path.basename(path))
             for path in glob.glob(DRIVER + "*.[ch]")}
    core = lines["channel.c"] + lines["message.c"]
    true = [sum(lines.values()),
            core + sum(lines[name] for name in ("aead_kernel.c", "certs.c", "shared_pages.c",
                                                 "platform_snp_message.c")),
            core, lines["platform_snp_issue.c"], lines["platform_snp_message.c"]]
    for a, b in zip(told, true):
        if abs(a - b) > b / 10:
            yield f"{PAGE}: {a} lines are {b}"


def main():
    page = read(PAGE)
    text = flat(page).replace(" - ", " ")
    found = list(counts(page))
    covered = []
    for words, test in rows():
        if words not in text:
            found.append(f"{TABLE}: not on the page: {words}")
        if not exists(test):
            found.append(f"{TABLE}: no such test: {test}")
        covered.append(words)
    for sentence in sentences(page):
        if PROMISE.search(sentence) and not any(
                words in sentence or sentence in words for words in covered):
            found.append(f"{PAGE}: a promise without a test: {sentence}")
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
