"""The predecessor's database comes in archived, and nothing of it becomes current."""

import sqlite3

import pytest

from distribution.models import Prediction, Reason
from distribution.services import import_legacy
from runs.errors import Conflict, Refused
from runs.kinds import exports_of, sections_of
from runs.models import Run
from runs.queries import current_run
from runs.services import system_user
from sales.models import SalesRecord
from stock.models import StockCount, StockLevel
from tests import make

pytestmark = pytest.mark.django_db

TABLES = """
CREATE TABLE product (id INTEGER PRIMARY KEY, sku TEXT, name TEXT);
CREATE TABLE store (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE distribution_record (id INTEGER PRIMARY KEY, product_id INTEGER, store_id INTEGER,
    quantity INTEGER, event_date DATE, run_id TEXT);
CREATE TABLE prediction (id INTEGER PRIMARY KEY, product_id INTEGER, store_id INTEGER,
    target_period_start DATE, quantity INTEGER, model_name TEXT, run_id TEXT);
CREATE TABLE run (id INTEGER PRIMARY KEY, run_id TEXT, created_at DATETIME, run_type TEXT,
    folio TEXT, responsable TEXT, status TEXT, is_active BOOLEAN);
CREATE TABLE stock_cd (id INTEGER PRIMARY KEY, as_of_date DATE, product_id INTEGER,
    quantity INTEGER);
"""
ROWS = """
INSERT INTO product VALUES (1, '0146-A', 'Juego'), (2, '146-a', 'Otro'), (3, ' ', 'sin SKU');
INSERT INTO store VALUES (1, 'La Serena'), (2, 'WEB');
INSERT INTO distribution_record VALUES
    (1, 1, 1, 4, '2025-01-06', NULL), (2, 2, 2, -1, '2025-01-07', NULL),
    (3, 1, 2, 5, '2025-01-14', 'r1'), (4, 3, 2, 5, '2025-01-14', 'r1'),
    (5, 1, 2, 'dos', '2025-01-14', 'r1'), (6, 1, 2, 1, '2025-02-31', 'r1');
INSERT INTO prediction VALUES
    (1, 1, 1, '2025-01-20', 3, 'SMA_3w', 'r1'), (2, 1, 1, '2025-01-20', 2, 'SMA_3w', 'r1'),
    (3, 2, 2, '2025-01-20', 7, 'SMA_3w', 'gone');
INSERT INTO run VALUES
    (1, 'r1', '2025-01-15 13:00:00.5', 'distribution', 'F-1', 'Ana', 'APPROVED', 1);
INSERT INTO stock_cd VALUES (1, '2025-01-01', 1, 9), (2, '2025-01-08', 1, 7);
"""


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "app.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(TABLES + ROWS)
    connection.close()
    return path


def run_of(run_type: str, folio: str) -> Run:
    return Run.objects.get(run_type=run_type, folio=folio)


def sales_of(run: Run) -> list[tuple]:
    rows = SalesRecord.objects.of(run).values_list("product__sku", "store__name", "quantity")
    return sorted(rows)


def test_everything_is_counted_and_what_makes_no_sense_is_rejected(old):
    imported = import_legacy(old, by=system_user())

    assert imported.counts == {
        "product": 2,
        "store": 2,
        "distribution_record": 3,
        "prediction": 3,
        "stock_cd": 1,
        "stock_snapshot": 0,
    }
    assert imported.rejected == 4


def test_rows_without_a_run_go_into_one_archived_run_of_their_kind(old):
    import_legacy(old, by=system_user())

    assert sales_of(run_of("sales_upload", "")) == [
        ("0146-A", "La Serena", 4),
        ("146-a", "WEB", -1),
    ]
    lines = Prediction.objects.of(run_of("distribution", ""))
    assert list(lines.values_list("product__sku", "final")) == [("146-a", 7)]


def test_a_run_keeps_its_folio_its_time_and_only_its_own_rows(old):
    import_legacy(old, by=system_user())

    distribution = run_of("distribution", "F-1")
    assert distribution.label() == "Folio F-1 | Resp Ana — 2025-01-15 10:00"
    assert sales_of(distribution.sources.get(run_type="sales_upload")) == [("0146-A", "WEB", 5)]
    line = Prediction.objects.of(distribution).get()
    assert (line.suggested, line.reason, line.window_units) == (5, Reason.IMPORTED, None)


def test_nothing_imported_is_ever_current_or_moves_stock(old):
    import_legacy(old, by=system_user())

    assert {run.status for run in Run.objects.all()} == {Run.Status.ARCHIVED}
    assert [current_run(run_type) for run_type in Run.Type.values] == [None] * 4
    assert not StockLevel.objects.exists()
    count = StockCount.objects.of(run_of("stock_upload", "")).get()
    assert count.units == 7


def test_the_same_file_is_imported_once(old):
    import_legacy(old, by=system_user())
    before = Run.objects.count()

    with pytest.raises(Conflict):
        import_legacy(old, by=system_user())

    assert Run.objects.count() == before


def test_every_page_and_file_of_what_was_imported_works(old, client):
    with sqlite3.connect(old) as connection:
        connection.execute("DELETE FROM distribution_record")
    connection.close()
    import_legacy(old, by=system_user())
    client.force_login(make.superuser())

    for run in Run.objects.all():
        tabs = [f"/runs/{run.pk}/?tab={section.name}" for section in sections_of(run)]
        files = [f"/export/{each.what}/?run_id={run.pk}" for each in exports_of(run)]
        statuses = {address: client.get(address).status_code for address in tabs + files}
        assert set(statuses.values()) == {200}, statuses
    assert client.get("/dashboard/").status_code == 200


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0 broken"])
def test_any_other_file_is_refused(content, tmp_path):
    path = tmp_path / "app.db"
    path.write_bytes(content)

    with pytest.raises(Refused):
        import_legacy(path, by=system_user())

    assert not Run.objects.exists()
