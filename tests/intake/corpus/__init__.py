"""Odd and hostile files, made here, each with what must become of it.

`ODD` files are read: so many rows loaded, rejected and ignored. `HOSTILE` ones are refused, or
read all the same, within bounds. The makers count their data rows themselves.
"""

from tests.intake.corpus import (
    hostile_archives,
    hostile_files,
    hostile_sheets,
    odd_cells,
    odd_dates,
    odd_sheets,
    odd_texts,
    odd_xls,
    odd_xml,
)
from tests.intake.corpus.case import Case, Loaded, Refused

__all__ = ["CASES", "HOSTILE", "ODD", "Case", "Loaded", "Refused"]

ODD: list[Case] = [
    *odd_cells.CASES,
    *odd_sheets.CASES,
    *odd_xml.CASES,
    *odd_xls.CASES,
    *odd_texts.CASES,
    *odd_dates.CASES,
]
HOSTILE: list[Case] = [
    *hostile_archives.CASES,
    *hostile_sheets.CASES,
    *hostile_files.CASES,
]
CASES = ODD + HOSTILE
