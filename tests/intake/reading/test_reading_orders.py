"""Open purchase orders: what is still to come, by SKU and day."""

from datetime import date, timedelta

import numpy as np
import pytest

from intake.reading import Unreadable, read_orders

TODAY = date(2026, 1, 10)


def lines(reading) -> list[tuple]:
    table = reading.table
    skus = [table.sku.values[code] for code in table.sku.codes.tolist()]
    return list(zip(skus, table.due.tolist(), table.units.tolist(), strict=True))


def findings(found) -> list[tuple]:
    return [(one.row, one.column, one.value, one.code) for one in found]


@pytest.mark.parametrize(
    "header",
    [
        "sku,product_name,quantity,due_date",
        "Código,Producto,Cantidad,Fecha de llegada",
        "COD PRODUCTO,DESCRIPCIÓN,PENDIENTE,ETA",
        "cod.,Glosa,Por recibir,Fecha",
        "Item,Description,Qty,Arrival date",
        "SKU,Nombre,Unidades,Fecha de entrega",
        "SKU,Nombre,En camino,Llegada",
        "sku,name,Units on order,Expected date",
        "sku,name,Saldo,Date",
    ],
)
def test_spanish_and_english_names_are_known(csv, header):
    reading = read_orders(csv(f"{header}\n01,Zelda,24,2026-02-01\n"), today=TODAY, in_process=True)

    assert list(reading.mapping.values()) == header.split(",")
    assert lines(reading) == [("01", date(2026, 2, 1), 24)]
    assert reading.table.names == ["Zelda"]
    assert (reading.table.due.dtype, reading.table.units.dtype) == ("<M8[D]", np.int64)


def test_what_is_pending_wins_over_what_was_ordered_and_arrival_over_any_other_date(csv):
    text = "sku;fecha;cantidad;pendiente;fecha de llegada\nA;2026-01-02;100;40;2026-02-01\n"

    reading = read_orders(csv(text), today=TODAY, in_process=True)

    assert lines(reading) == [("A", date(2026, 2, 1), 40)]
    assert reading.extra == ["fecha", "cantidad"]


@pytest.mark.parametrize(
    "header", ["sku;en camino;en transito;eta", "sku;cantidad;fecha entrega;fecha estimada"]
)
def test_between_columns_that_could_be_the_same_nothing_is_guessed(csv, header):
    with pytest.raises(Unreadable) as refused:
        read_orders(csv(f"{header}\nA;1;1;2026-02-01\n"), today=TODAY, in_process=True)

    assert refused.value.code == "duplicate_columns"


@pytest.mark.parametrize(
    ("header", "missing"),
    [("sku;cantidad", ["date"]), ("sku;eta", ["quantity"]), ("cantidad;eta", ["sku"])],
)
def test_a_file_without_a_needed_column_is_refused(csv, header, missing):
    with pytest.raises(Unreadable) as refused:
        read_orders(csv(f"{header}\nA;1\n"), today=TODAY, in_process=True)

    assert refused.value.facts["missing"] == missing


def test_lines_of_one_sku_and_day_are_summed_with_a_warning(xlsx):
    day, other = date(2026, 2, 1), date(2026, 3, 1)
    rows = [
        ["SKU", "Cantidad", "ETA"],
        ["B", 1, other],
        ["A", 2, day],
        ["B", 4, day],
        ["A", 8, day],
        ["B", 16, other],
    ]

    reading = read_orders(xlsx(rows), today=TODAY, in_process=True)

    assert lines(reading) == [("A", day, 10), ("B", day, 4), ("B", other, 17)]
    assert findings(reading.warnings) == [
        (5, "SKU", "A", "duplicate_line"),
        (6, "SKU", "B", "duplicate_line"),
    ]


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        (0, "units_not_positive"),
        (-3, "units_not_positive"),
        ("0", "units_not_positive"),
        ("-1", "units_not_positive"),
        (1.5, "units_not_whole"),
        ("many", "units_not_number"),
        (None, "units_missing"),
        (2_000_000_001, "units_out_of_range"),
    ],
)
def test_a_quantity_that_cannot_be_on_order_is_rejected(xlsx, quantity, code):
    rows = [["SKU", "Cantidad", "ETA"], ["A", 1, "2026-02-01"], ["B", quantity, "2026-02-01"]]

    reading = read_orders(xlsx(rows), today=TODAY, in_process=True)

    assert [(one.row, one.column, one.code) for one in reading.rejected] == [(3, "Cantidad", code)]
    assert lines(reading) == [("A", date(2026, 2, 1), 1)]


@pytest.mark.parametrize(
    ("due", "code"),
    [
        (None, "date_missing"),
        ("2026-02-31", "date_impossible"),
        ("soon", "date_impossible"),
        ("1999-12-31", "date_too_early"),
        (TODAY + timedelta(days=732), "date_too_far"),
        ("2062-01-05", "date_too_far"),
    ],
)
def test_a_date_that_cannot_be_is_rejected(xlsx, due, code):
    rows = [["SKU", "Cantidad", "ETA"], ["A", 1, "2026-02-01"], ["B", 1, due]]

    reading = read_orders(xlsx(rows), today=TODAY, in_process=True)

    assert [(one.row, one.column, one.code) for one in reading.rejected] == [(3, "ETA", code)]


def test_days_gone_by_are_kept_with_a_warning_and_two_years_ahead_without(xlsx):
    days = [date(2000, 1, 1), TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=731)]
    rows = [["SKU", "Cantidad", "ETA"], *(["A", 1, day] for day in days)]

    reading = read_orders(xlsx(rows), today=TODAY, in_process=True)

    assert [due for _sku, due, _units in lines(reading)] == days
    assert findings(reading.warnings) == [
        (2, "ETA", "2000-01-01", "date_overdue"),
        (3, "ETA", "2026-01-09", "date_overdue"),
    ]


def test_blank_rows_and_a_total_at_the_end_are_ignored(xlsx):
    rows = [
        ["SKU", "Producto", "Cantidad", "ETA"],
        ["007", "Zelda", 4, "01-02-2026"],
        [None, None, None, None],
        ["Total", None, 4, None],
    ]

    reading = read_orders(xlsx(rows), today=TODAY, in_process=True)

    assert lines(reading) == [("007", date(2026, 2, 1), 4)]
    assert (reading.rows, reading.rejected_rows) == (1, 0)
    assert reading.ignored == {"blank": 1, "total": 1, "header": 0}


def test_a_child_process_reads_the_same(xlsx):
    path = xlsx([["SKU", "Cantidad", "ETA"], ["A", 1, "2026-02-01"], ["B", 0, "2026-02-01"]])

    here, there = (read_orders(path, today=TODAY, in_process=where) for where in (True, False))

    assert lines(here) == lines(there)
    assert findings(here.rejected) == findings(there.rejected)
