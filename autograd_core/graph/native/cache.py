"""The cache: machine code on disk, so that the next process need not compile it again.

A file is one module, named by its key. It begins with a mark and with the hash of what follows; a file that is cut off,
changed, foreign or unreadable is as good as none. Files are written under another name and put in place at once, so
that two processes never see half of one. Only files of the same user are read, from a folder that is his alone.

The folder is `AUTOGRAD_CORE_CACHE` if that is set (empty: there is no cache), else a part of the user's cache folder on
the platform. Where it cannot be written, nothing is kept.

Not here: what a key is made of (`machine`).
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from contextlib import suppress

__all__ = ["folder", "load", "store"]

MARK = b"autograd-core 1\n"
LARGEST = 1 << 26
"""The bytes of all files together; beyond, the ones that were not used for the longest time go."""


def folder() -> str | None:
    """Return where files are kept, or None if nowhere."""
    found = os.environ.get("AUTOGRAD_CORE_CACHE")
    if found is not None:
        return found or None
    if sys.platform == "win32":
        return _below(os.environ.get("LOCALAPPDATA"), "autograd-core", "Cache")
    if sys.platform == "darwin":
        return _below(os.path.expanduser("~/Library/Caches"), "autograd-core")
    return _below(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "autograd-core")


def _below(base: str | None, *parts: str) -> str | None:
    return os.path.join(base, *parts) if base and os.path.isabs(base) else None


def _ours() -> str | None:
    """Return the folder if it is there, or can be made, and nobody else can write to it."""
    path = folder()
    if path is None:
        return None
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
        found = os.stat(path)
    except OSError:
        return None
    return path if stat.S_ISDIR(found.st_mode) and _is_ours(found) else None


def _is_ours(found: os.stat_result) -> bool:
    """Whether something belongs to this user, and only this user can change it."""
    if sys.platform == "win32":  # a user's own folder is closed to others there
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def load(key: str) -> bytes | None:
    """Return what was stored, or None if nothing was, or if anything about the file is not as it must be."""
    path = _ours()
    if path is None:
        return None
    name = os.path.join(path, key)
    try:
        number = os.open(name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with open(number, "rb") as file:
            found = os.fstat(number)
            content = file.read() if stat.S_ISREG(found.st_mode) and _is_ours(found) else b""
    except OSError:
        return None
    mark, digest, code = content[: len(MARK)], content[len(MARK) : len(MARK) + 32], content[len(MARK) + 32 :]
    if mark != MARK or digest != _digest(key, code):
        return None
    with suppress(OSError):
        os.utime(name)
    return code


def _digest(key: str, code: bytes) -> bytes:
    return hashlib.sha256(key.encode() + code).digest()


def store(key: str, code: bytes) -> None:
    """Keep machine code, if that is possible."""
    path = _ours()
    if path is None:
        return
    with suppress(OSError):
        _replace(os.path.join(path, key), MARK + _digest(key, code) + code)
        _bound(path)


def _replace(name: str, content: bytes) -> None:
    number, temporary = tempfile.mkstemp(dir=os.path.dirname(name), prefix=".")  # for this user alone
    try:
        with open(number, "wb") as file:
            file.write(content)
        os.replace(temporary, name)
    except OSError:
        os.unlink(temporary)
        raise


def _bound(path: str) -> None:
    """Remove what was not used for the longest time until the rest is small enough."""
    found = []
    for name in os.listdir(path):
        with suppress(OSError):
            about = os.stat(os.path.join(path, name))
            found.append((about.st_mtime, about.st_size, name))
    total = sum(size for _, size, _ in found)
    for _, size, name in sorted(found):
        if total <= LARGEST:
            return
        with suppress(OSError):
            os.unlink(os.path.join(path, name))
        total -= size
