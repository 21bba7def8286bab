#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The series for Linux: a branch and its patches.

series.py SOURCE OUT: SOURCE is a git repository whose HEAD is the kernel as
Debian has it (scripts/kernel.sh source). OUT/work becomes a clone in which only
the files that the series touches are checked out, with a branch sev-guest;
OUT/patches the series as it is sent. The cover letter has the
table that measure.sh left in OUT.

AUTHOR="Name <address>" is who sends and signs it.
"""
import os
import re
import shutil
import subprocess
import sys

import lay
import pages as documentation
import thin
from lay import DRIVER

CORE = "arch/x86/coco/sev/"
SEV_H = "arch/x86/include/asm/sev.h"
MESSAGE_H = "arch/x86/include/asm/snp-message.h"
CHANNEL_H = "arch/x86/include/asm/snp-channel.h"
RST = "Documentation/virt/coco/sev-guest.rst"
ABI = "Documentation/ABI/testing/"
UAPI = "include/uapi/linux/sev-guest.h"
HERE = "upstream/"
MACHINE = "platform_snp.c"  # the section of sev-guest.h about the real machine
POWER = "power.c: power events"
AUTHOR = os.environ.get("AUTHOR") or "Whoever Sends This <sender@example.org>"


def date():
    """Of every patch: the same sources give the same series."""
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], text=True,
                          capture_output=True, check=False)
    return os.environ.get("SOURCE_DATE_EPOCH") or done.stdout.strip()


def run(*command, **options):
    done = subprocess.run(command, text=True, capture_output=True, check=False,
                          **options)
    if done.returncode:
        raise lay.Misfit(f"{' '.join(command)}: {done.stderr or done.stdout}")
    return done.stdout


class Tree:
    """The files of the kernel, and what can be done to them."""

    def __init__(self, path):
        self.path = path

    def at(self, name):
        return os.path.join(self.path, name)

    def git(self, *words):
        return run("git", "-C", self.path, *words)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.at(name)), exist_ok=True)
        with open(self.at(name), "w", encoding="utf-8") as file:
            file.write(text)

    def edit(self, name, change):
        before = lay.read(self.at(name))
        after = change(before)
        if after == before:
            raise lay.Misfit(f"nothing changes in {name}")
        self.write(name, after)

    def insert(self, name, after, text):
        """TEXT behind the one line or piece that the pattern AFTER finds."""
        def change(before):
            found = list(re.finditer(after, before, re.M))
            if len(found) != 1:
                raise lay.Misfit(f"{name}: {after}: {len(found)} times")
            end = found[0].end()
            return before[:end] + text + before[end:]
        self.edit(name, change)

    def append(self, name, text):
        self.edit(name, lambda before: before + text)

    def replace(self, name, pattern, text):
        self.edit(name, lambda before: re.sub(pattern, text, before,
                                              flags=re.M | re.S))

    def semantic(self, script, *names):
        """A semantic patch has to change each of these files."""
        for name in names:
            self.edit(name, lambda _, name=name: run(
                "spatch", "--very-quiet", "--no-includes", "--cocci-file",
                f"{HERE}core/{script}.cocci", self.at(name), "-o",
                self.at(".cocci.out")) and "" or lay.read(self.at(".cocci.out")))
            os.remove(self.at(".cocci.out"))

    def source(self, name, paths, **how):
        self.write(name, lay.source(paths, **how))

    def header(self, name, paths, **how):
        guard = re.sub(r"\W", "_", name.split("/")[-1]).upper()
        guard = ("_ASM_X86_" if "/asm/" in name else "") + guard
        self.write(name, lay.header(paths, guard, **how))

    def thin(self, name, pieces):
        self.edit(name, lambda before: lay.thinner(before, pieces))

    def copy(self, name, path):
        self.write(name, lay.read(path))


def ours(*names):
    return [DRIVER + name for name in names]


def issue(tree):
    tree.semantic("issue", CORE + "core.c", SEV_H)
    tree.insert(SEV_H, r"^int snp_send_guest_request\(.*;\n",
                "int snp_issue_guest_request(struct snp_guest_req *req);\n")


def pages(tree):
    tree.semantic("pages", CORE + "core.c", SEV_H)


def message(tree):
    tree.header(MESSAGE_H, ours("aead.h", "message.h"),
                drop=["snp_aead_seal", "snp_aead_open"],
                own=["#include <asm/snp-message.h>"])
    tree.thin(MESSAGE_H, thin.MESSAGE_H)
    tree.source(CORE + "message.c", [HERE + "files/cipher.c",
                                     *ours("message.c")],
                about="Sealing and opening of SNP guest messages, see "
                      "asm/snp-message.h.",
                hidden=["snp_aead_seal", "snp_aead_open"],
                exports=["snp_aead_new", "snp_aead_free", "snp_message_seal",
                         "snp_message_open"])
    tree.append(CORE + "Makefile", "\nobj-y += message.o\n")


def channel(tree):
    tree.header(CHANNEL_H, ours("channel.h"),
                own=["#include <asm/snp-channel.h>"])
    tree.thin(CHANNEL_H, thin.TRIP + thin.CHANNEL_H)
    tree.source(CORE + "channel.c", ours("channel.c"), drop=["channel_trip_ms"],
                exports=["snp_channel_exchange", "snp_channel_drain",
                         "snp_channel_init", "snp_channel_outstanding",
                         "snp_channel_oldest", "snp_channel_dead",
                         "snp_channel_retire"])
    tree.thin(CORE + "channel.c", thin.CHANNEL_C)
    tree.replace(CORE + "Makefile", r"^obj-y \+= message\.o$",
                 "obj-y += message.o channel.o")


def kunit(tree):
    tree.copy(CORE + "channel_kunit.c", HERE + "files/channel_kunit.c")
    tree.copy(CORE + "Kconfig", HERE + "files/Kconfig")
    tree.append("arch/x86/Kconfig.debug",
                '\nsource "arch/x86/coco/sev/Kconfig"\n')
    tree.append(CORE + "Makefile",
                "\nobj-$(CONFIG_SNP_CHANNEL_KUNIT_TEST) += channel_kunit.o\n")


def move(tree):
    tree.git("mv", DRIVER + "sev-guest.c", DRIVER + "core.c")
    tree.append(DRIVER + "Makefile", "\nsev-guest-y := core.o\n")


def add_object(tree, names):
    tree.append(DRIVER + "Makefile", f"sev-guest-y += {names}\n")


def platform(tree):
    tree.copy(DRIVER + "platform.h", DRIVER + "platform.h")
    tree.edit(DRIVER + "platform.h", lay.words)
    tree.thin(DRIVER + "platform.h", thin.PLATFORM_H)
    tree.source(DRIVER + "platform.c",
                [*ours("shared_pages.c"), HERE + "files/carrier.c",
                 *ours("platform_snp.c")],
                inline=ours(f"sev-guest.h#{MACHINE}"),
                own=['#include "sev-guest.h"', '#include "device.h"',
                     "#include <linux/kconfig.h>"],
                about="The machine: its device, its secrets page, pages shared "
                      "with the host, and\ntrips to the host. See platform.h.",
                static=["snp_share_pages", "snp_unshare_pages",
                        "snp_carrier_create", "snp_carrier_destroy"])
    tree.thin(DRIVER + "platform.c",
              [("struct device;\nstruct snp_msg_desc;\n\n", "")])
    add_object(tree, "platform.o")


def certs(tree):
    tree.copy(DRIVER + "certs.h", DRIVER + "certs.h")
    tree.source(DRIVER + "certs.c", ours("certs.c"))
    add_object(tree, "certs.o")


def device(tree):
    header = DRIVER + "sev-guest.h"
    tree.header(header, [header],
                drop=["snp_cpuid_file_publish", "snp_tsm_svsm_report",
                      "struct tsm_report;\n",
                      *(lay.section(lay.split_source(lay.read(header))[3], part)
                        for part in (MACHINE, POWER))])
    tree.thin(header, thin.SEV_GUEST_H)
    tree.header(DRIVER + "device.h", ours("stop.h", "device.h"))
    tree.thin(DRIVER + "device.h", thin.DEVICE_H)
    tree.header(DRIVER + "request.h", ours("request.h"),
                drop=["snp_get_cpuid"])
    tree.source(DRIVER + "device.c", ours("device.c", "request.c"),
                drop=["snp_get_cpuid"],
                about="The device: the channel with the kernel around it, see "
                      "device.h. Requests to\nthe secure processor, see "
                      "request.h.")
    tree.thin(DRIVER + "device.c", thin.DEVICE_C)
    tree.source(DRIVER + "debugfs.c", ours("statistics.c"))
    tree.copy(DRIVER + "trace.h", DRIVER + "trace.h")
    tree.edit(DRIVER + "trace.h", lay.words)
    tree.copy(DRIVER + "trace.c", DRIVER + "trace.c")
    tree.append(DRIVER + "Makefile",
                "sev-guest-y += device.o debugfs.o trace.o\n"
                "CFLAGS_trace.o := -I$(src)\n")
    tree.copy(ABI + "debugfs-sev-guest", ABI + "debugfs-sev-guest")
    tree.replace(ABI + "debugfs-sev-guest",
                 r"\nWhat:\t\t/sys/kernel/debug/sev-guest/cpuid\n.*", "")
    tree.replace(ABI + "debugfs-sev-guest",
                 r" On Linux 7\.2 and 7\.3\n.*?not counted\.", "")


def ioctl(tree):
    tree.source(DRIVER + "ioctl.c", ours("ioctl.c"))
    add_object(tree, "ioctl.o")


def tsm(tree):
    tree.source(DRIVER + "tsm.c", ours("svsm.c", "tsm_svsm.c", "tsm.c"),
                about='The provider "sev_guest" of configfs-tsm: reports of the '
                      "secure processor, and\nthose of an SVSM, a program at VMPL0 "
                      "that serves this kernel: SVSM for SEV-SNP\nGuests (AMD "
                      '58019), section "Attestation Protocol".\n\nOf the former, '
                      "outblob is the report alone, auxblob the certificate table "
                      "as the\nhost gave it: not checked, empty when there is none.",
                inline=ours("svsm.h"), static=["snp_svsm_attest"],
                hidden=["snp_tsm_svsm_report"])
    add_object(tree, "tsm.o")


def main(tree):
    tree.source(DRIVER + "main.c", ours("power.c", "main.c"),
                about="AMD SEV-SNP guest driver: module lifetime, reboot, kexec "
                      "and hibernation.\nFinds the platform, opens the channel, "
                      "publishes last.",
                inline=ours(f"sev-guest.h#{POWER}"),
                static=["snp_power_register", "snp_power_unregister"], drop=[
        'static bool cpuid_check;\nmodule_param(cpuid_check, bool, 0444);\n'
        + re.search(r"MODULE_PARM_DESC\(cpuid_check.*\n\n",
                    lay.read(DRIVER + "main.c"))[0],
        "	if (cpuid_check)\n		snp_cpuid_file_publish("
        "snp_device, snp_guest_debugfs);\n",
        'MODULE_SOFTDEP("pre: gcm");\n'])
    tree.git("rm", "-q", DRIVER + "core.c")
    tree.replace(DRIVER + "Makefile", r"^sev-guest-y := core\.o$",
                 "sev-guest-y := main.o")
    tree.copy(ABI + "sysfs-module-sev-guest", ABI + "sysfs-module-sev-guest")
    tree.replace(ABI + "sysfs-module-sev-guest",
                 r"\nWhat:\t\t/sys/module/sev_guest/parameters/cpuid_check\n.*",
                 "")


def uapi(tree):
    """Our macros and descriptions; the structures are the kernel's own."""
    header = lay.read(UAPI)
    for name in ("SNP_GUEST_FW_ERR_MASK", r"SNP_GUEST_VMM_ERR\(x\)"):
        macro = re.search(rf"^#define {name}.*\n", header, re.M)[0]
        tree.replace(UAPI, rf"^#define {name}.*?\n", macro)
    for words, name in re.findall(r"^(/\*\*\n \* struct (\w+) .*?\*/\n)",
                                  header, re.M | re.S):
        tree.replace(UAPI, rf"^struct {name} \{{\n",
                     words + f"struct {name} {{\n")


