# SPDX-License-Identifier: MIT
"""Mutants: small faults, one at a time, each of which a named test has to see.

run.py --apply: only whether every row still fits its source.
run.py [PART | PART/WORD]...: the rows of tests/mutants/PART.*, or those of them
whose file, function or words have WORD in them. Prints TAP. The part harness
is this program's own test: each row there has to be refused in those words.

Each part has a scratch copy and a build of its own under $O/mutants, and the
parts run side by side. What was caught is remembered, and run again only when
row, test or program changed; AGAIN=1 forgets it.
"""
import glob
import hashlib
import json
import os
import signal
import sys
import threading
import time

import table
import tree

PARTS = ["harness", "driver", "library", "tool", "emulator"]
HERE = "tests/mutants"
CHECKED = ["all", "emulator"]
HOSTS = "5000"
PROGRAMS = ["build/snpguest", "build/libsnpguest.so.0", "build/snp-emulator"]


class Refused(Exception):
    """Why a mutant was not caught."""


class Skipped(Exception):
    """Why a mutant could not be tried here."""


class Test:
    """What a row's test is built from, and how it is run."""

    def __init__(self, words):
        self.words = words
        self.kind, rest = words.split(" ", 1)
        self.limit = tree.VM_LIMIT if self.kind in ("vm", "redirect", "crash") else tree.LIMIT
        if self.kind == "unit":
            self.program, self.name = rest.split()
            self.targets = [f"build/unit/{self.program}"]
            self.artefacts = self.targets
        elif self.kind == "hosts":
            self.carrier, self.name = rest.split(" ", 1)
            self.targets = [f"build/hosts/{self.carrier}"]
            self.artefacts = self.targets
        elif self.kind == "check":
            self.check, self.name = rest.split(" ", 1)
            self.targets, self.artefacts = CHECKED, PROGRAMS
        elif self.kind in ("redirect", "crash"):
            self.kernel, self.case, self.name = rest.split(" ", 2)
            self.targets = [f"redirect-image-{self.kernel}"]
            self.artefacts = [f"build/vm/{self.kernel}/redirect-tree/drivers/virt/coco/"
                              "sev-guest/sev-guest.ko"]
        else:
            self.kernel, self.case, self.name = rest.split(" ", 2)
            self.targets = [f"vm-image-{self.kernel}"]
            self.artefacts = [module_of(self.kernel)]

    def scripts(self):
        """The text of a test that is not compiled."""
        if self.kind in ("unit", "hosts"):
            return []
        folders = {"check": ["tests/checks", "tests/cli", "tests/emulator"],
                   "redirect": ["tests/vm/guest", "tests/redirect/guest"],
                   "crash": ["tests/redirect", "tests/redirect/guest"],
                   "vm": ["tests/vm/guest", "tests/vm/guest/cases"]}[self.kind]
        return sorted(name for folder in folders for name in glob.glob(f"{folder}/*")
                      if os.path.isfile(name))

    def command(self):
        if self.kind == "unit":
            return [self.targets[0]]
        if self.kind == "hosts":
            return [self.targets[0], HOSTS]
        if self.kind == "check":
            check, _, part = self.check.partition("/")
            return [f"tests/checks/{check}"] + ([part] if part else [])
        if self.kind == "crash":
            return ["env", f"STEPS={self.case}", "tests/redirect/crash.sh", self.kernel]
        where = "redirect" if self.kind == "redirect" else "vm"
        return [f"tests/{where}/boot.sh", self.kernel, self.case]

    def failed(self, line):
        return line.startswith("not ok") and self.name in line

    def passed(self, line):
        return line.startswith("ok") and self.name in line and "# SKIP" not in line

    def skipped(self, lines):
        """Why it could not run: a check that skips its line, or all that it has."""
        results = [line for line in lines if line.startswith(("ok", "not ok"))]
        results = [line for line in results if self.name in line] or results
        reasons = [line.split("# SKIP", 1)[1].strip() or "skipped" for line in results
                   if line.startswith("ok") and "# SKIP" in line]
        return reasons[0] if reasons and len(reasons) == len(results) else ""

    def run(self, scratch):
        return scratch.run(self.command(), stop=self.failed, limit=self.limit,
                           ONLY=self.name, CMOCKA_MESSAGE_OUTPUT="TAP")


