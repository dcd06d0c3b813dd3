"""Text files: separators, encodings, quotes and crooked lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading import Unreadable, read_sales, read_stock
from intake.reading.decoding import decode
from intake.reading.delimited import LARGE_TEXT, find_separator


def read_cd(path):
    return read_stock(path, place="cd", in_process=True)


@pytest.mark.parametrize("separator", list(";,\t|"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_separator_and_encoding_are_found_out(csv, separator, encoding):
    text = "Código;Descripción;Cantidad\r\n007;Edición ñandú;12\r\n008;NA;\r\n"

    reading = read_cd(csv(text.replace(";", separator), encoding))

    assert reading.container == "csv"
    assert (reading.table.skus, reading.table.names) == (["007"], ["Edición ñandú"])
    assert [(f.row, f.column, f.code) for f in reading.rejected] == [
        (3, "Cantidad", "units_missing")
    ]


@given(st.text("abc ;,\n019áéíóúñüÁÉÍÓÚÑÜ", min_size=1))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_spanish_text_is_the_same_in_every_encoding(encoding, text):
    assert decode(text.encode(encoding)) == text


@given(st.lists(st.integers(0, 255), max_size=200))
def test_any_bytes_are_text_or_refused(content):
    try:
        text = decode(bytes(content))
    except Unreadable as refused:
        text = refused.code

    assert isinstance(text, str)


def test_commas_within_cells_do_not_make_a_separator():
    assert find_separator("sku;nombre;cantidad\nA;uno, dos;1,0\nB;tres, y;2,0\n") == ";"
    assert find_separator("Stock, diciembre\n\nsku\tcantidad\nA\t1\n") == "\t"
    assert find_separator("sep=|\nA;B;C\n") == "|"


def test_only_an_apostrophe_that_begins_a_cell_may_protect_it(csv):
    reading = read_cd(csv("sku,quantity\n'=A,1\n'A'=,2\n''=A,3\nA'=,4\n"))

    assert sorted(reading.table.skus) == ["'=A", "'A'=", "=A", "A'="]


@pytest.mark.parametrize("lines", [1, LARGE_TEXT // 4])
def test_a_file_may_begin_with_an_empty_line(csv, lines):
    reading = read_cd(csv("\nsku;quantity\n" + "A;1\n" * lines))

    assert (reading.header_row, reading.rows) == (2, lines)


def test_a_declared_separator_is_no_row_of_data(csv):
    reading = read_cd(csv("sep=;\nsku;quantity\nA;1\n"))

    assert (reading.header_row, reading.rows, reading.ignored["blank"]) == (2, 1, 0)


def test_the_row_of_a_finding_is_the_line_its_record_starts_on(csv):
    text = 'sku,nombre,quantity\nA,"dos\nlíneas",1\n\nB,"x ""y"" z",malo\n'

    reading = read_cd(csv(text))

    assert reading.table.names == ["dos\nlíneas"]
    assert [(f.row, f.value) for f in reading.rejected] == [(5, "malo")]
    assert reading.ignored["blank"] == 1


def test_crooked_lines_are_rejected_not_shifted(csv):
    text = "sku,nombre,quantity\nA,uno, dos,1\nB,tres\nC,x,3,\nD,y,4\n"

    reading = read_cd(csv(text))

    assert [(f.row, f.column, f.code) for f in reading.rejected] == [
        (2, "", "too_many_cells"),
        (3, "", "too_few_cells"),
    ]
    assert reading.table.skus == ["C", "D"]


def test_a_quote_that_is_never_closed_swallows_nothing(csv):
    text = 'sku,nombre,quantity\nA,"uno,1\n' + "B,dos,2\n" * 100

    with pytest.raises(Unreadable) as refused:
        read_cd(csv(text))

    assert (refused.value.code, refused.value.facts["reason"]) == ("broken", "quote_not_closed")


def test_the_apostrophe_of_an_export_is_taken_off_again(csv):
    reading = read_cd(csv("sku,quantity\n'-A1,'-3\n'=B,1\n'C,1\n"))

    assert reading.table.skus == ["'C", "-A1", "=B"]
    assert reading.negative == 1


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_large_file_is_read_the_same_with_and_without_quotes(csv, today, quote):
    lines = [
        f"00{i % 97},NA,Tienda {i % 7},{i % 5 - 1},2025-12-{i % 28 + 1:02}"
        for i in range(LARGE_TEXT // 25)
    ]
    lines[0] = f"{quote}{lines[0].replace(',', quote + ',', 1)}"
    text = "\n".join(["sku,nombre,tienda,cantidad,fecha", *lines, "X,NA,Tienda,malo,2025-12-01"])

    reading = read_sales(csv(text), today=today, in_process=True)

    assert reading.rows == len(lines)
    assert reading.table.units.sum() == sum(i % 5 - 1 for i in range(len(lines)))
    assert (len(reading.table.sku.values), reading.table.product.values) == (97, ["NA"])
    assert [(f.row, f.code) for f in reading.rejected] == [(len(lines) + 2, "units_not_number")]


def test_nul_bytes_are_shown_not_stored(csv):
    reading = read_cd(csv("sku,nombre,quantity\nA\0B,x,1\nC,y\0z,1\n"))

    assert [(f.value, f.code) for f in reading.rejected] == [("A\u2400B", "sku_control_characters")]
    assert reading.table.names == ["yz"]
