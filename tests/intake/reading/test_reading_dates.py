"""Days are found in text of either order, real dates and serials, or rejected."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading import read_sales
from intake.reading.dates import column_order, parse_day

HEADER = ["sku", "store", "quantity", "date"]


def read_dates(path, today, **options):
    return read_sales(path, today=today, in_process=True, **options)


def lines(*dates: object) -> list[list]:
    return [HEADER, *[["A", "Maipu", i, day] for i, day in enumerate(dates)]]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-12-22", date(2025, 12, 22)),
        (" 2025-12-22 10:30:00 ", date(2025, 12, 22)),
        ("2025-12-22T10:30:00.123Z", date(2025, 12, 22)),
        ("2025/1/2", date(2025, 1, 2)),
        ("22/12/2025", date(2025, 12, 22)),
        ("22-12-25", date(2025, 12, 22)),
        ("2.1.2025", date(2025, 1, 2)),
        ("12/25/2025", date(2025, 12, 25)),
        ("03/04/2025", date(2025, 4, 3)),
        ("3/4/2025 9:05 p. m.", date(2025, 4, 3)),
        ("29/02/2024", date(2024, 2, 29)),
        ("1/1/99", date(1999, 1, 1)),
    ],
)
def test_a_text_is_read_as_the_day_it_says(text, day):
    assert parse_day(text, True) == (day, "")


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2025",
        "29/02/2025",
        "13/13/2025",
        "0/1/2025",
        "2025-13-01",
        "ayer",
        "20251222",
        "2025-12",
        "22/12-2025",
        "22/12/2025 x",
        "1/1/025",
        "１/1/2025",
        "0000-01-01",
        "2" * 999,
    ],
)
def test_a_text_that_is_no_day_is_impossible(text):
    assert parse_day(text, True) == (None, "date_impossible")


@pytest.mark.parametrize(
    ("texts", "asked", "answer"),
    [
        (["03/04/2025"], True, (True, True)),
        (["03/04/2025"], False, (False, True)),
        (["03/04/2025", "12/25/2025"], True, (False, True)),
        (["03/04/2025", "25/12/2025"], False, (True, True)),
        (["03/04/2025", "25/12/2025", "12/25/2025"], False, (False, True)),
        (["2025-04-03"], True, (True, False)),
        (["04/04/2025"], True, (True, False)),
    ],
)
def test_the_order_of_a_column_comes_from_the_texts_that_leave_no_choice(texts, asked, answer):
    assert column_order(texts, asked) == answer


def test_the_order_found_is_used_for_the_whole_column(csv, today):
    text = "sku;store;quantity;date\nA;M;1;03/04/2025\nA;M;2;12/25/2025\n"

    reading = read_dates(csv(text), today)

    assert reading.table.day.astype(str).tolist() == ["2025-03-04", "2025-12-25"]
    assert reading.day_first is False


@pytest.mark.parametrize("date_1904", [False, True])
def test_real_dates_and_serials_are_read_in_both_epochs(xlsx, today, date_1904):
    serial = 46013 - (1462 if date_1904 else 0)
    rows = lines(date(2025, 12, 22), datetime(2025, 12, 22, 23, 59), serial, serial + 0.5)

    reading = read_dates(xlsx(rows, date_1904=date_1904), today)

    assert reading.table.day.astype(str).tolist() == ["2025-12-22"] * 4
    assert reading.day_first is None


def test_days_that_cannot_be_are_rejected_with_their_reason(xlsx, today):
    rows = lines(None, "31/02/2025", "2026-01-11", "2026-01-12", "1999-12-31", 17, True, "=NA()")

    reading = read_dates(xlsx(rows), today)

    assert reading.table.day.astype(str).tolist() == ["2026-01-11"]
    assert [(f.row, f.column, f.value, f.code) for f in reading.rejected] == [
        (2, "date", "", "date_missing"),
        (3, "date", "31/02/2025", "date_impossible"),
        (5, "date", "2026-01-12", "date_in_future"),
        (6, "date", "1999-12-31", "date_too_early"),
        (7, "date", "17", "date_impossible"),
        (8, "date", "TRUE", "date_impossible"),
        (9, "date", "#N/A", "cell_error"),
    ]


@pytest.mark.parametrize(
    ("dates", "counts"),
    [
        (["03/04/2025", "25/04/2025"], {}),
        (["03/04/2025", "04/25/2025"], {}),
        (["2025-04-03", "04/04/2025"], {}),
        (["03/04/2025", "03-04-2025", "05/05/2025", "2025-04-03"], {"dates_doubtful": 2}),
        (["03/04/2025", "25/04/2025", "04/25/2025"], {"dates_in_both_orders": 1}),
    ],
)
def test_dates_that_nothing_decides_are_said_with_their_number(csv, today, dates, counts):
    rows = (f"A,Maipu,{units},{day}" for units, day in enumerate(dates))

    reading = read_dates(csv("\n".join([",".join(HEADER), *rows])), today)

    assert reading.warning_counts == counts
    assert [(w.row, w.value, w.code) for w in reading.warnings] == [
        (2, "03/04/2025", code) for code in counts
    ]


@given(st.dates(date(2000, 1, 1), date(2068, 12, 31)))
def test_every_way_to_write_a_day_gives_it_back(day):
    for text in (day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%d/%m/%Y}", f"{day:%d-%m-%y}"):
        assert parse_day(text, True) == (day, "")
    assert parse_day(f"{day:%m/%d/%Y}", False) == (day, "")


@given(st.lists(st.dates(date(2000, 1, 1), date(2025, 12, 31)), min_size=1), st.booleans())
def test_a_column_is_read_in_the_order_in_which_it_was_written(days, is_day_first):
    texts = [f"{day:%d/%m/%Y}" if is_day_first else f"{day:%m/%d/%Y}" for day in days]
    can_be_told = any(day.day > 12 for day in days)

    order, _ = column_order(texts, not is_day_first)

    read = [parse_day(text, order)[0] for text in texts]
    assert order == (is_day_first if can_be_told else not is_day_first)
    assert not can_be_told or read == days


@given(st.one_of(st.text(), st.from_regex(r"[0-9]{0,4}[-/.][0-9]{0,4}[-/.][0-9]{0,5}")))
def test_no_text_makes_the_date_parser_fail(text):
    day, code = parse_day(text, True)

    assert (day is None) == bool(code)
