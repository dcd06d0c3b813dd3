"""Sales files: every line counts, and every line is accounted for."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.reading import read_sales

HEADER = ["sku", "product_name", "store", "quantity", "date"]


def sum_check(reading) -> int:
    return reading.rows + reading.rejected_rows + sum(reading.ignored.values())


def test_accepted_rows_stay_in_file_order(xlsx, today):
    rows = [
        HEADER,
        ["B", " Zelda  II ", "Plaza  Bio\u00a0Bio", 2, "2025-12-23"],
        ["A", None, "La Serena", -1, "2025-12-22"],
        ["B", "Zelda", "La serena", 0, "2025-12-22"],
    ]

    reading = read_sales(xlsx(rows), today=today, in_process=True)
    table = reading.table

    assert table.sku.values == ["A", "B"]
    assert table.sku.codes.tolist() == [1, 0, 1]
    assert table.sku.codes.dtype == np.int32
    assert table.product.values == ["", "Zelda", "Zelda  II"]
    assert table.product.codes.tolist() == [2, 0, 1]
    assert table.store.values == ["La Serena", "La serena", "Plaza Bio Bio"]
    assert table.units.tolist() == [2, -1, 0]
    assert table.day.tolist() == [
        np.datetime64(d).item() for d in ("2025-12-23", "2025-12-22", "2025-12-22")
    ]
    assert (reading.negative, reading.zero, reading.positive) == (1, 1, 1)


def test_store_names_are_nfc_and_otherwise_as_they_stand(csv, today):
    text = "sku,store,quantity,date\nA,Vin\u0303a,1,2025-12-22\nA,Viña,2,2025-12-22\n"

    assert read_sales(csv(text), today=today, in_process=True).table.store.values == ["Viña"]


def test_the_first_problem_in_column_order_is_the_one_reported(xlsx, today):
    rows = [
        ["fecha", "cantidad", "sku", "tienda"],
        ["x", "y", "", ""],
        ["2025-12-22", "y", "", ""],
        ["2025-12-22", 1, "", ""],
        ["2025-12-22", 1, "A", ""],
        ["2025-12-22", 1, "A", "x" * 101],
        ["2025-12-22", 1, "A", True],
        ["2025-12-22", 1, "A", "a\x01b"],
    ]

    reading = read_sales(xlsx(rows), today=today, in_process=True)

    assert [(f.row, f.column, f.code) for f in reading.rejected] == [
        (2, "fecha", "date_impossible"),
        (3, "cantidad", "units_not_number"),
        (4, "sku", "sku_missing"),
        (5, "tienda", "store_missing"),
        (6, "tienda", "store_too_long"),
        (7, "tienda", "store_not_text"),
        (8, "tienda", "store_control_characters"),
    ]
    assert (reading.rows, reading.rejected_rows) == (0, 7)


def test_blank_rows_repeated_headers_and_totals_are_counted_not_loaded(xlsx, today):
    line = ["A", "Zelda", "Maipu", 1, "2025-12-22"]
    rows = [
        HEADER,
        line,
        [" "],
        HEADER,
        line,
        [None, None, None, 9, None],
        line,
        [],
        ["Total general", None, None, 3, None],
        [None, None, None, 3, None],
    ]

    reading = read_sales(xlsx(rows), today=today, in_process=True)

    assert (reading.rows, reading.ignored) == (3, {"blank": 2, "total": 2, "header": 1})
    assert [(f.row, f.code) for f in reading.rejected] == [(6, "sku_missing")]
    assert sum_check(reading) == 9


def test_a_last_line_without_sku_is_no_total_when_it_says_where_and_when(csv, today):
    text = "sku,store,quantity,date\nA,Maipu,1,2025-12-22\n,Maipu,1,2025-12-22\n"

    reading = read_sales(csv(text), today=today, in_process=True)

    assert [f.code for f in reading.rejected] == ["sku_missing"]
    assert reading.ignored["total"] == 0


def test_a_game_called_total_something_is_merchandise(csv, today):
    text = "sku,store,quantity,date\nTOTALWAR,Maipu,1,2025-12-22\nTOTAL,Maipu,1,2025-12-22\n"

    assert read_sales(csv(text), today=today, in_process=True).rows == 2


def test_exact_duplicates_count_and_are_warned_about(csv, today):
    line = "A,Maipu,1,2025-12-22\n"
    text = f"sku,store,quantity,date\n{line}A,Maipu,2,2025-12-22\n{line}{line}"

    reading = read_sales(csv(text), today=today, in_process=True)

    assert reading.table.units.sum() == 5
    assert [(w.row, w.value, w.code) for w in reading.warnings] == [
        (4, "A", "duplicate_line"),
        (5, "A", "duplicate_line"),
    ]
    assert reading.warning_counts == {"duplicate_line": 2}


def test_the_same_table_comes_out_of_the_child_process(csv, today):
    path = csv("sku;tienda;cantidad;fecha\nA;Maipu;1;22/12/2025\nA;;1;22/12/2025\n")

    here = read_sales(path, today=today, in_process=True)
    there = read_sales(path, today=today)

    assert repr(there) == repr(here)


cells = st.sampled_from(
    [
        "",
        " ",
        "A",
        "007",
        "Maipu",
        "1",
        "-2",
        "1.5",
        "2025-12-22",
        "31/02/2025",
        "total",
        "sku",
        "store",
        "quantity",
        "date",
        "#N/A",
        "\x07",
    ]
)


@settings(max_examples=200)
@given(st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=8))
def test_every_row_is_loaded_rejected_or_ignored(tmp_path_factory, today, rows):
    path = tmp_path_factory.getbasetemp() / f"any{abs(hash(tuple(rows)))}.csv"
    lines = ["sku,store,quantity,date", "A,Maipu,1,2025-12-22", *map(",".join, rows)]
    path.write_text("\n".join(lines) + "\n")

    reading = read_sales(path, today=today, in_process=True)

    path.unlink()
    assert sum_check(reading) == len(rows) + 1
    assert reading.rejected_rows == len(reading.rejected)
    assert len(reading.table.units) == reading.rows
    assert reading.rows == reading.negative + reading.zero + reading.positive
