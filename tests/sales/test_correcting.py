"""Rejected rows go out as they stood in the file, are corrected, and complete their run."""

from datetime import date

import openpyxl
import pytest
from django.utils.translation import gettext as _

from intake.exports import REASON
from runs.errors import Conflict
from runs.exports import export_of, write_xlsx
from runs.services import advance, system_user, verify
from sales.models import SalesRecord
from sales.services import upload_sales
from stock.models import StockLevel
from tests import do, make

pytestmark = pytest.mark.django_db

HEADERS = ("Código", "Producto", "Bodega", "Local", "Cant.", "Fecha")
GOOD = ("0012", "Cap", "b1", "Soho", 4, "2025-12-01")
BAD = [
    ("0013", "Tee", "b1", "Soho", "x", "2025-12-01"),
    ("0014", "Mug", "b2", "Soho", 2, "31/02/2025"),
]


@pytest.fixture
def run(tmp_path):
    make.store("Soho")
    headers = ("Código", "Producto", "Sección", "Local", "Cant.", "Fecha")
    path = make.sheet([("Ventas de diciembre",), headers, GOOD, *BAD], tmp_path / "v.xlsx")
    return do.load_sales(path)


def exported(run, path, filters=None):
    export = export_of(run, "rejected_rows")
    write_xlsx(export, export.rows(run, filters or {}), str(path))
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


def test_rejected_rows_go_out_with_their_own_columns_and_the_reason(run, tmp_path):
    rows = exported(run, tmp_path / "out.xlsx")

    assert rows == [
        ("Código", "Producto", "Sección", "Local", "Cant.", "Fecha", REASON),
        (
            "0013",
            "Tee",
            "b1",
            "Soho",
            "x",
            "2025-12-01",
            f"Cant.: {_('the quantity is not a number')}",
        ),
        ("0014", "Mug", "b2", "Soho", "2", "31/02/2025", f"Fecha: {_('this date does not exist')}"),
    ]


def test_only_those_of_a_reason_if_wanted(run, tmp_path):
    rows = exported(run, tmp_path / "out.xlsx", {"reason": "date_impossible"})

    assert [row[0] for row in rows[1:]] == ["0014"]


def corrected(run, tmp_path):
    """The downloaded file with its mistakes put right, reasons and all."""
    headers, first, second = exported(run, tmp_path / "out.xlsx")
    rows = [headers, (*first[:4], 3, *first[5:]), (*second[:5], "2025-12-02", second[6])]
    return make.sheet(rows, tmp_path / "corrected.xlsx")


def test_corrected_rows_and_those_of_their_run_become_a_new_run(run, tmp_path):
    done = do.load_sales(corrected(run, tmp_path), continues=str(run.pk))

    rows = SalesRecord.objects.of(done).values_list("product__sku", "quantity", "date")
    assert sorted(rows) == [
        ("0012", 4, date(2025, 12, 1)),
        ("0013", 3, date(2025, 12, 1)),
        ("0014", 2, date(2025, 12, 2)),
    ]
    assert (done.row_count, done.rejected_count, done.metadata["continued"]) == (3, 0, 1)
    assert list(done.sources.all()) == [run]
    assert SalesRecord.objects.of(run).count() == 1
    assert verify(done).same


def test_the_new_run_says_what_one_file_with_all_rows_says(run, tmp_path):
    done = do.load_sales(corrected(run, tmp_path), continues=str(run.pk))
    whole = [
        (s, "n", "Soho", n, d) for s, n, d in (("0014", 2, "2025-12-02"), ("0012", 4, GOOD[5]))
    ]

    path = make.sales_file([*whole, ("0013", "n", "Soho", 3, GOOD[5])], tmp_path / "whole.xlsx")

    assert do.load_sales(path).digest == done.digest


def test_an_archived_run_is_not_continued(run, tmp_path):
    path = corrected(run, tmp_path)
    advance(run, "archive", by=system_user())

    do.refused(Conflict, do._load, upload_sales, path, continues=str(run.pk))


def test_deducted_units_are_not_deducted_again_by_what_continues_them(tmp_path):
    make.store("Soho")
    do.count_stores({"0012": {"Soho": 10}, "0013": {"Soho": 10}}, tmp_path)
    path = make.sales_file(
        [GOOD[:2] + GOOD[3:], ("0013", "Tee", "Soho", "x", GOOD[5])], tmp_path / "v"
    )
    run = do.load_sales(path, deduct_stock=True)
    path = make.sales_file([("0013", "Tee", "Soho", 3, GOOD[5])], tmp_path / "corrected")

    do.load_sales(path, continues=str(run.pk), deduct_stock=True)

    units = StockLevel.objects.values_list("product__sku", "units")
    assert sorted(units) == [("0012", 6), ("0013", 7)]
