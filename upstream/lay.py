# SPDX-License-Identifier: MIT
"""One file of the kernel's tree from files of ours.

Our driver is built for several kernels and for an emulated machine, so some of
its files are there for one of these only. For Linux, what belongs together
becomes one file: sources are put behind each other, headers that only they
include become a part of it, and the names of compat.h get the meaning they have
in this kernel. Whatever does not fit any more is an error, never left out.
"""
import re

DRIVER = "drivers/virt/coco/sev-guest/"

# Names of compat.h and headers whose place is another one in Linux.
WORDS = [
    (r"SNP_PLATFORM_REMOVE\((\w+)\),", r".remove = \1,"),
    (r"\bsnp_kernel_vmpl\(\)", "snp_vmpl"),
    (r"\bsnp_tsm_ops\b", "tsm_report_ops"),
    (r"\bsnp_tsm_provider_register\b", "tsm_report_register"),
    (r"\bsnp_tsm_provider_unregister\b", "tsm_report_unregister"),
    (r"\bSNP_CONTIGUOUS_MAX\b", "(PAGE_SIZE << MAX_PAGE_ORDER)"),
    (r"\bstruct snp_carrier\b", "struct snp_msg_desc"),
    (r"kzalloc\(sizeof\(\*(\w+)\), GFP_KERNEL\)", r"kzalloc_obj(*\1)"),
    (r"kzalloc\(sizeof\(\*(\w+)\), (GFP_\w+)\)", r"kzalloc_obj(*\1, \2)"),
    (r'#include "(message|aead)\.h"', "#include <asm/snp-message.h>"),
    (r'#include "channel\.h"', "#include <asm/snp-channel.h>"),
    (r'#include "(stop|svsm)\.h"\n', ""),
    (r'#include "(cpuid|compat)\.h"\n', ""),
    (r"(?<![-/\w])channel\.h\b", "asm/snp-channel.h"),
    (r"(?<![-/\w])(message|aead)\.h\b", "asm/snp-message.h"),
    (r"(?<![-/\w])svsm\.h\b", "sev-guest.h"),
]


class Misfit(Exception):
    """What was to be laid in is not as it was when this was written."""


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def words(text):
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement, text)
    return text


def without(text, piece, what):
    if text.count(piece) != 1:
        raise Misfit(f"{what}: {text.count(piece)} times, not once")
    return text.replace(piece, "")


def thinner(text, pieces):
    """Each of PIECES, (before, after), has to be in TEXT once."""
    for before, after in pieces:
        if text.count(before) != 1:
            raise Misfit(f"{text.count(before)} times, not once: {before}")
        text = text.replace(before, after)
    return text


def block(text, name):
    """The definition of function NAME, with what is said before it."""
    match = re.search(r"(?:^/\*(?:(?!\*/).)*?\*/\n)?^[a-z][^;{}\n]*\b" +
                      re.escape(name) + r"\([^;{}]*\)\n\{\n.*?^\}\n\n?",
                      text, re.M | re.S)
    if not match:
        raise Misfit(f"no function {name}")
    return match[0]


def prototype(text, name):
    """The declaration of function NAME: (comment, declaration)."""
    match = re.search(r"(^/\*(?:(?!\*/).)*?\*/\n)?(^[a-z][^;{}/]*?\b" +
                      re.escape(name) + r"\([^;{}]*\);\n)\n?",
                      text, re.M | re.S)
    if not match:
        raise Misfit(f"no declaration of {name}")
    return match[0], match[1] or "", match[2]


def split_source(text):
    """(top comment, pr_fmt, includes, body) of a source or a header."""
    lines = text.split("\n")
    if not lines.pop(0).startswith(("// SPDX", "/* SPDX")):
        raise Misfit("no licence line")
    text = "\n".join(lines)
    top = re.match(r"\s*(/\*\n.*?\*/\n)", text, re.S)
    if not top:
        raise Misfit("no comment at the top")
    body = text[top.end():]
    guard = re.match(r"#ifndef (\w+_H)\n#define \1\n", body)
    if guard:
        body = body[guard.end():]
        body = re.sub(r"#endif /\* \w+ \*/\n$", "", body)
    fmt = re.search(r"^#define pr_fmt.*\n", body, re.M)
    if fmt:
        body = body.replace(fmt[0], "")
    includes = re.findall(r"^#include .*$", body, re.M)
    body = re.sub(r"^#include .*\n", "", body, flags=re.M)
    return top[1], fmt[0] if fmt else "", includes, body.strip("\n") + "\n"


def section(text, about):
    """What stands under the one heading that speaks of ABOUT, heading first."""
    found = [part for part in re.split(r"^(?=/\* -+ )", text, flags=re.M)[1:]
             if about in part.split("\n", 1)[0]]
    if len(found) != 1:
        raise Misfit(f"{about}: {len(found)} headings, not one")
    return found[0]


