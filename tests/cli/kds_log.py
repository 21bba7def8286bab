#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kds_log.py FILE PORTFILE LOG [SECONDS]: a service that answers with FILE.

Each address that was asked for is a line of LOG, with the status in front. With
SECONDS, one answer in so many seconds and 429 between, as AMD's does.
"""
import http.server
import os
import sys
import time

FILE, PORTFILE, LOG = sys.argv[1:4]
PAUSE = float(sys.argv[4]) if len(sys.argv) > 4 else 0
answered = [None]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        now = time.monotonic()
        busy = answered[0] is not None and now - answered[0] < PAUSE
        status = 429 if busy else 200
        with open(LOG, "a") as log:
            log.write(f"{status} {self.path}\n")
        with open(FILE, "rb") as file:
            body = b"Too Many Requests" if busy else file.read()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if not busy:
            answered[0] = now

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(PORTFILE + ".new", "w") as out:
    out.write(str(server.server_port))
os.rename(PORTFILE + ".new", PORTFILE)
server.serve_forever()
