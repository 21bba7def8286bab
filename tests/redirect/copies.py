# SPDX-License-Identifier: MIT
"""copies.py MODULE.ko NAME: a kprobe for each place in the module NAME that copies memory,
in the form of tracefs' kprobe_events, with how many bytes; or with words of eight
that are left, where it is an instruction that repeats itself, and each word a hit."""
import re
import subprocess
import sys

COPIES = {"memcpy", "memmove", "_copy_from_user", "_copy_to_user"}


def lines(module):
    return subprocess.run(["objdump", "-dr", "--no-show-raw-insn", module], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.splitlines()


def places(module):
    """Yields (function, offset in it, the register that tells how much)."""
    for text in lines(module):
        head = re.fullmatch(r"([0-9a-f]+) <(.+)>:", text)
        relocation = re.match(r"\t+[0-9a-f]+: R_X86_64_\w+\t(\w+)", text)
        instruction = re.match(r" *([0-9a-f]+):\t(.*)", text)
        if head:
            start, function = int(head[1], 16), head[2]
        elif relocation and relocation[1] in COPIES:
            yield function, at - start, "bytes=%dx"
        elif instruction:
            at = int(instruction[1], 16)
            if instruction[2].startswith("rep movsq"):
                yield function, at - start, "words=%cx"


def main():
    module, name = sys.argv[1:]
    for number, (function, offset, size) in enumerate(places(module)):
        print("p:copies/copy%d %s:%s+%d %s:u64" % (number, name, function, offset, size))


main()
