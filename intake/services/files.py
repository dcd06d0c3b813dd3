"""Files as they arrive and as they are kept: under their SHA-256, whatever they are called."""

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from intake.errors import BadFile, SameFile
from intake.models import SourceFile
from intake.services.litter import in_use
from runs.queries import run_of_same_file


@dataclass(frozen=True)
class StagedFile:
    """A file that arrived and is not kept yet. Its name is only a name, never a path."""

    path: Path
    name: str
    size: int
    sha256: str

    def keep(self, by: AbstractBaseUser) -> SourceFile:
        """Keep the content under its hash. Call it at the end of the transaction that opens the
        run: what is refused must leave no file behind."""
        # The row first: who removes files that have none waits for it (litter.py).
        kept = SourceFile.objects.get_or_create(
            sha256=self.sha256, defaults={"name": self.name, "size": self.size, "uploaded_by": by}
        )[0]
        home = kept_path(self.sha256)
        home.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path, home)
        return kept

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def kept_path(sha256: str) -> Path:
    return settings.FASTDSO_FILES / sha256[:2] / sha256


def stage(file: BinaryIO, name: str) -> StagedFile:
    """Copy an incoming file to disk, hashing it on the way."""
    folder = settings.FASTDSO_FILES / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    sha, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as target:
            while block := file.read(2**20):
                sha.update(block)
                size += len(block)
                target.write(block)
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise BadFile(
            _("Nothing was loaded: the file could not be stored (%(why)s). Tell the administrator.")
            % {"why": error.strerror}
        ) from error
    return StagedFile(path, _shown_name(name), size, sha.hexdigest())


@contextmanager
def staged(file: BinaryIO, name: str) -> Iterator[StagedFile]:
    """An incoming file, staged; what was not kept when the block ends is gone."""
    with in_use():
        staged_file = stage(file, name)
        try:
            yield staged_file
        finally:
            staged_file.discard()


def _shown_name(name: str) -> str:
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in name if unicodedata.category(c)[0] != "C")[-255:] or "archivo"


def refuse_same_file(file: StagedFile, run_type: str, **parameters: str) -> None:
    """Refuse a file that a run of this type has loaded already, naming the run."""
    if run := run_of_same_file(file.sha256, run_type, **parameters):
        raise SameFile(
            _(
                "Nothing was loaded: exactly this file was loaded before, by run %(run)s "
                "(%(label)s). To load it once more, tick the box that says so (--again)."
            )
            % {"run": run.short_id, "label": run.label()},
            run,
        )
