"""Which processes are at work: each holds a lock under a name of its own, which dies with it.

Whatever ends a process (kill -9, no memory, no power) frees its lock, so that nobody needs a
clock to tell who is gone. On PostgreSQL it is an advisory lock of the process's connection, on
SQLite the lock of an empty database file.
"""

import hashlib
import os
import re
import secrets
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

NAME_LENGTH = 64  # as much as the queue of tasks takes
SECONDS_TO_WAIT = 5

SEEN = """
    SELECT 1 FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((classid::bigint << 32) | objid::bigint) = %s
"""


@contextmanager
def present(name: str = "") -> Iterator[str]:
    """Be seen under a name, a new one unless given, until the block ends or the process does."""
    name = name or _new_name()
    with (_by_connection if connection.vendor == "postgresql" else _by_file)(name):
        yield name


def is_present(name: str) -> bool:
    """Whether the process of this name lives, as far as the database can see it."""
    if not name:
        return False
    if connection.vendor != "postgresql":
        return _is_locked(_folder() / name)
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [_key(name)])
        return cursor.fetchone() is not None


def remove_traces() -> bool:
    """Remove the files of processes that are gone (on SQLite; a connection leaves nothing)."""
    for path in _folder().glob("*"):
        with suppress(sqlite3.OperationalError, PermissionError), _locked(path, wait=0):
            path.unlink(missing_ok=True)  # while it is locked: so it is nobody else's
    return True


def _new_name() -> str:
    host = re.sub(r"[^A-Za-z0-9.-]", "", socket.gethostname())[:24]
    return f"{host}-{os.getpid()}-{secrets.token_hex(8)}"


@contextmanager
def _by_connection(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_key(name)])
    try:
        yield
    finally:
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_key(name)])


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


@contextmanager
def _by_file(name: str) -> Iterator[None]:
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with _locked(path, wait=SECONDS_TO_WAIT):
            if not path.exists():  # taken for a trace before it was locked
                continue
            try:
                yield
            finally:
                with suppress(PermissionError):  # Windows removes no open file: a trace
                    path.unlink(missing_ok=True)
            return


def _folder() -> Path:
    return settings.FASTDSO_FILES / "workers"


@contextmanager
def _locked(path: Path, *, wait: float) -> Iterator[None]:
    file = sqlite3.connect(path, timeout=wait, isolation_level=None)
    try:
        file.execute("PRAGMA journal_mode=MEMORY")  # else a second file lies beside it
        file.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        file.close()


def _is_locked(path: Path) -> bool:
    if not path.exists():
        return False
    file = sqlite3.connect(f"{path.as_uri()}?mode=ro", timeout=0, uri=True)
    try:
        file.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return True
        if error.sqlite_errorcode == sqlite3.SQLITE_CANTOPEN:  # removed meanwhile
            return False
        raise
    finally:
        file.close()
    return False
