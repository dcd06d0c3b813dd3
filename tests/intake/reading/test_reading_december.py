"""The real files of one week, when they are at hand (they are not part of the project)."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from intake.reading import read_sales, read_stock

DECEMBER = Path(__file__).parents[3].parent / "shared" / "data" / "retail_december"
pytestmark = pytest.mark.skipif(
    not DECEMBER.is_dir(), reason=f"the December set is not at {DECEMBER}"
)


def sum_check(reading) -> int:
    return reading.rows + reading.rejected_rows + sum(reading.ignored.values())


def test_december_sales_are_read_whole():
    reading = read_sales(DECEMBER / "Ventas_por_tienda.xlsx", today=date(2026, 1, 1))

    assert (reading.rows, reading.rejected_rows, sum_check(reading)) == (339, 0, 339)
    assert (reading.negative, reading.zero) == (2, 0)
    assert reading.table.units.sum() == 722
    assert (len(reading.table.sku.values), len(reading.table.store.values)) == (13, 26)
    assert sorted(set(reading.table.day.astype(str)))[::5] == ["2025-12-22", "2025-12-28"]
    assert list(reading.mapping) == ["sku", "product_name", "store", "quantity", "date"]


def test_december_cd_stock_is_read_whole():
    reading = read_stock(DECEMBER / "Stock_CD.xlsx", place="cd")

    assert (reading.rows, reading.rejected_rows, sum_check(reading)) == (35_364, 0, 35_364)
    assert (reading.negative, reading.zero, reading.positive) == (47, 28_910, 6_407)
    assert reading.table.units.sum() == 714_311
    assert reading.table.store is None
    assert sum(sku.startswith("0") for sku in reading.table.skus) == 5_977
    assert reading.warning_counts == {"negative_units": 47}


def test_december_store_stock_is_read_but_for_one_cell():
    reading = read_stock(DECEMBER / "Stock_Tiendas.xlsx", place="stores")

    assert (reading.rows, reading.rejected_rows, sum_check(reading)) == (919_463, 1, 919_464)
    # 110,730 cells are above zero in the file: one of them is the rejected one.
    assert (reading.negative, reading.positive) == (101, 110_729)
    [cell] = reading.rejected
    assert (cell.column, cell.value, cell.code) == ("Los Andes", "0.116", "units_not_whole")
    assert (len(reading.table.stores), len(reading.table.skus)) == (26, 35_364)
    assert len(reading.table.units) == 110_830
    assert reading.table.units.dtype == np.int64
    assert reading.mapping == {"sku": "Codigo", "product_name": "Nombre"}
