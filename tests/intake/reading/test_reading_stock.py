"""Stock files: the CD, stores as lines, stores as a wide matrix."""

import numpy as np
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.reading import read_stock
from intake.reading.merging import sum_places


def read_stores(path):
    return read_stock(path, place="stores", in_process=True)


def as_dict(table) -> dict:
    stores = table.store.values if table.store else [""]
    store_codes = table.store.codes if table.store else np.zeros(len(table.units), int)
    return {
        (table.sku.values[s], stores[p]): u
        for s, p, u in zip(table.sku.codes, store_codes, table.units.tolist(), strict=True)
    }


def sum_check(reading) -> int:
    return reading.rows + reading.rejected_rows + sum(reading.ignored.values())


def test_cd_lines_of_one_sku_are_summed_with_a_warning(csv):
    text = "sku,producto,cantidad\nB,Uno,5\nA,,0\nB,Dos,-7\nB,,1\n"

    reading = read_stock(csv(text), place="cd", in_process=True)

    assert as_dict(reading.table) == {("A", ""): 0, ("B", ""): -1}
    assert (reading.table.skus, reading.table.names) == (["A", "B"], ["", "Dos"])
    assert reading.table.stores == []
    assert (reading.rows, reading.negative, reading.zero, reading.positive) == (4, 1, 1, 2)
    assert [(w.row, w.value, w.code) for w in reading.warnings] == [
        (4, "B", "duplicate_line"),
        (5, "B", "duplicate_line"),
        (4, "-7", "negative_units"),
    ]


def test_store_stock_as_lines_is_known_by_its_header(csv):
    text = "sku;tienda;stock\nA;Web;1\nA;Maipu;2\nA;Web;3\nB;Maipu;0\n"

    reading = read_stores(csv(text))

    assert as_dict(reading.table) == {("A", "Maipu"): 2, ("A", "Web"): 4, ("B", "Maipu"): 0}
    assert reading.table.stores == ["Web", "Maipu"]
    assert reading.rows == 4


def test_a_wide_matrix_gives_its_cells_that_are_not_zero(xlsx):
    rows = [
        ["Codigo", "Nombre", "Maipu", "Viña", "Total", None],
        ["B", "Zelda", 1, None, 1],
        ["A", "Mario", 0, -2, -2],
        ["C", "Link", 0, 0, 0],
    ]

    reading = read_stores(xlsx(rows))

    assert as_dict(reading.table) == {("A", "Viña"): -2, ("B", "Maipu"): 1}
    assert reading.table.skus == ["A", "B", "C"]
    assert reading.table.names == ["Mario", "Zelda", "Link"]
    assert reading.table.stores == ["Maipu", "Viña"]
    assert (reading.rows, reading.negative, reading.zero, reading.positive) == (6, 1, 4, 1)
    assert [(w.row, w.column, w.value, w.code) for w in reading.warnings] == [
        (3, "Viña", "-2", "negative_units")
    ]
    assert reading.extra == ["Total"]


def test_cells_are_rejected_one_by_one_and_rows_without_sku_whole(xlsx):
    rows = [["sku", "Maipu", "Viña"], ["A", 1, 0.116], ["", 1, 2], ["B", "=NA()", "x"], ["C", 1, 1]]

    reading = read_stores(xlsx(rows))

    assert [(f.row, f.column, f.value, f.code) for f in reading.rejected] == [
        (2, "Viña", "0.116", "units_not_whole"),
        (3, "sku", "", "sku_missing"),
        (4, "Maipu", "#N/A", "cell_error"),
        (4, "Viña", "x", "units_not_number"),
    ]
    assert (reading.rows, reading.rejected_rows, sum_check(reading)) == (3, 5, 8)


def test_blank_total_and_header_rows_of_a_matrix_count_each_cell(xlsx):
    rows = [
        ["sku", "Maipu", "Viña"],
        ["A", 1, 2],
        [],
        ["sku", "Maipu", "Viña"],
        ["B", 1, 2],
        ["TOTAL", 2, 4],
    ]

    reading = read_stores(xlsx(rows))

    assert reading.ignored == {"blank": 2, "total": 2, "header": 2}
    assert (reading.rows, sum_check(reading)) == (4, 10)


