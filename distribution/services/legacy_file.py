"""Reading the predecessor's SQLite file: what makes sense of it, and a count of what does not."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.models import SKU_LENGTH, Store, plain_name
from runs.errors import Refused
from runs.models import Run

NEEDED = {"product", "store", "distribution_record"}
MOST_UNITS = 2_000_000_000
ABOUT = ("folio", "responsable", "categoria", "store_filter", "notes", "mode", "status")
STORE_LENGTH = Store._meta.get_field("name").max_length


class Row(NamedTuple):
    """A row about a product in a store (0: the CD), in the predecessor's own ids."""

    product: int
    store: int
    units: int
    day: date
    text: str = ""


class LegacyProduct(NamedTuple):
    sku: str
    name: str


@dataclass
class LegacyRun:
    """A run of the predecessor; run_id "" gathers what belonged to none."""

    run_id: str
    about: dict[str, str]
    created_at: datetime | None = None
    sales: list[Row] = field(default_factory=list)
    predictions: list[Row] = field(default_factory=list)

    @classmethod
    def without_run(cls) -> "LegacyRun":
        return cls("", dict.fromkeys(ABOUT, ""))


@dataclass
class LegacyFile:
    name: str
    sha256: str
    products: dict[int, LegacyProduct]
    stores: dict[int, str]
    runs: list[LegacyRun]
    stock: dict[str, list[Row]]
    rejected: int


def open_legacy(path: Path) -> LegacyFile:
    """Read the file, which is never written to; refused where it is not the predecessor's."""
    try:
        content_hash = hashlib.sha256(path.read_bytes()).hexdigest()
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return _Reader(connection).read(path.name, content_hash)
    except (OSError, sqlite3.Error) as error:
        raise Refused(
            _("Nothing was imported: %(path)s is not a readable SQLite database (%(why)s).")
            % {"path": path, "why": error}
        ) from error


class _Reader:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.rejected = 0
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.tables = {row["name"] for row in rows}

    def read(self, name: str, sha256: str) -> LegacyFile:
        if missing := NEEDED - self.tables:
            raise Refused(
                _("Nothing was imported: this is not the predecessor's file, it lacks %(what)s.")
                % {"what": ", ".join(sorted(missing))}
            )
        products = dict(self.products())
        stores = dict(self.stores())
        runs = self.runs()
        self.gather(runs, "distribution_record", "event_date", "sales", products, stores)
        self.gather(runs, "prediction", "target_period_start", "predictions", products, stores)
        stock = {
            "stock_cd": self.newest("stock_cd", products, {0: "CD"}),
            "stock_snapshot": self.newest("stock_snapshot", products, stores),
        }
        kept = [run for run in runs.values() if run.sales or run.predictions]
        kept.sort(key=lambda run: (run.created_at is not None, run.created_at or 0, run.run_id))
        return LegacyFile(name, sha256, products, stores, kept, stock, self.rejected)

    def rows(self, table: str) -> Iterator[sqlite3.Row]:
        if table in self.tables:
            yield from self.connection.execute(f'SELECT * FROM "{table}" ORDER BY id')  # noqa: S608

    def products(self) -> Iterator[tuple[int, LegacyProduct]]:
        for row in self.rows("product"):
            sku = str(row["sku"] or "").strip()
            if 0 < len(sku) <= SKU_LENGTH and sku.isprintable():
                yield row["id"], LegacyProduct(sku, str(row["name"] or "").strip())
            else:
                self.rejected += 1

    def stores(self) -> Iterator[tuple[int, str]]:
        for row in self.rows("store"):
            name = plain_name(str(row["name"] or ""))
            if 0 < len(name) <= STORE_LENGTH:
                yield row["id"], name
            else:
                self.rejected += 1

    def runs(self) -> dict[str, LegacyRun]:
        runs = {"": LegacyRun.without_run()}
        for row in self.rows("run"):
            known = set(row.keys())
            about = {name: _text(row[name] if name in known else "", name) for name in ABOUT}
            runs[str(row["run_id"])] = LegacyRun(
                str(row["run_id"]), about, _moment(row["created_at"])
            )
        return runs

    def gather(
        self,
        runs: dict[str, LegacyRun],
        table: str,
        day: str,
        kind: str,
        products: dict,
        stores: dict,
    ) -> None:
        """Give each row to its run; a row of no run, or of one that is gone, to the last resort."""
        for row in self.rows(table):
            ours = self.row(row, day, products, stores)
            if ours is None or (kind == "predictions" and ours.units < 0):
                self.rejected += 1
                continue
            run_id = row["run_id"] if "run_id" in row.keys() else None  # noqa: SIM118
            getattr(runs.get(str(run_id), runs[""]), kind).append(ours)

    def newest(self, table: str, products: dict, stores: dict) -> list[Row]:
        """The last thing said of each product at each place."""
        found: dict[tuple[int, int], Row] = {}
        for row in self.rows(table):
            ours = self.row(row, "as_of_date", products, stores)
            if ours is None:
                self.rejected += 1
                continue
            before = found.get((ours.product, ours.store))
            if before is None or ours.day >= before.day:
                found[ours.product, ours.store] = ours
        return list(found.values())

    def row(self, row: sqlite3.Row, day: str, products: dict, stores: dict) -> Row | None:
        names = row.keys()
        store = row["store_id"] if "store_id" in names else 0
        units, when = row["quantity"], _day(row[day])
        sensible = (
            row["product_id"] in products
            and store in stores
            and isinstance(units, int)
            and abs(units) <= MOST_UNITS
            and when is not None
        )
        text = str(row["model_name"] or "") if "model_name" in names else ""
        return Row(row["product_id"], store, units, when, text) if sensible else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError:
        return None


def _text(value: object, name: str) -> str:
    """A descriptive text, as long as our field is."""
    longest = Run._meta.get_field(name).max_length
    return str(value or "").replace("\0", "")[:longest]
