"""Files coming in: kept under their SHA-256, read in a child process, refused in words."""

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import plain_name
from catalog.queries import own_names_of_stores
from intake.errors import BadFile, SameFile, UnknownStores
from intake.models import FileRow, RejectedRow, SourceFile, WarnedRow
from intake.reading import Finding, Reading, Unreadable
from intake.reasons import OF_ROWS, reason_of_row, why_unreadable
from runs.models import Run
from runs.queries import run_of_same_file
from runs.rows import write_rows

CREATE, FAIL, IGNORE = "create", "fail", "ignore"
UNKNOWN_STORES = (CREATE, FAIL, IGNORE)
READ_AT_ONCE = 1_000_000  # bytes: a file up to this size is read before the answer
NAMED_AT_MOST = 30


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
        home = kept_path(self.sha256)
        home.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path, home)
        return SourceFile.objects.get_or_create(
            sha256=self.sha256, defaults={"name": self.name, "size": self.size, "uploaded_by": by}
        )[0]

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
                "(%(label)s). To load it once more, say so expressly."
            )
            % {"run": run.short_id, "label": run.label()},
            run,
        )


def read_file(reader: Callable[..., Reading], path: Path, **how: object) -> Reading:
    """Read a file; what makes it unusable as a whole becomes a refusal in words."""
    try:
        reading = reader(path, **how)
    except Unreadable as problem:
        raise BadFile(why_unreadable(problem)) from problem
    return refuse_if_empty(reading)


def refuse_if_empty(reading: Reading) -> Reading:
    """The reading, if it has a row that can be used."""
    if reading.rows:
        return reading
    first = reading.rejected[0]
    text = ngettext(
        "Nothing was loaded: its only row cannot be used. "
        "Row %(row)s, column “%(column)s”, value “%(value)s”: %(why)s. "
        "Correct the file and upload it again.",
        "Nothing was loaded: none of the %(count)s rows can be used. "
        "Row %(row)s, column “%(column)s”, value “%(value)s”: %(why)s. "
        "Correct the file and upload it again.",
        reading.rejected_rows,
    ) % {
        "count": reading.rejected_rows,
        "row": first.row,
        "column": first.column,
        "value": first.value[:80],
        "why": reason_of_row(first.code),
    }
    raise BadFile(text)


def decide_stores(names: Iterable[str], policy: str) -> dict[str, str]:
    """The store's own name by each name in a file: exact, by an alias, or to be created.

    Names that are no store's and no alias wait for a decision: with FAIL the upload is
    refused and names them; with IGNORE they are absent from the result.
    """
    names = list(names)
    found = own_names_of_stores(names)
    unknown = [name for name in names if name not in found]
    if unknown and policy == FAIL:
        shown = ", ".join(unknown[:NAMED_AT_MOST]) + ("…" if len(unknown) > NAMED_AT_MOST else "")
        raise UnknownStores(
            ngettext(
                "Nothing was loaded: this store is unknown: %(names)s. Add it or an alias "
                "for it to the catalogue, or choose to create it.",
                "Nothing was loaded: these %(count)s stores are unknown: %(names)s. Add them or "
                "aliases for them to the catalogue, or choose to create them.",
                len(unknown),
            )
            % {"names": shown, "count": len(unknown)},
            unknown,
        )
    if policy == CREATE:
        found |= {name: plain_name(name) for name in unknown}
    return found


def write_findings(run: Run, rejected: list[Finding], warnings: list[Finding]) -> None:
    """Keep what was not loaded, and what deserves a look, with the run."""
    for model, findings in ((RejectedRow, rejected), (WarnedRow, warnings)):
        if findings:
            write_rows(run, model, _columns(model, findings))


def _columns(model: type[FileRow], findings: list[Finding]) -> dict[str, list]:
    texts = {code: reason_of_row(code) for code in {finding.code for finding in findings}}
    return {
        "sheet": [finding.sheet[:64] for finding in findings],
        "row": [finding.row for finding in findings],
        "column": [finding.column[:255] for finding in findings],
        "value": [finding.value[:255] for finding in findings],
        "reason": [finding.code for finding in findings],
        "text": [texts[finding.code] for finding in findings],
    }


def warning_sentences(reading: Reading) -> list[str]:
    """What is to be said of the file as a whole: one sentence for each kind of warning."""
    said = [
        _("%(count)s × %(what)s") % {"count": count, "what": OF_ROWS[code]}
        for code, count in sorted(reading.warning_counts.items())
    ]
    if reading.rejected_rows:
        said.append(
            ngettext(
                "%(count)s row was rejected", "%(count)s rows were rejected", reading.rejected_rows
            )
            % {"count": reading.rejected_rows}
        )
    return said


def sum_check(reading: Reading) -> dict[str, object]:
    """Where every data row of the file went, for the run's page."""
    return {
        "container": reading.container,
        "sheet": reading.sheet,
        "header_row": reading.header_row,
        "mapping": reading.mapping,
        "unused_columns": reading.extra[:50],
        "ignored": reading.ignored,
        "positive": reading.positive,
        "negative": reading.negative,
        "zero": reading.zero,
    }