def docs(tree):
    page = "Documentation/virt/coco/sev-guest-channel.rst"
    tree.write(page, documentation.page(lay.read(RST)))
    tree.insert("Documentation/virt/index.rst", r"^   coco/sev-guest\n",
                "   coco/sev-guest-channel\n")
    tree.replace(RST, r"(\n4\. SEV Guest Driver Communication Key\n=+\n\n).*?"
                 r"(?=\n\nReference\n)", r"\1" +
                 lay.read(HERE + "files/sev-guest-key.txt").replace("\\", ""))


def maintainers(tree):
    entry = lay.read(HERE + "files/maintainers.txt")
    tree.replace("MAINTAINERS", r"^(?=AMD SPI DRIVER\n)",
                 entry.replace("@AUTHOR@", AUTHOR))


SERIES = [issue, pages, message, channel, kunit, move, platform, certs, device,
          ioctl, tsm, main, uapi, docs, maintainers]


def touched():
    """Folders to check out; whatever the series creates lies in them."""
    return [CORE, DRIVER, "arch/x86/include/asm/", "Documentation/virt/",
            ABI, "include/uapi/linux/sev-guest.h", "arch/x86/Kconfig.debug",
            "MAINTAINERS", "scripts/", ".mailmap", "Documentation/dev-tools/",
            "Documentation/process/", "COPYING", "CREDITS", "Kbuild",
            "Makefile", "README"]