def inlined(name):
    """(includes, body) of a header, or of its section ABOUT: PATH#ABOUT."""
    path, _, about = name.partition("#")
    _, _, includes, body = split_source(read(path))
    if about:
        body = section(body, about).split("\n", 1)[1]
    return includes, body


def sort_key(include):
    order = ('<crypto', '<kunit', '<linux', '<asm', '"')
    name = include.split()[1]
    return [i for i, start in enumerate(order) if name.startswith(start)], name


def layout_includes(includes, own):
    seen = sorted({i for i in includes if i not in own}, key=sort_key)
    groups = [[i for i in seen if i.split()[1].startswith(starts)]
              for starts in (("<crypto", "<kunit", "<linux"), ("<asm",), ('"',))]
    return "\n".join("\n".join(g) + "\n" for g in groups if g)


def make_static(text, headers, name):
    """NAME is for this file alone: its declaration's comment comes with it."""
    for key, header in headers.items():
        try:
            whole, comment, _ = prototype(header, name)
        except Misfit:
            continue
        headers[key] = header.replace(whole, "")
        comment = re.sub(r"/\*\*", "/**", comment)
        return re.sub(r"((?:^/\*(?:(?!\*/).)*?\*/\n)?)(^[a-z][^;{}/\n]*\b" +
                      re.escape(name) + r"\([^;{}]*\)\n\{)",
                      lambda m: realign(comment + m[1], "static " + m[2]),
                      text, count=1, flags=re.M | re.S)
    raise Misfit(f"{name} is declared nowhere")


def realign(comment, head):
    """A function's head after "static " made its first line longer."""
    first, *rest = head.split("\n")
    column = first.index("(") + 1 if "(" in first else 0
    out = [first]
    for line in rest:
        if line in ("{", ""):
            out.append(line)
        else:
            out.append("\t" * (column // 8) + " " * (column % 8) + line.strip())
    return comment + "\n".join(out)


def export(text, names):
    for name in names:
        body = block(text, name)
        text = text.replace(body, body.rstrip("\n") +
                            f"\nEXPORT_SYMBOL_GPL({name});\n\n")
    return text.rstrip("\n") + "\n"


def source(paths, inline=(), static=(), hidden=(), exports=(), drop=(),
           includes=(), own=(), about=""):
    """A source of Linux: PATHS behind each other.

    INLINE: headers, or sections of them, that become a part of it. STATIC: functions that nobody else
    calls then; HIDDEN: the same for those whose declaration is left out. EXPORTS:
    functions for modules. DROP: functions, or pieces of
    text, that are not for Linux. INCLUDES: more of them. OWN: headers not to
    include any more. ABOUT: the comment at its top, else the first one's.
    """
    top, fmt, body, wanted = "", "", "", list(includes)
    if about:
        lines = [f" * {line}".rstrip() for line in about.split("\n")]
        top = "\n".join(["/*", *lines, " */\n"])
    headers = {name: inlined(name)[1] for name in inline}
    for name in inline:
        wanted += inlined(name)[0]
    for path in paths:
        part_top, part_fmt, part_includes, part = split_source(read(path))
        top = top or part_top
        fmt = fmt or part_fmt
        wanted += part_includes
        body += part + "\n"
    for name in static:
        body = make_static(body, headers, name)
    for name in hidden:
        whole = block(body, name)
        head = re.search(r"^[a-z][^;{}]*\n\{", whole, re.M)[0]
        body = body.replace(whole, whole.replace(head, realign(
            "", "static " + head).lstrip("\n")))
    for piece in drop:
        body = without(body, block(body, piece) if piece.isidentifier()
                       else piece, piece)
    for name in exports:
        body = export(body, [name])
    if exports:
        wanted.append("#include <linux/export.h>")
    body = "".join(h.strip("\n") + "\n\n" for h in headers.values()) + body
    wanted = [words(i + "\n").strip() for i in wanted]
    text = ("// SPDX-License-Identifier: GPL-2.0-only\n" + words(top) +
            (fmt + "\n" if fmt else "") +
            layout_includes([i for i in wanted if i], own) + "\n" + words(body))
    return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"


def header(paths, guard, drop=(), own=()):
    """A header of Linux: PATHS behind each other, under one guard."""
    top, wanted, body = "", [], ""
    for path in paths:
        part_top, _, part_includes, part = split_source(read(path))
        top = top or part_top
        wanted += part_includes
        body += part + "\n"
    for piece in drop:
        body = without(body, prototype(body, piece)[0] if piece.isidentifier()
                       else piece, piece)
    wanted = [words(i + "\n").strip() for i in wanted]
    text = ("/* SPDX-License-Identifier: GPL-2.0-only */\n" + words(top) +
            f"#ifndef {guard}\n#define {guard}\n\n" +
            layout_includes([i for i in wanted if i], own) + "\n" +
            words(body).strip("\n") + f"\n\n#endif /* {guard} */\n")
    return re.sub(r"\n{3,}", "\n\n", text)
