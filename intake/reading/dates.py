"""Days, from text in either order, real dates, and serial numbers of a spreadsheet."""

import re
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from intake.reading import problems
from intake.reading.columns import BLANK, DATE, ERROR, NUMBER, TEXT, TRUTH, Column
from intake.reading.problems import NUMBER as PROBLEM
from intake.reading.units import ERROR_TEXT

TIME = (
    r"(?:[T\s]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
    r"\s*(?:[ap]\.?\s?m\.?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + TIME, re.IGNORECASE)
YEAR_LAST = re.compile(
    r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + TIME, re.IGNORECASE
)
EARLIEST = date(2000, 1, 1)
LONGEST = 50
FIRST_SERIAL, LAST_SERIAL = 36526, 73050  # 2000-01-01, 2099-12-31
DAYS_1904 = 1462
SERIAL_ZERO = np.datetime64("1899-12-30", "D")


@dataclass(frozen=True)
class DayRule:
    """The latest day that can be, what a later one is called, how open texts are read."""

    latest: date
    beyond: str
    day_first: bool


def days_of(
    column: Column, rule: DayRule, *, date1904: bool
) -> tuple[np.ndarray, np.ndarray, bool | None]:
    """Days (datetime64[D]), problems (int8), and if ambiguous texts were read day first."""
    days = np.full(len(column.kinds), np.datetime64(EARLIEST, "D"))
    found = problems.none(len(days))
    order = None
    if len(rows := column.of_kind(TEXT)):
        day_first, is_asked = column_order(column.texts, rule.day_first)
        order = day_first if is_asked else None
        parsed = [parse_day(text, day_first) for text in column.texts]
        codes = column.codes[rows]
        days[rows] = np.array([day or EARLIEST for day, _ in parsed], "datetime64[D]")[codes]
        found[rows] = np.array([PROBLEM[code] for _, code in parsed], np.int8)[codes]
    if len(rows := column.of_kind(NUMBER)):
        days[rows], found[rows] = _from_serials(column.cells[rows], date1904)
    if len(rows := column.of_kind(DATE)):
        days[rows], found[rows] = _from_dates(column.cells[rows])
    found[column.kinds == BLANK] = PROBLEM["date_missing"]
    found[column.kinds == TRUTH] = PROBLEM["date_impossible"]
    for row in column.of_kind(ERROR).tolist():
        found[row] = PROBLEM[column.cells[row].code]
    found[(found == 0) & (days > np.datetime64(rule.latest, "D"))] = PROBLEM[rule.beyond]
    found[(found == 0) & (days < np.datetime64(EARLIEST, "D"))] = PROBLEM["date_too_early"]
    return days, found, order


def column_order(texts: list[str], day_first: bool) -> tuple[bool, bool]:
    """Whether ambiguous texts of a column are day first, and whether there are such texts.

    The texts that leave no choice decide; when they disagree or there are none, `day_first` does.
    """
    days, months = counted_orders(texts)
    if bool(days) != bool(months):
        day_first = bool(days)
    return day_first, any(map(is_ambiguous, texts))


def counted_orders(texts: list[str]) -> tuple[int, int]:
    """How many texts can only have the day first, and how many only the month."""
    pairs = [pair for pair in map(_first_two, texts) if pair]
    days = sum(first > 12 for first, _ in pairs)
    return days, sum(second > 12 >= first for first, second in pairs)


def is_ambiguous(text: str) -> bool:
    """Whether a text is one day if the day comes first, and another if the month does."""
    first, second = _first_two(text) or (0, 0)
    return first <= 12 and second <= 12 and first != second


def _first_two(text: str) -> tuple[int, int] | None:
    match = YEAR_LAST.fullmatch(text.strip()) if len(text) <= LONGEST else None
    return (int(match[1]), int(match[3])) if match else None


def parse_day(text: str, day_first: bool) -> tuple[date | None, str]:
    """A text as a day, or None and why not."""
    text = text.strip()
    if not text:
        return None, "date_missing"
    if len(text) > LONGEST:
        return None, "date_impossible"
    if match := YEAR_FIRST.fullmatch(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    elif match := YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        is_day_first = first > 12 or (day_first and second <= 12)
        day, month = (first, second) if is_day_first else (second, first)
    else:
        return None, "cell_error" if ERROR_TEXT.fullmatch(text.upper()) else "date_impossible"
    try:
        return date(year, month, day), ""
    except ValueError:
        return None, "date_impossible"


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _from_serials(cells: np.ndarray, date1904: bool) -> tuple[np.ndarray, np.ndarray]:
    serials = cells.astype(np.float64) + (DAYS_1904 if date1904 else 0)
    is_day = (serials >= FIRST_SERIAL) & (serials < LAST_SERIAL + 1)
    whole = np.where(is_day, serials, FIRST_SERIAL).astype(np.int64)
    return SERIAL_ZERO + whole, np.where(is_day, 0, PROBLEM["date_impossible"]).astype(np.int8)


def _from_dates(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if cells.dtype.kind == "M":
        return cells.astype("datetime64[D]"), problems.none(len(cells))
    known: dict[object, int] = {}
    codes = np.array([known.setdefault(cell, len(known)) for cell in cells.tolist()])
    days = [d.date() if isinstance(d, datetime) else d for d in known]
    is_day = np.array([isinstance(day, date) for day in days])
    filled = [day if isinstance(day, date) else EARLIEST for day in days]
    found = np.where(is_day, 0, PROBLEM["date_impossible"]).astype(np.int8)
    return np.array(filled, "datetime64[D]")[codes], found[codes]
