#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Launch digests once more, from the specification, hashed by the openssl command.

    recompute.py random DIR SEED...  make the inputs of random launches in DIR/SEED,
                                   the tool's arguments in DIR/SEED/args, NUL behind each
    recompute.py digest SEED       the digest of that launch
    recompute.py firmware FILE     write a small OVMF with a place for kernel hashes
    recompute.py svsm DIR          make ovmf.fd and svsm.bin in DIR; for 1, 2 and 4 vCPUs
                                   the digest, and where the SVSM is loaded
    recompute.py image FILE        digest of an OVMF image alone, and of the image
                                   with its sections and one EPYC-v4, with counts

Nothing here is shared with the library: page types, VMSA fields and tables are
written down a second time, and all hashing is done by `openssl dgst`.
"""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import uuid
import zlib

PAGE = 4096
FOUR_GIB = 1 << 32
NORMAL, VMSA, ZERO, UNMEASURED, SECRETS, CPUID = range(1, 7)
VMSA_GPA = 0xFFFFFFFFF000


def openssl(algorithm, data):
    """Digest of data by the openssl command."""
    return subprocess.run(["openssl", "dgst", "-" + algorithm, "-binary"], input=data,
                          stdout=subprocess.PIPE, check=True).stdout


def page_hashes(data):
    """SHA-384 of each page, by few openssl commands."""
    hashes = []
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for at in range(0, len(data), PAGE):
            names.append(os.path.join(folder, str(at)))
            with open(names[-1], "wb") as file:
                file.write(data[at:at + PAGE])
        for at in range(0, len(names), 256):
            out = subprocess.run(["openssl", "dgst", "-sha384", "-r", *names[at:at + 256]],
                                 stdout=subprocess.PIPE, check=True, text=True).stdout
            hashes += [bytes.fromhex(line.split()[0]) for line in out.splitlines()]
    return hashes


class Chain:
    """The SNP launch digest."""

    def __init__(self):
        self.digest = bytes(48)
        self.pages = 0

    def link(self, kind, gpa, contents=bytes(48)):
        self.digest = openssl("sha384", self.digest + contents +
                              struct.pack("<HBBBBBBQ", 0x70, kind, 0, 0, 0, 0, 0, gpa))
        self.pages += 1

    def data(self, kind, gpa, data):
        for i, contents in enumerate(page_hashes(data)):
            self.link(kind, gpa + i * PAGE, contents)

    def range(self, kind, gpa, size):
        for at in range(0, size, PAGE):
            self.link(kind, gpa + at)


def guid(text):
    return uuid.UUID(text).bytes_le


FOOTER = guid("96b582de-1fb2-45f7-baea-a366c55a082d")
RESET = guid("00f771de-1a7e-4fcb-890e-68c77e2fb44e")
HASHES = guid("7255371f-3a3b-4b04-927b-1da6efa8d454")
METADATA = guid("dc886566-984a-4798-a75e-5585a7bf67cc")
SVSM = guid("a789a612-0597-4c4b-a49f-cbb1fe9d1ddd")


def read_image(image):
    """Tables of an OVMF or SVSM image, as a dictionary by GUID, and its sections."""
    entries, end = {}, len(image) - 0x20
    if image[end - 16:end] != FOOTER:
        return entries, []
    left = struct.unpack_from("<H", image, end - 18)[0] - 18
    end -= 18
    while left:
        size = struct.unpack_from("<H", image, end - 18)[0]
        entries[image[end - 16:end]] = image[end - size:end - 18]
        end, left = end - size, left - size
    sections = []
    if METADATA in entries:
        at = len(image) - struct.unpack("<I", entries[METADATA][:4])[0]
        count = struct.unpack_from("<I", image, at + 12)[0]
        sections = [struct.unpack_from("<III", image, at + 16 + 12 * i) for i in range(count)]
    return entries, sections


def kernel_table(launch):
    """The 176 bytes, from files or nothing."""
    def entry(name, digest):
        return guid(name) + struct.pack("<H", 50) + digest
    table = guid("9438d606-4f22-4cc9-b479-a793d411fd21") + struct.pack("<H", 168)
    table += entry("97d02dd8-bd20-4c94-aa78-e7714d36ab2a",
                   openssl("sha256", launch.get("cmdline", "").encode() + b"\0"))
    table += entry("44baf731-3a2f-4bd7-9af1-41e29169781d",
                   openssl("sha256", launch["initrd"] if launch.get("initrd") else b""))
    table += entry("4de79437-abd2-427f-b835-d5b172d2045b", openssl("sha256", launch["kernel"]))
    return table + bytes(8)


def segment(selector, attributes, limit, base):
    return struct.pack("<HHIQ", selector, attributes, limit, base)


def vmsa(launch, eip, first, svsm=False):
    """The page of a processor."""
    page = bytearray(PAGE)
    vmm = "qemu" if svsm else launch["vmm"]

    def put(at, data):
        page[at:at + len(data)] = data

    def number(at, value, size=8):
        put(at, value.to_bytes(size, "little"))
    data = segment(0x10, 0xC93, 0xFFFFFFFF, 0) if svsm else segment(0, 0x93, 0xFFFF, 0)
    for at in (0x00, 0x30, 0x40):
        put(at, data)
    put(0x50, segment(0, 0x93, 0xFFFF, 0))
    cs_attributes = {"qemu": 0x9B, "gce": 0x9B, "krun": 0x9A,
                     "ec2": 0x9A if eip == 0xFFFFFFF0 else 0x9B}[vmm]
    put(0x10, segment(8, 0xC9B, 0xFFFFFFFF, 0) if svsm else
        segment(0xF000, cs_attributes, 0xFFFF, eip & 0xFFFF0000))
    put(0x20, data if svsm else
        segment(0, 0x93 if vmm in ("qemu", "gce") else 0x92, 0xFFFF, 0))
    for at in (0x60, 0x80):
        put(at, segment(0, 0, 0xFFFF, 0))
    put(0x70, segment(0, 0x82, 0xFFFF, 0))
    put(0x90, segment(0, 0x8B if vmm in ("qemu", "gce") else 0x83, 0xFFFF, 0))
    for at, value in ((0xD0, 0x1000), (0x148, 0x40), (0x158, 0x11 if svsm else 0x10),
                      (0x160, 0x400), (0x168, 0xFFFF0FF0), (0x170, 2),
                      (0x178, eip if svsm else eip & 0xFFFF), (0x3E8, 1),
                      (0x268, 0x70106 if vmm == "gce" else 0x7040600070406),
                      (0x310, {"qemu": launch["signature"], "ec2": launch["ec2_rdx"],
                               "gce": 0x600, "krun": 0}[vmm]),
                      (0x3B0, launch["features"])):
        number(at, value)
    if vmm == "qemu":
        number(0x408, 0x1F80, 4)
        number(0x410, 0 if svsm else 0x37F, 2)
    if vmm == "krun" and first:
        number(0x330, 0x7000)
        number(0x328, 0x8FF0)
        number(0x1D8, 0x8FF0)
    return bytes(page)


def add_sections(chain, sections, launch, hash_base, table):
    late = launch["vmm"] == "ec2"
    ordered = [s for s in sections if not (late and s[2] == 3)]
    ordered += [s for s in sections if late and s[2] == 3]
    for gpa, size, kind in ordered:
        if kind == 0x10 and table:
            at = hash_base % PAGE
            chain.data(NORMAL, gpa, (bytes(at) + table).ljust(size, b"\0"))
        else:
            page = {1: UNMEASURED if launch["vmm"] == "gce" else ZERO, 2: SECRETS,
                    3: CPUID, 4: ZERO, 0x10: ZERO}[kind]
            chain.range(page, gpa, size)


def add_processors(chain, pages, count, gpa):
    first, other = page_hashes(pages[0] + pages[1])
    for i in range(count):
        chain.link(VMSA, gpa, other if i else first)


def snp(launch):
    """Launch digest of firmware images; the chain, for its counts."""
    chain, image = Chain(), launch["ovmf"]
    entries, sections = read_image(image)
    base = FOUR_GIB - len(image)
    chain.data(NORMAL, base, image)
    hash_base = struct.unpack("<I", entries[HASHES][:4])[0] if HASHES in entries else 0
    reset = struct.unpack("<I", entries[RESET][:4])[0] if RESET in entries else 0
    table = kernel_table(launch) if launch.get("kernel") is not None else None
    if launch.get("svsm"):
        base -= launch["vars_size"] + len(launch["svsm"])
        chain.data(NORMAL, base, launch["svsm"])
        entries, sections = read_image(launch["svsm"])
        entry = base + struct.unpack("<I", entries[SVSM][:4])[0]
        pages = [vmsa(launch, entry, True, True)] * 2
        launch = dict(launch, vmm="qemu")
    else:
        pages = [vmsa(launch, 0xFFFFFFF0, True), vmsa(launch, reset, False)]
    add_sections(chain, sections, launch, hash_base, table)
    add_processors(chain, pages, launch["vcpus"], launch["vmsa_gpa"])
    return chain


def sev(launch, with_processors):
    """Digest of SEV or SEV-ES."""
    entries, _ = read_image(launch["ovmf"])
    data = launch["ovmf"]
    if launch.get("kernel") is not None:
        data += kernel_table(launch)
    if with_processors:
        reset = struct.unpack("<I", entries[RESET][:4])[0]
        for i in range(launch["vcpus"]):
            data += vmsa(launch, reset if i else 0xFFFFFFF0, not i)
    return openssl("sha256", data)


def igvm(launch):
    """Launch digest of an IGVM file, by launch["rules"]."""
    file, rules = launch["igvm"], launch["rules"]
    start, size = struct.unpack_from("<II", file, 8)
    at, mask, areas, contexts, chain = start, 0, {}, {}, Chain()
    while at < start + size:
        kind, length = struct.unpack_from("<II", file, at)
        body = file[at + 8:at + 8 + length]
        at += 8 + (length + 7) // 8 * 8
        if kind == 1 and body[5] == 2:
            mask = struct.unpack_from("<I", body)[0]
        elif kind == 0x301:
            areas[struct.unpack_from("<I", body, 8)[0]] = struct.unpack_from("<Q", body)[0]
        elif kind == 0x302:
            gpa, own, offset, flags, data_type = struct.unpack_from("<QIIIH", body)
            if not own & mask or flags & 4 and rules != "igvmmeasure":
                continue
            page = file[offset:offset + PAGE] if offset else bytes(PAGE)
            if data_type in (1, 2, 3):
                chain.link(SECRETS if data_type == 1 else CPUID, gpa)
            elif flags & 2:
                chain.link(UNMEASURED, gpa)
            elif not offset and launch["native_zero"]:
                chain.link(ZERO, gpa)
            else:
                chain.data(NORMAL, gpa, page)
        elif kind == 0x303:
            gpa, own, index = struct.unpack_from("<QII", body)
            if own & mask:
                chain.range(UNMEASURED, gpa,
                            PAGE if rules == "igvmmeasure" else areas[index])
        elif kind == 0x304:
            gpa, own, offset, processor = struct.unpack_from("<QIIH", body)
            page = bytearray(file[offset:offset + PAGE])
            if launch["set_features"]:
                page[0x3B0:0x3B8] = launch["features"].to_bytes(8, "little")
            if rules == "vmm":
                if own & mask:
                    contexts[processor] = bytes(page)
            elif own & mask or rules == "igvmmeasure":
                chain.data(VMSA, gpa, bytes(page))
    if rules == "vmm":
        first = contexts[min(contexts)][0x3B0:0x3B8] if contexts else b"\x01"
        plain = dict(launch, vmm="qemu",
                     features=launch["features"] if launch["set_features"] else
                     int.from_bytes(first, "little"))
        for i in range(launch["vcpus"]):
            page = contexts.get(i) or vmsa(plain, 0xFFFFFFF0, not i)
            chain.data(VMSA, launch["vmsa_gpa"], page)
    return chain


def digest(launch):
    if launch.get("igvm"):
        return igvm(launch).digest
    if launch["mode"] == "snp":
        return snp(launch).digest
    return sev(launch, launch["mode"] == "seves")


# ------------------------------------------------------------- random launches

def make_image(rng, pages, with_hashes, svsm=False):
    """An image with tables, of random bytes otherwise."""
    image = bytearray(rng.randbytes(pages * PAGE))
    gpa, sections = 0 if svsm else 0x800000, []
    kinds = [1, 2, 3] + [1] * rng.randrange(3) + ([] if svsm else [4])
    if with_hashes:
        kinds.append(0x10)
    rng.shuffle(kinds)
    hash_base = 0
    for kind in kinds:
        size = PAGE * (rng.randrange(1, 5) if kind in (1, 4) else 1)
        sections.append((gpa, size, kind))
        if kind == 0x10:
            hash_base = gpa + rng.randrange(0, PAGE - 176, 16)
        gpa += size + PAGE * rng.randrange(3)
    offset = 0x600
    blob = b"ASEV" + struct.pack("<III", 16 + 12 * len(sections), 1, len(sections))
    blob += b"".join(struct.pack("<III", *s) for s in sections)
    image[-offset:-offset + len(blob)] = blob
    table = b""
    entries = [(METADATA, struct.pack("<I", offset)),
               (RESET, struct.pack("<I", rng.randrange(1 << 32)))]
    if with_hashes:
        entries.append((HASHES, struct.pack("<II", hash_base, 0x400)))
    if svsm:
        entries.append((SVSM, struct.pack("<I", rng.randrange(0, pages * PAGE, 16))))
    rng.shuffle(entries)
    for name, data in entries:
        table += data + struct.pack("<H", len(data) + 18) + name
    table += struct.pack("<H", len(table) + 18) + FOOTER
    image[-0x20 - len(table):-0x20] = table
    return bytes(image)


def make_igvm(rng):
    """A small IGVM file for two platforms."""
    n_data = rng.randrange(1, 5)
    headers, body = [], []

    def add(kind, data):
        headers.append((kind, data))
    add(1, struct.pack("<IBBHQ", 1, 0, 2, 1, 0))
    add(1, struct.pack("<IBBHQ", 2, 0, 0, 1, 0))
    add(0x101, struct.pack("<QII", 0x30000, 1, 0))
    gpa, index = 0x100000, 0
    for _ in range(rng.randrange(3, 10)):
        choice = rng.randrange(6)
        if choice < 4:
            data_type = rng.choice((0, 0, 0, 1, 2, 3))
            data = rng.choice((None, rng.randrange(n_data)))
            flags = rng.choice((0, 0, 2, 4))
            body.append((0x302, gpa, rng.choice((1, 1, 3, 2)), data, flags, data_type))
            gpa += PAGE
        else:
            size = PAGE * rng.randrange(1, 4)
            body.append((0x301, size, index))
            body.append((0x303, gpa, 1, index))
            gpa, index = gpa + size, index + 1
    body.insert(rng.randrange(len(body) + 1), (0x304, VMSA_GPA, 1, "vmsa", 0))
    sizes = {0x302: 24, 0x301: 16, 0x303: 16, 0x304: 20}
    total = 24 + sum(8 + (len(d) + 7) // 8 * 8 for _, d in headers)
    total += sum(8 + (sizes[b[0]] + 7) // 8 * 8 for b in body)
    for b in body:
        if b[0] == 0x302:
            offset = 0 if b[3] is None else total + b[3] * PAGE
            add(0x302, struct.pack("<QIIIHH", b[1], b[2], offset, b[4], b[5], 0))
        elif b[0] == 0x301:
            add(0x301, struct.pack("<QII", b[1], b[2], 0))
        elif b[0] == 0x303:
            add(0x303, struct.pack("<QII", b[1], b[2], b[3]))
        else:
            add(0x304, struct.pack("<QIIHH", b[1], b[2], total + n_data * PAGE, b[4], 0))
    variable = b"".join(struct.pack("<II", k, len(d)) + d.ljust((len(d) + 7) // 8 * 8, b"\0")
                        for k, d in headers)
    data = rng.randbytes((n_data + 1) * PAGE)
    fixed = [0x4D564749, 1, 24, len(variable), 24 + len(variable) + len(data), 0]
    fixed[5] = zlib.crc32(struct.pack("<6I", *fixed) + variable)
    return struct.pack("<6I", *fixed) + variable + data


def random_launch(seed):
    """A launch, and the tool's arguments for it: (option, value or file)."""
    rng = random.Random(seed)
    kind = rng.choice(("snp",) * 5 + ("igvm", "svsm", "seves", "sev"))
    launch = {"mode": kind if kind in ("seves", "sev") else "snp", "vmm": "qemu",
              "vcpus": rng.randrange(1, 7), "signature": rng.randrange(1 << 32),
              "features": rng.choice((1, 0x21, 0x201, rng.randrange(1 << 64))),
              "vmsa_gpa": VMSA_GPA, "ec2_rdx": rng.choice((0, 0x600, rng.randrange(1 << 64)))}
    if launch["mode"] != "snp":
        launch["features"] = rng.choice((0, 0x20))
    if kind == "snp":
        launch["vmm"] = rng.choice(("qemu", "ec2", "gce", "krun"))
        launch["vmsa_gpa"] = rng.choice((VMSA_GPA, 0xFFFFFFFFFF000))
    args = [("--vcpus", str(launch["vcpus"])), ("--vcpu-sig", hex(launch["signature"])),
            ("--vmsa-gpa", hex(launch["vmsa_gpa"]))]
    if kind == "igvm":
        launch["igvm"] = make_igvm(rng)
        launch["rules"] = rng.choice(("vmm", "file", "igvmmeasure"))
        launch["native_zero"] = rng.random() < 0.5
        launch["set_features"] = rng.random() < 0.5
        args += [("--igvm", launch["igvm"]), ("--rules", launch["rules"])]
        if launch["rules"] != "vmm":
            launch["vcpus"] = 1
            args = args[1:]
        if launch["native_zero"]:
            args.append(("--native-zero", None))
        if launch["set_features"]:
            args.append(("--guest-features", hex(launch["features"])))
        return launch, args
    kernel = kind != "svsm" and rng.random() < 0.7
    launch["ovmf"] = make_image(rng, rng.randrange(1, 5), kernel or rng.random() < 0.5)
    args += [("--ovmf", launch["ovmf"]), ("--vmm-type", launch["vmm"]),
             ("--mode", launch["mode"]), ("--guest-features", hex(launch["features"])),
             ("--ec2-rdx", hex(launch["ec2_rdx"]))]
    if kind == "svsm":
        launch["svsm"] = make_image(rng, rng.randrange(1, 5), False, True)
        launch["vars_size"] = PAGE * rng.randrange(140)
        args += [("--svsm", launch["svsm"]), ("--vars-size", str(launch["vars_size"]))]
    if kernel:
        launch["kernel"] = rng.randbytes(rng.randrange(5000))
        args.append(("--kernel", launch["kernel"]))
        if rng.random() < 0.6:
            launch["initrd"] = rng.randbytes(rng.randrange(5000))
            args.append(("--initrd", launch["initrd"]))
        if rng.random() < 0.8:
            launch["cmdline"] = rng.choice(("", "quiet", " two  spaces ", "newline\n",
                                            "console=ttyS0 é", "x" * rng.randrange(300)))
            args.append(("--append", launch["cmdline"]))
    return launch, args


