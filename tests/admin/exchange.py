"""Admin's pages that import and export, used as people use them: file, preview, confirm."""

import csv
import io
from collections.abc import Sequence

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from tests.pages.reading import every, root

FORMATS = {"xlsx": "0", "csv": "1"}  # as the form numbers them


def export(client, model: str, file_format: str) -> bytes:
    """The file that the export page gives with all fields chosen, as it proposes."""
    address = f"/admin/catalog/{model}/export/"
    given = {}
    for field in every(root(client.get(address)), "input"):
        attributes = dict(field.attributes)
        if attributes.get("type") == "checkbox" and "checked" in attributes:
            given[attributes["name"]] = attributes.get("value") or "on"
    answer = client.post(address, {**given, "resource": "", "format": FORMATS[file_format]})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].count("filename") == 1
    return answer.content


def preview(client, model: str, content: bytes, file_format: str):
    file = SimpleUploadedFile(f"catalogue.{file_format}", content)
    given = {"import_file": file, "format": FORMATS[file_format], "resource": ""}
    return client.post(f"/admin/catalog/{model}/import/", given)


def bring_in(client, model: str, content: bytes, file_format: str) -> None:
    """Import a file: look at the preview, and confirm it."""
    page = preview(client, model, content, file_format)
    form = next(
        form
        for form in every(root(page), "form")
        if dict(form.attributes).get("action", "").endswith("/process_import/")
    )
    inputs = (dict(field.attributes) for field in every(form, "input"))
    given = {a["name"]: a.get("value", "") for a in inputs if a.get("name")}
    assert client.post(f"/admin/catalog/{model}/process_import/", given).status_code == 302


def as_file(rows: Sequence[Sequence], file_format: str) -> bytes:
    if file_format == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        return text.getvalue().encode()
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value)
    return file.getvalue()


def cells(content: bytes) -> list:
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [cell for row in sheet.iter_rows() for cell in row]


def texts(content: bytes) -> list[list[str]]:
    """The cells of a spreadsheet as texts, row by row."""
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def fields(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
