"""Dates that could be read in two ways, and dates of spreadsheets."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from tests.intake.corpus.books import In, sales
from tests.intake.corpus.case import SALES, SALES_HEADER, Cases

CASES = Cases()


def lines(path: Path, days: Sequence[str]) -> int:
    rows = [";".join(SALES_HEADER), *(f"S{i};x;Soho;1;{day}" for i, day in enumerate(days))]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return len(days)


@CASES.loaded(SALES, 2, 2, days=["2025-04-03", "2025-04-25"], warnings={})
def doubtful_dates_beside_one_whose_day_is_first(path: Path) -> int:
    return lines(path, ["03/04/2025", "25/04/2025"])


@CASES.loaded(SALES, 2, 2, days=["2025-03-04", "2025-04-25"], warnings={})
def doubtful_dates_beside_one_whose_month_is_first(path: Path) -> int:
    return lines(path, ["03/04/2025", "04/25/2025"])


@CASES.loaded(SALES, 3, 3, days=["2025-04-03", "2025-05-05"], warnings={"dates_doubtful": 1})
def doubtful_dates_and_no_other(path: Path) -> int:
    return lines(path, ["03/04/2025", "03-04-2025", "05/05/2025"])


@CASES.loaded(
    SALES,
    3,
    3,
    days=["2025-04-03", "2025-04-25", "2025-12-13"],
    warnings={"dates_in_both_orders": 1},
)
def dates_of_both_orders_in_one_column(path: Path) -> int:
    return lines(path, ["03/04/2025", "25/04/2025", "12/13/2025"])


@CASES.loaded(SALES, 4, 4, days=["2025-12-22", "2025-12-24"], warnings={})
def text_with_times_and_two_digit_years(path: Path) -> int:
    return lines(
        path, ["2025-12-24 10:30:00", "24.12.25", "2025-12-22T00:00:00Z", "22-12-2025 5:00 p. m."]
    )


@CASES.loaded(
    SALES,
    1,
    1,
    rejected=6,
    rejects=[
        "date_impossible",
        "date_missing",
        "date_in_future",
        "date_too_early",
        "date_impossible",
        "cell_error",
    ],
)
def dates_that_cannot_be(path: Path) -> int:
    bad = ["31/02/2025", "", "2999-12-31", "1999-12-31", "ayer", "#N/A"]
    return lines(path, [*bad, "2025-12-22"])


@CASES.loaded(SALES, 4, 4, days=["2025-12-22", "2025-12-24"])
def dates_of_excel_with_times_and_day_numbers(path: Path) -> int:
    days = [
        date(2025, 12, 24),
        In("dd/mm/yyyy hh:mm", datetime(2025, 12, 22, 23, 59, 59)),
        46015,
        In("0.00", 46013.75),
    ]
    return sales(path, [[f"S{i}", "x", "Soho", 1, day] for i, day in enumerate(days)])


@CASES.loaded(SALES, 2, 2, days=["2025-12-22", "2025-12-24"])
def dates_of_excel_counted_from_1904(path: Path) -> int:
    days = [date(2025, 12, 24), In("yyyy-mm-dd hh:mm", datetime(2025, 12, 22, 8))]
    rows = [[f"S{i}", "x", "Soho", 1, day] for i, day in enumerate(days)]
    return sales(path, rows, date_1904=True)


@CASES.loaded(SALES, 1, 1, rejected=3, rejects=["date_impossible"] * 3)
def what_a_spreadsheet_shows_and_is_no_day(path: Path) -> int:
    bad = [In("hh:mm", time(10, 30)), True, In("0", 5)]
    return sales(path, [["A", "x", "Soho", 1, day] for day in [*bad, "2025-12-22"]])