def clone(source, path):
    seconds = date()
    if seconds:
        os.environ["GIT_AUTHOR_DATE"] = f"@{seconds} +0000"
        os.environ["GIT_COMMITTER_DATE"] = f"@{seconds} +0000"
    shutil.rmtree(path, ignore_errors=True)
    run("git", "clone", "-q", "--shared", "--no-checkout", source, path)
    tree = Tree(path)
    name, address = re.fullmatch(r"(.*) <(.*)>", AUTHOR).groups()
    tree.git("config", "user.name", name)
    tree.git("config", "user.email", address)
    tree.git("sparse-checkout", "set", "--no-cone",
             *("/" + name for name in touched()))
    tree.git("checkout", "-q", "-b", "sev-guest")
    tree.git("tag", "base")
    return tree


def commit(tree, step):
    words = lay.read(f"{HERE}messages/{step.__name__}.txt")
    # Debian's .gitignore is about the package.
    tree.git("add", "-A", "-f", ".")
    run("git", "-C", tree.path, "commit", "-q", "-s", "-F", "-", input=words)


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def cell(row):
    """Of a row of tests/redirect/compare.c: errno, trips, calls, afterwards."""
    return f"{row[1].replace('ioctl ', ''):>10} {row[3]:>5} {row[4]:>2} {row[6]:<4}"


