"""Files whose process was killed before it could keep or remove them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import transaction

from intake.models import SourceFile
from runs.services import system_user

try:
    import fcntl
except ImportError:  # Windows: such files stay there
    fcntl = None


@contextmanager
def in_use() -> Iterator[None]:
    """Keep all incoming files from being removed, until the block ends or the process does."""
    with _lock("LOCK_SH"):
        yield


def remove_dead_files() -> bool:
    """Remove incoming files if no living process has one (else say False), and kept ones that
    no transaction has committed or is about to."""
    with suppress(BlockingIOError), _lock("LOCK_EX", "LOCK_NB") as is_locked:
        for path in (settings.FASTDSO_FILES / "incoming").glob("*") if is_locked else ():
            path.unlink(missing_ok=True)
        _remove_unknown_files()
        return True
    return False


@contextmanager
def _lock(*how: str) -> Iterator[bool]:
    if fcntl is None:
        yield False
        return
    settings.FASTDSO_FILES.mkdir(parents=True, exist_ok=True)
    with (settings.FASTDSO_FILES / "incoming.lock").open("ab") as file:
        fcntl.flock(file, sum(getattr(fcntl, each) for each in how))
        yield True


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
