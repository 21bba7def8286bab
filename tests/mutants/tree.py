# SPDX-License-Identifier: MIT
"""A scratch copy of the sources, and what is built and run in it."""
import errno
import hashlib
import os
import shutil
import signal
import subprocess
import threading

# Without debug information an object changes only when its code does.
FLAGS = ["CFLAGS=-O2", "LDFLAGS=-Wl,--build-id=none"]
LIMIT = 180
VM_LIMIT = 1200  # a boot on a busy machine

running = set()
running_lock = threading.Lock()


class Tree:
    def __init__(self, directory):
        self.dir = os.path.abspath(directory)
        self.tmp = os.path.join(self.dir, "tmp")
        self.log = os.path.join(self.dir, "log")
        self.env = {key: value for key, value in os.environ.items()
                    if key not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "O", "ONLY", "MUTANTS")}
        self.env.update(O="build", TMPDIR=self.tmp,
                        **dict(flag.split("=", 1) for flag in FLAGS))
        self.env.setdefault("VECTORS", os.path.abspath("../shared/vectors"))
        self.env.setdefault("KERNELS", os.path.abspath(
            os.path.join(os.environ.get("O", "build"), "kernels")))
        os.makedirs(self.tmp, exist_ok=True)

    def path(self, name):
        return os.path.join(self.dir, name)

    def sync(self):
        """Make the copy equal to the sources; only what differs is touched."""
        names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"],
                               check=True, capture_output=True, text=True).stdout.split("\n")
        names = {name for name in names if name and os.path.isfile(name)}
        for name in names:
            self.copy(name)
        listed = self.path("listed")
        if os.path.exists(listed):
            with open(listed, encoding="utf-8") as file:
                for name in set(file.read().split("\n")) - names - {""}:
                    if os.path.exists(self.path(name)):
                        os.unlink(self.path(name))
        with open(listed, "w", encoding="utf-8") as file:
            file.write("\n".join(sorted(names)))

    def copy(self, name):
        with open(name, "rb") as file:
            content = file.read()
        try:
            with open(self.path(name), "rb") as file:
                if file.read() == content:
                    return
        except OSError:
            os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(content)
        shutil.copymode(name, self.path(name))

    def make(self, *targets):
        """Whether the targets could be built; what was said is in self.log."""
        with open(self.log, "wb") as log:
            return subprocess.run(["make", "-s", *FLAGS, *targets], cwd=self.dir,
                                  env=self.env, stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=subprocess.STDOUT, check=False).returncode == 0

    def run(self, command, stop=None, limit=LIMIT, **env):
        """Exit status and output; None when it took longer than limit seconds.

        The command is stopped at the first line for which stop() holds.
        """
        with subprocess.Popen(command, cwd=self.dir, env={**self.env, **env}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, errors="replace",
                              start_new_session=True) as process:
            with running_lock:
                running.add(process.pid)
            late = []
            timer = threading.Timer(limit, lambda: (late.append(1), kill(process.pid)))
            timer.start()
            lines, stopped = [], False
            for line in process.stdout:
                lines.append(line)
                if stop and stop(line):
                    stopped = True
                    break
            if stopped:
                kill(process.pid)
            status = process.wait()
            timer.cancel()
            kill(process.pid)
            with running_lock:
                running.discard(process.pid)
        shutil.rmtree(self.tmp, ignore_errors=True)
        os.makedirs(self.tmp, exist_ok=True)
        return (None if late else status), lines

    def digest(self, names):
        """Of the content of files; kernel objects without what debuggers want."""
        total = hashlib.sha256()
        for name in names:
            path = self.path(name)
            if not os.path.exists(path):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
            if name.endswith(".ko"):
                subprocess.run(["objcopy", "--strip-debug", "-R", ".note.gnu.build-id",
                                path, self.path("stripped.ko")], check=True)
                path = self.path("stripped.ko")
            with open(path, "rb") as file:
                total.update(file.read())
        return total.hexdigest()


def kill(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass


def kill_all():
    with running_lock:
        for group in running:
            kill(group)