def table(out):
    """What the last measuring left, here or for the record."""
    if not os.path.exists(os.path.join(out, "in-tree.release")):
        out = HERE + "measured"
    before = rows_of(os.path.join(out, "in-tree.tsv"))
    after = {row[0]: row for row in rows_of(os.path.join(out, "series.tsv"))}
    release = lay.read(os.path.join(out, "in-tree.release")).strip()
    text = (f"Measured: the driver of {release}, and the series. Errno, "
            "times\nthat the host was asked, messages that the secure processor "
            "executed or\nrefused, and whether the next request to a fair host "
            "succeeds.\n\n"
            f"{'':<28}   in-tree{'':<17}series\n"
            f"{'the host, or the caller':<28}" + "     errno trips fw next" * 2 + "\n")
    for row in before:
        name = row[0]
        while len(name) > 28 and " " in name:
            start = name[:28].rfind(" ") if " " in name[:28] else 28
            text += name[:start] + "\n"
            name = "  " + name[start + 1:]
        text += f"{name:<28}{cell(row)}{cell(after[row[0]])}".rstrip() + "\n"
    return text


def cover(out, patches):
    name = os.path.join(patches, "0000-cover-letter.patch")
    words = lay.read(HERE + "messages/cover.txt").replace("@TABLE@\n", table(out))
    subject, blurb = words.split("\n\n", 1)
    text = lay.thinner(lay.read(name), [("*** SUBJECT HERE ***", subject),
                                        ("*** BLURB HERE ***\n", blurb)])
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)


def make(source, out):
    tree = clone(source, os.path.join(out, "work"))
    for step in SERIES:
        step(tree)
        commit(tree, step)
    patches = os.path.join(out, "patches")
    shutil.rmtree(patches, ignore_errors=True)
    tree.git("format-patch", "-q", "-M", "--cover-letter", "-o",
             os.path.abspath(patches), "base")
    cover(out, patches)
    return patches


if __name__ == "__main__":
    try:
        print(make(sys.argv[1], sys.argv[2]))
    except lay.Misfit as error:
        print(f"series: {error}", file=sys.stderr)
        sys.exit(1)
