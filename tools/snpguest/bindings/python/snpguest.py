# SPDX-License-Identifier: MIT
"""Judge AMD SEV-SNP attestation evidence with libsnpguest.

    import snpguest
    verdict = snpguest.judge([report, vcek], {"report_data": nonce,
                                              "measurement": [launch_digest]})
    if verdict:
        print(verdict["report"]["measurement"])

Evidence is bytes in any shape that snpguest_container(3) knows; a policy is
snpguest-policy(5), as a dict, with bytes for hexadecimal, or as its text. A verdict is snpguest-json(5), as a
dict that is true only when the evidence is accepted.
"""
import ctypes
import errno
import json

_lib = ctypes.CDLL("libsnpguest.so.0")
NOW = -(1 << 63)
REFUSED = 1


class _Blob(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("len", ctypes.c_size_t)]


class _Error(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_int32),
        ("reserved", ctypes.c_uint32),
        ("exitinfo2", ctypes.c_uint64),
        ("what", ctypes.c_char * 256),
    ]


_lib.snpguest_judge_json.restype = ctypes.c_int
_lib.snpguest_judge_json.argtypes = [
    ctypes.c_void_p,
    ctypes.POINTER(_Blob),
    ctypes.c_size_t,
    _Blob,
    ctypes.c_int64,
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.POINTER(_Error),
]
_lib.snpguest_verifier_new.argtypes = [
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.c_void_p,
    ctypes.POINTER(_Error),
]
_lib.snpguest_verifier_free.restype = None
_lib.snpguest_verifier_free.argtypes = [ctypes.c_void_p]
_lib.snpguest_version.restype = ctypes.c_char_p
_free = ctypes.CDLL(None).free
_free.restype = None
_free.argtypes = [ctypes.c_void_p]


class Trouble(Exception):
    """It could not be found out: .errno says why, str() says it to people."""

    def __init__(self, code, what):
        super().__init__(what)
        self.errno = -code


class Verdict(dict):
    """True when the evidence is accepted, and never otherwise."""

    def __bool__(self):
        return self.get("verdict") == "accepted"


class Verifier:
    """Trusts AMD's roots and remembers leaves it has seen; for many threads."""

    def __init__(self):
        self._verifier = ctypes.c_void_p()
        error = _Error()
        code = _lib.snpguest_verifier_new(
            ctypes.byref(self._verifier), None, ctypes.byref(error)
        )
        if code:
            raise Trouble(code, error.what.decode(errors="replace"))

    def __del__(self):
        _lib.snpguest_verifier_free(self._verifier)

    def judge(self, evidence, policy, at=NOW):
        """Verdict on evidence: bytes, or a list of them. Raises Trouble."""
        return _judge(self._verifier, evidence, policy, at)


def _judge(verifier, evidence, policy, at):
    parts = [evidence] if isinstance(evidence, (bytes, bytearray)) else evidence
    parts = [bytes(part) for part in parts]
    if not isinstance(policy, (str, bytes)):
        policy = json.dumps(policy, default=lambda value: value.hex())
    if isinstance(policy, str):
        policy = policy.encode()
    blobs = (_Blob * len(parts))(*[_Blob(part, len(part)) for part in parts])
    text, error = ctypes.c_void_p(), _Error()
    code = _lib.snpguest_judge_json(
        verifier,
        blobs,
        len(parts),
        _Blob(policy, len(policy)),
        at,
        ctypes.byref(text),
        ctypes.byref(error),
    )
    if not text:
        raise Trouble(code, error.what.decode(errors="replace"))
    try:
        verdict = Verdict(json.loads(ctypes.string_at(text)))
    finally:
        _free(text)
    if code not in (0, REFUSED, -errno.ENODATA):
        raise Trouble(code, error.what.decode(errors="replace"))
    if bool(verdict) != (code == 0):
        raise Trouble(-errno.EIO, "the verdict and its text differ")
    return verdict


def judge(evidence, policy, at=NOW):
    """Verifier().judge() for a single piece of evidence."""
    return _judge(None, evidence, policy, at)


def version():
    """Of the library."""
    return _lib.snpguest_version().decode()
