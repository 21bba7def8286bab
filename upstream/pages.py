# SPDX-License-Identifier: MIT
"""Our documentation as a page of the kernel's.

Of other kernels, and of what is not in the series, the kernel's page says
nothing. Each piece that leaves has to be there once.
"""
import re

import lay

# Paragraphs and items, by how they begin.
LEAVE = [
    "- Where the architecture's code completes the message",
    "- In 7.2 and 7.3 the kernel's own code asks",
    "Where the kernel's own code waits for a busy host",
    "On 7.2 and 7.3 the architecture's code writes",
    "cpuid_check        offer",
]

SECTIONS = ["Kernels", "Checking CPUID"]

GIVE_WAY = [
    ("AMD SEV-SNP guest requests\n==========================\n",
     "AMD SEV-SNP guest messages\n==========================\n"),
    ("Programs use it through ``/dev/sev-guest`` and, on kernels that have it, through\n"
     "configfs-tsm. The driver is a module, ``sev-guest``.\n",
     "Programs use it through ``/dev/sev-guest`` and through configfs-tsm. The driver is a\n"
     "module, ``sev-guest``. Documentation/virt/coco/sev-guest.rst has the host's side.\n"),
    ("There is no fixed limit\n"
     "for the table here; kernels before 6.17 pass 32 KiB through ``auxblob`` and answer\n"
     "EFBIG beyond that, while ``outblob`` is not concerned. When", "When"),
    ("; or when the kernel's own code is seen to have\n"
     "encrypted other bytes than the driver's under a number, which no tested kernel\n"
     "does. Then", ". Then"),
    (", and is what a trip may take where somebody else has to be\n"
     "  waited for. Every message ends 100 ms after it at the latest, and 100 ms later for\n"
     "  each caller that queued before; an extended report may take a second message.\n"
     "  What another caller left behind is fetched before the host is asked again.\n",
     ". A caller who\n  queued until then has one trip; an extended report may take a second message.\n"),
    ("a message take longer than ``busy_timeout_ms`` and 100 ms (from when those before it\n"
     "are done or late, and as long as it lets the guest run), or",
     "a message take longer than ``busy_timeout_ms`` and a trip (as long as it lets the\n"
     "guest run), or"),
]


def without_section(text, title):
    pattern = rf"^{re.escape(title)}\n=+\n.*?(?=^[^\n]+\n=+\n|\Z)"
    found = re.findall(pattern, text, re.M | re.S)
    if len(found) != 1:
        raise lay.Misfit(f"{len(found)} sections {title}, not one")
    return text.replace(found[0], "")


def without_paragraph(text, start):
    pattern = rf"^{re.escape(start)}.*\n(?:(?!- |=|\n).+\n)*\n?"
    found = re.findall(pattern, text, re.M)
    if len(found) != 1:
        raise lay.Misfit(f"{len(found)} paragraphs {start}, not one")
    end = "\n" if found[0].endswith("\n\n") and start.startswith("- ") else ""
    return text.replace(found[0], end)


def page(text):
    text = lay.thinner(text, GIVE_WAY)
    for title in SECTIONS:
        text = without_section(text, title)
    for start in LEAVE:
        text = without_paragraph(text, start)
    return text.rstrip("\n") + "\n"
