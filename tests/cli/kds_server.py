#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kds_server.py VECTORS PORTFILE: a key distribution service of the vectors.

Addresses are computed from the manifest's columns, not by the tool's code.
A first path element makes it misbehave:

/busy-once  the first answer to each address is 429
/retry      the same, with Retry-After: 2
/closed     429 with Retry-After: 3600
/slow       answers after 4 s
/redirect   redirects to the right place
/large      more than any certificate
/empty      status 200 and no body
/garbage    text
/other      another chip's VCEK, another product's chain
/other-tcb  this chip's VCEK for another TCB
/error      500 for ever
"""
import http.server
import os
import sys
import time

VECTORS, PORTFILE = sys.argv[1:]
NAMES = {"milan": "Milan", "genoa": "Genoa", "turin": "Turin"}
answers = {}
asked = set()


def put(path, file):
    with open(os.path.join(VECTORS, file), "rb") as data:
        answers[path] = data.read()


def vcek_path(product, chip_id, tcb):
    tcb = bytes.fromhex(tcb)
    if product == "turin":
        parts = zip(("fmc", "bl", "tee", "snp", "ucode"), tcb[0:4] + tcb[7:8])
        chip_id = chip_id[:16]
    else:
        parts = zip(("bl", "tee", "snp", "ucode"), tcb[0:2] + tcb[6:8])
    query = "&".join(f"{name}SPL={value:02d}" for name, value in parts)
    return f"/vcek/v1/{NAMES[product]}/{chip_id}?{query}"


def fill():
    with open(os.path.join(VECTORS, "manifest.tsv"), encoding="ascii") as rows:
        head = next(rows).rstrip("\n").split("\t")
        for row in rows:
            row = dict(zip(head, row.rstrip("\n").split("\t")))
            if row["expect"] == "accept" and row["signer"] == "vcek":
                put(
                    vcek_path(
                        row["product"], row["chip_id"], row["reported_tcb"]
                    ),
                    row["leaf"],
                )
    for product, name in NAMES.items():
        for kind in ("vcek", "vlek"):
            base = f"/{kind}/v1/{name}"
            put(f"{base}/cert_chain", f"ca/{product}-{kind}-chain.pem")
            for file in os.listdir(os.path.join(VECTORS, "crl")):
                if file.startswith(product):
                    put(f"{base}/crl", f"crl/{file}")


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        first, path = self.path.split("/", 2)[1:]
        path = "/" + path
        if first == "slow":
            time.sleep(4)
        if first in ("vcek", "vlek"):
            first, path = "", self.path
        if first == "busy-once" and self.path not in asked:
            asked.add(self.path)
            self.answer(429)
        elif first == "retry" and self.path not in asked:
            asked.add(self.path)
            self.answer(429, **{"Retry-After": "2"})
        elif first == "closed":
            self.answer(429, **{"Retry-After": "3600"})
        elif first == "redirect":
            self.answer(302, Location=path)
        elif first == "large":
            self.answer(200, bytes(1 << 20))
        elif first == "empty":
            self.answer(200)
        elif first == "garbage":
            self.answer(200, b"<html>not a certificate</html>")
        elif first == "error":
            self.answer(500)
        elif first == "other":
            others = [k for k in sorted(answers) if k != path]
            same = [k for k in others if k.split("/")[-1][:4] == path.split("/")[-1][:4]]
            other = [k for k in others if "?" in k] if "?" in path else same
            self.answer(200, answers[other[0]])
        elif first == "other-tcb":
            chip = path.split("?")[0] + "?"
            others = [k for k in sorted(answers) if k != path and k.startswith(chip)]
            self.answer(200, answers[others[0]])
        elif path in answers:
            self.answer(200, answers[path])
        else:
            self.answer(404)

    def log_message(self, *args):
        pass


fill()
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open(PORTFILE + ".new", "w", encoding="ascii") as out:
    out.write(str(server.server_port))
os.rename(PORTFILE + ".new", PORTFILE)
server.serve_forever()