def write_random(seed, folder):
    """Files in folder, arguments in the file args, NUL behind each."""
    _, args = random_launch(seed)
    os.makedirs(folder, exist_ok=True)
    words = []
    for option, value in args:
        words.append(option)
        if isinstance(value, bytes):
            path = os.path.join(folder, option.lstrip("-"))
            with open(path, "wb") as file:
                file.write(value)
            words.append(path)
        elif value is not None:
            words.append(value)
    with open(os.path.join(folder, "args"), "w", encoding="utf-8") as file:
        file.write("".join(word + "\0" for word in words))


def svsm_report(folder):
    """An SVSM image 540,672 bytes below OVMF, as the published vectors have it."""
    rng = random.Random(540672)
    launch = {"mode": "snp", "vmm": "qemu", "signature": 0x800F12, "features": 1,
              "ec2_rdx": 0x600, "vmsa_gpa": VMSA_GPA, "vars_size": 540672,
              "ovmf": make_image(rng, 5, False), "svsm": make_image(rng, 7, False, True)}
    for name in ("ovmf.fd", "svsm.bin"):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(launch[name.split(".", maxsplit=1)[0]])
    gpa = FOUR_GIB - len(launch["ovmf"]) - 540672 - len(launch["svsm"])
    for vcpus in (1, 2, 4):
        print(vcpus, digest(dict(launch, vcpus=vcpus)).hex(), hex(gpa))


