"""Files whose process was killed before it could keep or remove them.

Who handles an incoming file shares a lock that dies with the process; who removes what is left
needs it alone. It is one of the database where machines may share the folder, else the folder's.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import Error, connection, transaction

from intake.models import SourceFile
from runs.services import system_user

try:
    import fcntl
except ImportError:  # Windows: such files stay there
    fcntl = None

INCOMING = 7_597_118_951_648_751_207  # "incoming", as a number that PostgreSQL locks
ALONE = "SELECT pg_try_advisory_lock(%s)", "SELECT pg_advisory_unlock(%s)"
SHARED = "SELECT pg_advisory_lock_shared(%s)", "SELECT pg_advisory_unlock_shared(%s)"


@contextmanager
def in_use() -> Iterator[None]:
    """Keep all incoming files from being removed, until the block ends or the process does."""
    with _of_database(alone=False) if _is_shared() else _of_folder(alone=False):
        yield


def remove_dead_files() -> bool:
    """Remove incoming files if no living process has one (else say False), and kept ones that
    no transaction has committed or is about to."""
    with _of_database(alone=True) if _is_shared() else _of_folder(alone=True) as is_ours:
        if is_ours:
            for path in (settings.FASTDSO_FILES / "incoming").glob("*"):
                path.unlink(missing_ok=True)
            _remove_unknown_files()
        return is_ours


def _is_shared() -> bool:
    return connection.vendor == "postgresql"


@contextmanager
def _of_database(*, alone: bool) -> Iterator[bool]:
    lock, unlock = ALONE if alone else SHARED
    with connection.cursor() as cursor:
        cursor.execute(lock, [INCOMING])
        is_ours = cursor.fetchone()[0] is not False
    try:
        yield is_ours
    finally:
        if is_ours:
            with suppress(Error), connection.cursor() as cursor:
                cursor.execute(unlock, [INCOMING])


@contextmanager
def _of_folder(*, alone: bool) -> Iterator[bool]:
    folder = settings.FASTDSO_FILES / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    if fcntl is None:
        yield not alone
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        is_ours = True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except BlockingIOError:
            is_ours = False
        yield is_ours
    finally:
        os.close(handle)


def _remove_unknown_files() -> None:
    """Of a process that was killed between moving a file to its place and committing its row."""
    known = set(SourceFile.objects.values_list("sha256", flat=True))
    for path in settings.FASTDSO_FILES.glob("??/*"):
        if path.name not in known and re.fullmatch("[0-9a-f]{64}", path.name):
            with transaction.atomic():
                # A row of our own, taken back at the end: it waits for, and holds up, whoever is
                # about to keep the same file.
                _row, is_unknown = SourceFile.objects.get_or_create(
                    sha256=path.name, defaults={"size": 0, "uploaded_by": system_user()}
                )
                if is_unknown:
                    path.unlink(missing_ok=True)
                transaction.set_rollback(True)
