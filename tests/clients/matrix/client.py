#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""client.py fcntl|ctypes VERB: as client.c, through either of Python's ways."""
import ctypes
import errno
import fcntl
import os
import struct
import subprocess
import sys
import threading

DEVICE = "/dev/sev-guest"
GET_REPORT, GET_KEY, GET_EXT_REPORT = 0xc0205300, 0xc0205301, 0xc0205302
LIBC = ctypes.CDLL(None, use_errno=True)
WAY = sys.argv[1]


def ioctl(fd, number, argument):
    """ctypes passes the number as an int, so it arrives with its sign extended."""
    if WAY == "fcntl":
        fcntl.ioctl(fd, number, argument)
    elif LIBC.ioctl(fd, ctypes.c_int(number), argument):
        raise OSError(ctypes.get_errno(), "ioctl")


def ask(fd, number, request, response):
    argument = ctypes.create_string_buffer(struct.pack(
        "<B7xQQQ", 1, ctypes.addressof(request), ctypes.addressof(response), 0), 32)
    try:
        ioctl(fd, number, argument)
    except OSError as error:
        return error.errno, struct.unpack_from("<Q", argument, 24)[0]
    return 0, struct.unpack_from("<Q", argument, 24)[0]


def report(fd, nonce):
    request = ctypes.create_string_buffer(bytes([nonce]) * 64, 96)
    response = ctypes.create_string_buffer(4000)
    error, _ = ask(fd, GET_REPORT, request, response)
    assert error == 0, os.strerror(error)
    assert response.raw[0x70:0xb0] == request.raw[:64]


def device():
    return os.open(DEVICE, os.O_RDWR)


def extended():
    fd, response = device(), ctypes.create_string_buffer(4000)
    table = ctypes.create_string_buffer(0x4000)
    request = ctypes.create_string_buffer(0x70)
    assert ask(fd, GET_EXT_REPORT, request, response) == (errno.EIO, 1 << 32)
    assert struct.unpack_from("<I", request, 0x68)[0]
    struct.pack_into("<Q", request, 0x60, ctypes.addressof(table))
    assert ask(fd, GET_EXT_REPORT, request, response)[0] == 0
    assert any(table.raw[:16])


def key():
    fd, request = device(), ctypes.create_string_buffer(32)
    one, two = ctypes.create_string_buffer(64), ctypes.create_string_buffer(64)
    assert ask(fd, GET_KEY, request, one)[0] == 0
    assert ask(fd, GET_KEY, request, two)[0] == 0
    assert one.raw == two.raw


def fork():
    fd = device()
    child = os.fork()
    for i in range(20):
        report(fd, i + (100 if child else 0))
    if not child:
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def threads():
    fd, failed = device(), []

    def some():
        try:
            for i in range(10):
                report(fd, i)
        except (AssertionError, OSError) as error:
            failed.append(error)
    workers = [threading.Thread(target=some) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failed, failed


def loop(times):
    fd = device()
    for i in range(times):
        report(fd, i % 256)
        if i == 0:
            print("begun", flush=True)


def inherit():
    fd = device()
    os.set_inheritable(fd, True)
    subprocess.run([sys.executable, sys.argv[0], WAY, "inherited", str(fd)],
                   close_fds=False, check=True)


VERBS = {
    "exists": lambda: os.path.exists(DEVICE) or sys.exit(1),
    "open": lambda: open(DEVICE, "r+b", buffering=0).close(),
    "report": lambda: report(device(), 1),
    "extended": extended,
    "key": key,
    "dup": lambda: report(os.dup(device()), 2),
    "fork": fork,
    "exec": inherit,
    "inherited": lambda: report(int(sys.argv[3]), 3),
    "opens": lambda: report([device() for _ in range(200)][-1], 4),
    "threads": threads,
    "loop": lambda: loop(int(sys.argv[3])),
}
VERBS[sys.argv[2]]()
