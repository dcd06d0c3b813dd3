"""What the commands that load a file have in common."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Store
from catalog.services import StoreDecision
from intake import services as intake
from intake.reading import Reading, Seen
from intake.reasons import reason_of_row
from runs.errors import Refused
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
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            type=_pair,
            metavar="FIELD=HEADER",
            help="which column is what: quantity=Vendidas, or quantity=#4; remembered",
        )
        parser.add_argument(
            "--store",
            action="append",
            default=[],
            type=_pair,
            metavar="NAME=STORE",
            help="what an unknown store is; remembered as an alias",
        )
        parser.add_argument("--sheet", default="")
        parser.add_argument("--header-row", type=int, metavar="ROW")

    def layout(self, options: dict[str, Any]) -> dict[str, Any]:
        """Where the columns are, as far as it was said."""
        columns = dict(options["map"])
        return {"sheet": options["sheet"], "header_row": options["header_row"], "columns": columns}

    def decisions(self, options: dict[str, Any]) -> list[StoreDecision]:
        own = dict(Store.objects.values_list("name", "pk"))
        if missing := [store for _name, store in options["store"] if store not in own]:
            raise Refused(
                _("Nothing was loaded: there is no store “%(name)s”.") % {"name": missing[0]}
            )
        return [StoreDecision(name, store=own[store]) for name, store in options["store"]]

    def remember(self, kind: str, options: dict[str, Any], reading: Reading, by: Any) -> None:
        """Columns that were said stay said, once the file is loaded."""
        if columns := dict(options["map"]):
            headers = [*reading.mapping.values(), *reading.extra]
            intake.remember_columns(kind, reading.signature, headers, columns, by)


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name.strip():
        raise ArgumentTypeError(f"{text}: NAME=VALUE is wanted")
    return name.strip(), value.strip()


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


def facts_of_preview(seen: Seen, preview: intake.Preview) -> dict[str, Any]:
    """What a dry run tells beside the totals: as the preview on the page."""
    outline = seen.outline
    return {
        "new": preview.new,
        "identical": preview.identical,
        "dates": [day.isoformat() for day in preview.dates or ()],
        "new_products": len(preview.new_products),
        "looks_like": outline.kind,
        "sheet": outline.sheet,
        "header_row": outline.header_row,
        "mapping": outline.mapping,
        "unknown_stores": [
            {
                "name": unknown.name,
                "rows": unknown.rows,
                "suggestions": [
                    {"store": s.name, "likeness": round(s.likeness, 2), "good": s.is_good}
                    for s in unknown.suggestions
                ],
            }
            for unknown in preview.unknown_stores
        ],
        "same_as": str(preview.same_as.pk) if preview.same_as else None,
        "last_upload": str(preview.last.pk) if preview.last else None,
        "remarks": preview.warnings,
    }


def _signs(metadata: dict[str, Any]) -> dict[str, int]:
    return {name: metadata["file"][name] for name in ("positive", "negative", "zero")}
