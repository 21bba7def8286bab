# SPDX-License-Identifier: MIT
"""A client of NATS JetStream, as little as tests of 'worker' need; its text protocol.

nats.py servers DIR COUNT            writes DIR/N.conf of a cluster; prints the clients' URLs
nats.py stream URLS NAME REPLICAS [KEY=JSON...]     makes or changes a stream, of subject NAME
nats.py publish URLS NAME FILE WORD  each line; their ids begin with WORD
nats.py consumer URLS STREAM GROUP   how many are not acknowledged; with "forget", removes it,
                                     with "push", makes one that nobody can ask for messages
nats.py count URLS NAME              messages in a stream
nats.py read URLS NAME               each message: its id, a tab, its content
nats.py leader URLS NAME             the name of the server that leads a stream
"""
import json
import socket
import sys
import time


class Nats:
    """One connection; whatever fails is tried again, on the next server."""

    def __init__(self, urls):
        self.urls = urls.split(",")
        self.socket = self.file = None
        self.inbox = 0

    def connect(self):
        host, port = self.urls[0].split("//")[1].split(":")
        self.urls = self.urls[1:] + self.urls[:1]
        self.socket = socket.create_connection((host, int(port)), 10)
        self.file = self.socket.makefile("rb")
        self.file.readline()  # INFO
        self.send(b'CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n')

    def send(self, data):
        self.socket.sendall(data)

    def message(self):
        """The next one: headers, content."""
        while True:
            words = self.file.readline().split()
            if not words:
                raise OSError("closed")
            if words[0] == b"PING":
                self.send(b"PONG\r\n")
            elif words[0] in (b"MSG", b"HMSG"):
                size = int(words[-1])
                data = self.file.read(size + 2)[:size]
                split = int(words[-2]) if words[0] == b"HMSG" else 0
                return data[:split], data[split:]

    def once(self, subject, data, headers):
        if not self.socket:
            self.connect()
        self.inbox += 1
        reply = b"_INBOX.t.%d" % self.inbox
        self.send(b"SUB %s %d\r\n" % (reply, self.inbox))
        self.send(b"HPUB %s %s %d %d\r\n%s%s\r\n" %
                  (subject.encode(), reply, len(headers), len(headers + data),
                   headers, data))
        head, answer = self.message()
        self.send(b"UNSUB %d\r\n" % self.inbox)
        if b" 503" in head:
            raise OSError("nobody answers")
        return json.loads(answer)

    def ask(self, subject, data=b"", name=None):
        """A request and its answer; JSON."""
        headers = b"NATS/1.0\r\n%s\r\n" % (
            b"Nats-Msg-Id: %s\r\n" % name.encode() if name else b"")
        for _ in range(60):
            try:
                answer = self.once(subject, data, headers)
                if answer.get("error", {}).get("code") not in (500, 503, 408):
                    return answer
            except OSError:
                self.socket = None
            time.sleep(1)
        sys.exit("nats.py: no answer to " + subject)

    def api(self, what, **request):
        return self.ask("$JS.API." + what, json.dumps(request).encode() if request else b"")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    return [one.getsockname()[1] for one in sockets]


CONF = """listen: 127.0.0.1:%d
server_name: s%d
jetstream { store_dir: "%s/s%d" }
"""
CLUSTER = "cluster { name: c, listen: 127.0.0.1:%d, routes: [%s] }\n"


def servers(directory, count):
    ports = free_ports(2 * int(count))
    clients, routes = ports[::2], ports[1::2]
    for i, (port, route) in enumerate(zip(clients, routes)):
        with open("%s/%d.conf" % (directory, i), "w", encoding="ascii") as file:
            file.write(CONF % (port, i, directory, i))
            if len(clients) > 1:
                file.write(CLUSTER % (route, ", ".join(
                    '"nats://127.0.0.1:%d"' % one for one in routes)))
    print(",".join("nats://127.0.0.1:%d" % port for port in clients))


def stream(urls, name, replicas, *settings):
    config = {"name": name, "subjects": [name], "num_replicas": int(replicas),
              "storage": "file", "duplicate_window": 3600 * 10 ** 9}
    config.update({key: json.loads(value) for key, value in
                   (setting.split("=", 1) for setting in settings)})
    nats = Nats(urls)
    answer = nats.api("STREAM.CREATE." + name, **config)
    if "error" in answer:
        answer = nats.api("STREAM.UPDATE." + name, **config)
    if "error" in answer:
        sys.exit(str(answer))


def publish(urls, name, path, word):
    nats = Nats(urls)
    with open(path, "rb") as file:
        lines = file.read().splitlines()
    for i, line in enumerate(lines):
        answer = nats.ask(name, line, "%s.%d" % (word, i))
        assert answer.get("stream") == name, answer


def consumer(urls, name, group, change=None):
    nats = Nats(urls)
    if change == "push":
        nats.api("CONSUMER.DURABLE.CREATE.%s.%s" % (name, group), stream_name=name,
                 config={"durable_name": group, "ack_policy": "explicit",
                         "deliver_subject": "to." + group})
        return
    if change == "forget":
        nats.api("CONSUMER.DELETE.%s.%s" % (name, group))
        return
    info = nats.api("CONSUMER.INFO.%s.%s" % (name, group))
    print(info["num_pending"] + info["num_ack_pending"])


def info_of(nats, name):
    return nats.api("STREAM.INFO." + name)


def count(urls, name):
    print(info_of(Nats(urls), name)["state"]["messages"])


def leader(urls, name):
    print(info_of(Nats(urls), name)["cluster"]["leader"])


def read(urls, name):
    import base64
    nats = Nats(urls)
    state = info_of(nats, name)["state"]
    for number in range(state["first_seq"], state["last_seq"] + 1):
        got = nats.api("STREAM.MSG.GET." + name, seq=number)["message"]
        head = base64.b64decode(got["hdrs"]).decode()
        name_of = [line[13:] for line in head.splitlines()
                   if line.startswith("Nats-Msg-Id: ")]
        print(name_of[0] + "\t" + base64.b64decode(got["data"]).decode())


def main():
    what, arguments = sys.argv[1], sys.argv[2:]
    {"servers": servers, "stream": stream, "publish": publish, "consumer": consumer,
     "count": count, "read": read, "leader": leader}[what](*arguments)


main()
