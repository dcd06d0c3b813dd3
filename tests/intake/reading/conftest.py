"""Makers of small files for the tests of the readers."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

TODAY = date(2026, 1, 10)


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture
def xlsx(tmp_path):
    """Write rows into a workbook: `xlsx(rows, formats={(row, column): "000000"})`."""

    def write(rows: list[list], *, formats: dict | None = None, **options) -> Path:
        path = tmp_path / "upload.bin"
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, **options}) as book:
            fill(book, book.add_worksheet(), rows, formats or {})
        return path

    return write


@pytest.fixture
def csv(tmp_path):
    """Write a text file: `csv("sku;cantidad\\nA;1", encoding="cp1252")`."""

    def write(text: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / "upload.bin"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def fill(book, sheet, rows: list[list], formats: dict) -> None:
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            shape = formats.get((r, c))
            if isinstance(value, date) and not shape:
                shape = "dd/mm/yyyy"
            style = book.add_format({"num_format": shape}) if shape else None
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(r, c, value, style, "#N/A" if "NA()" in value else 0)
            elif isinstance(value, str):
                sheet.write_string(r, c, value, style)
            elif value is not None:
                sheet.write(r, c, value, style)