class Part:
    def __init__(self, name, rows):
        self.name, self.rows = name, rows
        self.tree = tree.Tree(os.path.join(os.environ.get("O", "build"), "mutants", name))
        self.memory = self.tree.path("caught.json")
        self.known = {}
        if os.path.exists(self.memory) and not os.environ.get("AGAIN"):
            with open(self.memory, encoding="utf-8") as file:
                self.known = json.load(file)
        self.results, self.ran, self.outputs = [], 0, {}

    def key(self, scratch, test, *words):
        scripts = scratch.digest(test.scripts())
        text = "\0".join([self.base[test.words], scripts, *words])
        return hashlib.sha256(text.encode()).hexdigest()

    def prepare(self):
        """Everything built without a fault; each test seen to pass."""
        self.tree.sync()
        tests = {row.test: Test(row.test) for row in self.rows if row.test}
        targets = {target for test in tests.values() for target in test.targets}
        targets |= {obj for obj in map(object_of, self.rows) if obj}
        targets |= {f"vm-image-{row.kernel}" for row in self.rows if row.kernel}
        if not self.tree.make("-k", "-j2", *sorted(targets)) and self.name != "harness":
            print(f"# {self.name}: make failed, see {self.tree.log}", flush=True)
        self.base, self.trouble, self.skips = {}, {}, {}
        for words, test in tests.items():
            try:
                self.base[words] = self.tree.digest(test.artefacts)
            except OSError as error:
                self.trouble[words] = f"there is no {error.filename}"
                continue
            key = self.key(self.tree, test, words)
            if key not in self.known:
                status, lines = self.faultless(test)
                if status == 0 and not any(map(test.passed, lines)) and \
                        test.skipped(lines):
                    self.skips[words] = test.skipped(lines)
                elif not any(map(test.passed, lines)) or any(map(test.failed, lines)):
                    self.trouble[words] = f"without the fault the test did not pass " \
                        f"(status {status})"
                else:
                    self.known[key] = "passes"

    def faultless(self, test):
        """What the test says as things are; a check's words are kept."""
        key = tuple(test.command())
        if test.kind == "unit":
            return test.run(self.tree)
        if key not in self.outputs:
            self.outputs[key] = self.tree.run(test.command(), limit=test.limit)
        return self.outputs[key]

    def judge(self, row):
        """Put the fault in, build, run, take it out; raises Refused."""
        with open(row.file, encoding="utf-8") as file:
            text = file.read()
        fault = table.apply(row, text)
        if row.test in self.trouble:
            raise Refused(self.trouble[row.test])
        if row.test in self.skips:
            raise Skipped(self.skips[row.test])
        test = Test(row.test) if row.test else None
        key = self.key(self.tree, test, row.test, fault) if test else None
        if key in self.known:
            return self.known[key] + ", as before"
        self.ran += 1
        watched = self.watched(row, test)
        before = self.tree.digest(watched)
        try:
            self.write(row.file, fault)
            if not self.tree.make(*watched_targets(watched, test)):
                raise Refused(f"it does not compile: {self.said()}")
            if self.tree.digest(watched) == before:
                raise Refused("no code changed by it")
            how = self.outcome(test) if test else "changes nothing that shows: " + row.why
        finally:
            self.write(row.file, text)
            # Other rows compare with the faultless object.
            self.tree.make("-k", *watched_targets(watched, None))
        if key:
            self.known[key] = how
        return how

    @staticmethod
    def watched(row, test):
        """What has to differ, or the fault was none."""
        if test and test.kind in ("vm", "redirect", "crash"):
            return test.artefacts
        if row.kernel:
            return [module_of(row.kernel)]
        if row.file.endswith(".c"):
            return [object_of(row)]
        if not test:
            raise Refused("the fault is in no .c file")
        return test.artefacts

    def outcome(self, test):
        if not self.tree.make(*test.targets):
            raise Refused(f"it does not link: {self.said()}")
        status, lines = test.run(self.tree)
        if status is None:
            return f"caught: no end within {test.limit} s"
        if any(map(test.failed, lines)):
            return "caught"
        if test.kind == "unit" and status < 0:
            return f"caught: signal {-status}"
        if any(map(test.passed, lines)):
            raise Refused("survived")
        raise Refused(f"the test was not reached (status {status})")

    def write(self, name, text):
        with open(self.tree.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def said(self):
        with open(self.tree.log, encoding="utf-8", errors="replace") as file:
            lines = [line.strip() for line in file if "error" in line or "***" in line]
        return lines[0][:120] if lines else "see " + self.tree.log

    def run(self):
        start = time.monotonic()
        self.prepare()
        ready = time.monotonic()
        for row in self.rows:
            skip = ""
            try:
                result = True, self.judge(row)
            except Skipped as why:
                skip = str(why)
                result = True, "not tried: its test is skipped here"
            except (Refused, table.BadTable) as why:
                result = False, str(why)
            except OSError as error:
                result = False, str(error) + where_is(row.file)
            if row.part == "harness":
                result = not result[0] and result[1].startswith(row.what), result[1]
            tell(row, *result, skip)
            self.results.append(result[0])
            with open(self.memory, "w", encoding="utf-8") as file:
                json.dump(self.known, file)
        done = time.monotonic()
        print(f"# {self.name}: {len(self.rows)} rows, {self.ran} run, "
              f"{ready - start:.0f} s to build and to see the tests pass, "
              f"{(done - ready) / max(self.ran, 1):.1f} s a mutant", flush=True)


def object_of(row):
    if row.test and row.test.startswith("hosts ") and row.file.endswith(".c"):
        minor = "-7.3" if row.test.split()[1].endswith("-7.3") and \
            "_message" in row.file else ""
        return f"build/hosts/{os.path.basename(row.file)[:-2]}{minor}.o"
    return f"build/{row.file[:-2]}.o" if row.file.endswith(".c") and \
        not is_kernel_only(row) else None


def is_kernel_only(row):
    return bool(row.kernel) or bool(row.test) and \
        row.test.split()[0] in ("vm", "redirect", "crash")


def module_of(kernel):
    return f"build/vm/{kernel}/tree/emulator/kernel/sev-guest-emulated.ko"


def watched_targets(watched, test):
    if watched[0].endswith(".ko"):
        kind = "redirect" if "redirect-tree" in watched[0] else "vm"
        return [f"{kind}-image-{watched[0].split('/')[2]}"]
    if watched == PROGRAMS:
        return CHECKED
    return watched


def where_is(name):
    found = glob.glob(f"*/**/{os.path.basename(name)}", recursive=True)
    found = [path for path in found if not path.startswith("build")]
    return f"; there is {found[0]}" if found else ""


numbers = iter(range(1, 1000000))
tell_lock = threading.Lock()


def tell(row, good, how, skip=""):
    place = f"{row.part}: {os.path.basename(row.file)}" + \
        (f" {row.function}" if row.function else "")
    with tell_lock:
        print(f"{'' if good else 'not '}ok {next(numbers)} - {place}: {row.what}"
              + ("" if good else f": {how}") + (f" # SKIP {skip}" if skip else ""),
              flush=True)
        print(f"# {row.place}: {how}; {row.test or 'no test'}",
              file=sys.stdout if good else sys.stderr, flush=True)


def chosen(words):
    """Rows by part, in the order of the tables."""
    parts = {}
    for word in words or PARTS:
        part, _, filter_ = word.partition("/")
        rows = parts.setdefault(part, [])
        for path in sorted(glob.glob(f"{HERE}/{part}.*")):
            rows += [row for row in table.read(path, part)
                     if filter_ in f"{row.file} {row.function} {row.what}" and row not in rows]
        if not rows:
            raise table.BadTable(f"no row is meant by '{word}'")
    seen = set()
    for row in (row for rows in parts.values() for row in rows):
        name = (row.file, row.function, row.what)
        if name in seen:
            raise table.BadTable(f"{row.place}: this row is there twice")
        seen.add(name)
    return [Part(part, rows) for part, rows in parts.items()]


def apply_all():
    """Whether each row's lines are still there, without building anything."""
    good, number = True, 0
    for path in sorted(glob.glob(f"{HERE}/*.*")):
        part = os.path.basename(path).split(".")[0]
        if part not in PARTS or part == "harness":
            continue
        number += 1
        why = []
        try:
            for row in table.read(path, part):
                try:
                    with open(row.file, encoding="utf-8") as file:
                        table.apply(row, file.read())
                except (OSError, table.BadTable) as error:
                    why.append(f"{row.place}: {row.file} {row.function}: {error}")
        except table.BadTable as error:
            why.append(str(error))
        print(f"{'not ' if why else ''}ok {number} - the faults of {path} can be planted")
        print("\n".join(why), file=sys.stderr, end="\n" if why else "")
        good = good and not why
    print(f"1..{number}")
    return 0 if good else 1


def main(words):
    if words == ["--apply"]:
        return apply_all()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        parts = chosen(words)
    except table.BadTable as error:
        print(f"not ok 1 - the tables can be read: {error}\n1..1")
        return 1
    threads = [threading.Thread(target=part.run, daemon=True) for part in parts]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    finally:
        tree.kill_all()
    total = sum(len(part.rows) for part in parts)
    print(f"1..{total}")
    results = [good for part in parts for good in part.results]
    return 0 if len(results) == total and all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
