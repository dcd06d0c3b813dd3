"""What the commands that load a file have in common."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from intake import services as intake
from intake.reasons import reason_of_row
from runs.kinds import Result
from runs.management.base import RunCommand, open_file
from runs.models import Run
from runs.services import require


class LoadCommand(RunCommand):
    """Loads one file, given as FILE, into a run."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--unknown-stores", choices=intake.UNKNOWN_STORES, default=intake.FAIL)
        parser.add_argument("--again", action="store_true", help="load a file that was loaded")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")


class ListCommand(RunCommand):
    """Loads a small list into the catalogue: subclasses name its reader and its loader."""

    reader: Callable
    loader: Callable
    permission: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE")

    def work(self, **options: Any) -> dict[str, Any]:
        by = self.user(options)
        require(by, self.permission)
        with staged(options["file"]) as file:
            reading = intake.read_file(self.reader, file.path, name=file.name)
        loaded = self.loader(reading.table.columns, reading.table.rows, by=by)
        rejected = [
            *((found.row, found.value, reason_of_row(found.code)) for found in reading.rejected),
            *loaded.rejected,
        ]
        return {
            "created": loaded.created,
            "updated": loaded.updated,
            "unchanged": loaded.unchanged,
            "rejected": len(rejected),
            "rejected_rows": [f"{row}: {value} ({why})" for row, value, why in rejected[:50]],
            **self.facts(loaded),
        }

    def facts(self, loaded: Any) -> dict[str, Any]:
        """What else there is to tell."""
        return {}


@contextmanager
def staged(path: str) -> Iterator[intake.StagedFile]:
    """The file named on the command line, staged."""
    with open_file(path) as source, intake.staged(source, Path(path).name) as file:
        yield file


def facts_of_upload(run: Run) -> dict[str, Any]:
    return {
        "run_id": str(run.pk),
        "outcome": run.outcome,
        "rows": run.row_count,
        "rejected": run.rejected_count,
        "ignored": run.ignored_count,
        "units": run.units,
        "skus": run.skus,
        "stores": run.stores,
        "warnings": run.warnings,
        **_signs(run.metadata),
    }


def facts_of_dry_run(result: Result) -> dict[str, Any]:
    return {
        "run_id": None,
        "outcome": "dry_run",
        "rows": result.rows,
        "rejected": result.rejected,
        "ignored": result.ignored,
        "units": result.units,
        "skus": result.skus,
        "stores": result.stores,
        "warnings": list(result.warnings),
        **_signs(result.metadata),
    }


def _signs(metadata: dict[str, Any]) -> dict[str, int]:
    return {name: metadata["file"][name] for name in ("positive", "negative", "zero")}