def image_report(path):
    """What a test compares with --trace of a real image."""
    with open(path, "rb") as file:
        image = file.read()
    alone = Chain()
    alone.data(NORMAL, FOUR_GIB - len(image), image)
    launch = {"mode": "snp", "vmm": "qemu", "vcpus": 1, "signature": 0x800F12, "features": 1,
              "ec2_rdx": 0x600, "vmsa_gpa": VMSA_GPA, "ovmf": image}
    entries, sections = read_image(image)
    chain = Chain()
    chain.digest, chain.pages = alone.digest, alone.pages
    add_sections(chain, sections, launch, 0, None)
    reset = struct.unpack("<I", entries[RESET][:4])[0]
    add_processors(chain, [vmsa(launch, 0xFFFFFFF0, True), vmsa(launch, reset, False)], 1,
                   VMSA_GPA)
    print(json.dumps({"ovmf_hash": alone.digest.hex(), "measurement": chain.digest.hex(),
                      "pages": chain.pages}))


def main():
    command = sys.argv[1]
    if command == "random":
        for seed in sys.argv[3:]:
            write_random(int(seed), os.path.join(sys.argv[2], seed))
    elif command == "digest":
        print(digest(random_launch(int(sys.argv[2]))[0]).hex())
    elif command == "firmware":
        with open(sys.argv[2], "wb") as file:
            file.write(make_image(random.Random(1), 4, True))
    elif command == "svsm":
        svsm_report(sys.argv[2])
    elif command == "image":
        image_report(sys.argv[2])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