def test_repeated_stores_and_skus_of_a_matrix_are_summed_with_warnings(xlsx):
    rows = [["sku", "Maipu", "Viña", " Maipu "], ["A", 1, 5, 2], ["A", 3, -5, 0]]

    reading = read_stores(xlsx(rows))

    assert as_dict(reading.table) == {("A", "Maipu"): 6}
    assert reading.table.stores == ["Maipu", "Viña"]
    assert reading.warning_counts == {
        "negative_units": 1,
        "duplicate_line": 1,
        "duplicate_store_column": 1,
    }


def test_numbers_below_a_nameless_column_are_not_lost_without_a_word(xlsx):
    reading = read_stores(xlsx([["sku", "Maipu", None, "Viña"], ["A", 1, 7, 2], ["B", 1, 8, 2]]))

    assert [(w.row, w.value, w.code) for w in reading.warnings] == [
        (2, "7", "column_without_header")
    ]


def test_stores_may_be_called_by_numbers(xlsx):
    assert read_stores(xlsx([["sku", 101, 102], ["A", 1, 2]])).table.stores == ["101", "102"]


def test_an_old_xls_is_read_like_a_new_one(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hoja1")
    padded = xlwt.easyxf(num_format_str="000000")
    for row, (sku, style) in enumerate([(123, padded), (45, xlwt.Style.default_style)], 1):
        sheet.write(row, 0, sku, style)
        sheet.write(row, 1, row)
    sheet.write(3, 0, "0077")
    sheet.row(3).set_cell_error(1, "#N/A!")
    sheet.write(4, 0, "B")
    sheet.write(4, 1, True)
    for column, header in enumerate(["código", "cantidad"]):
        sheet.write(0, column, header)
    book.save(tmp_path / "stock.xls")

    reading = read_stock(tmp_path / "stock.xls", place="cd")

    assert (reading.container, reading.sheet) == ("xls", "Hoja1")
    assert as_dict(reading.table) == {("000123", ""): 1, ("45", ""): 2}
    assert [(f.row, f.value, f.code) for f in reading.rejected] == [
        (4, "#N/A", "cell_error"),
        (5, "TRUE", "units_not_number"),
    ]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(-9, 9)), max_size=30))
def test_sums_by_place_are_those_of_a_plain_dictionary(entries):
    skus, places, units = (
        (np.array(list(c), np.int64) for c in zip(*entries, strict=True))
        if (entries)
        else (np.zeros(0, np.int64),) * 3
    )
    plain: dict[tuple[int, int], int] = {}
    for sku, place, held in entries:
        plain[sku, place] = plain.get((sku, place), 0) + held

    first, sums = sum_places(skus, places, units)

    found = dict(
        zip(
            zip(skus[first].tolist(), places[first].tolist(), strict=True),
            sums.tolist(),
            strict=True,
        )
    )
    assert found == plain
    assert list(found) == sorted(plain)


cells = st.sampled_from(["", "A", "B", "1", "-2", "1.5", "x", "total", "sku", "Maipu", "Viña"])


@settings(max_examples=200)
@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8))
def test_every_cell_is_loaded_rejected_or_ignored(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / f"wide{abs(hash(tuple(rows)))}.csv"
    path.write_text("\n".join(["sku,Maipu,Viña", "A,1,1", *map(",".join, rows)]) + "\n")

    reading = read_stores(path)

    path.unlink()
    assert sum_check(reading) == 2 * (len(rows) + 1)
    assert reading.rows == reading.negative + reading.zero + reading.positive
    assert reading.ignored["header"] % 2 == 0


@pytest.mark.parametrize(("second", "counted"), [("Eden", {"stores_not_read": 1}), ("CD", {})])
def test_a_column_of_several_stores_in_a_file_of_the_cd_is_told(csv, second, counted):
    file = csv(f"sku,bodega,quantity\nA,CD,1\nB,{second},2\n")

    reading = read_stock(file, place="cd", in_process=True)

    assert (reading.rows, reading.warning_counts) == (2, counted)
