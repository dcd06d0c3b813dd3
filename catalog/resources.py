"""Products, stores and aliases as small files, in and out, in admin: text stays text."""

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import IO

import tablib
from django.utils.translation import gettext
from import_export import fields, resources, widgets
from import_export.formats.base_formats import CSV, XLSX
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from catalog.models import Category, Product, Store, StoreAlias, Supplier, plain_name
from runs.exports import neutral, unescaped, unprotected, write_xlsx
from runs.kinds import Export


class _AsStored(ExcelReader):
    """openpyxl's reader, but all texts are as the file stores them, for `unescaped` to read.

    By itself it takes "x005F_" out of shared texts, wherever it stands, and out of no others.
    """

    def read_strings(self):
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_texts(source))


def _texts(source: IO[bytes]) -> Iterator[str]:
    for _event, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            yield Text.from_tree(node).content
            node.clear()


class TextXlsx(XLSX):
    """An .xlsx whose cells all are text: 0123 does not become 123, and =A1 no formula."""

    def export_data(self, dataset, **kwargs):
        rows = [["" if value is None else str(value) for value in row] for row in dataset]
        file = io.BytesIO()
        write_xlsx(Export("", "Datos", "", dataset.headers, lambda: rows), rows, file)
        return file.getvalue()

    def create_dataset(self, in_stream):
        """Numbers in cells are read as the digits they show, blank cells as nothing."""
        reader = _AsStored(io.BytesIO(in_stream), read_only=True, data_only=True)
        reader.read()
        headers, *rows = [[_shown(cell) for cell in row] for row in reader.wb.active.rows] or [[]]
        return tablib.Dataset(*(row for row in rows if any(row)), headers=headers)


class TextCsv(CSV):
    """A csv that spreadsheet programs open with its accents, and without formulas."""

    def export_data(self, dataset, **kwargs):
        for index, row in enumerate(dataset):
            dataset[index] = ["" if value is None else neutral(str(value)) for value in row]
        return "\ufeff" + super().export_data(dataset, **kwargs)

    def create_dataset(self, in_stream, **kwargs):
        text = in_stream.removeprefix("\ufeff")
        header = text.partition("\n")[0]
        separator = max(",;\t", key=header.count)
        dataset = super().create_dataset(text, delimiter=separator, **kwargs)
        for index, row in enumerate(dataset):
            dataset[index] = [unprotected(value) for value in row]
        return dataset


FORMATS = [TextXlsx, TextCsv]


def _shown(cell) -> str:
    """A cell as the spreadsheet shows it: a number with the zeros of its format."""
    if isinstance(cell.value, str):
        return unescaped(cell.value)
    text = _text(cell.value)
    if isinstance(cell.value, int | float) and re.fullmatch("0+", cell.number_format):
        return text.zfill(len(cell.number_format))
    return text


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


class CategoryByName(widgets.ForeignKeyWidget):
    """A category by its name; a new name becomes a category."""

    def clean(self, value, row=None, **kwargs):
        name = (value or "").strip()
        return self.model.objects.get_or_create(name=name)[0] if name else None


class SkuWidget(widgets.CharWidget):
    """The SKU as it stands, without white space around it."""

    def clean(self, value, row=None, **kwargs):
        return super().clean(_text(value).strip(), row, **kwargs)


class SupplierByName(widgets.ForeignKeyWidget):
    """A supplier by its name; a new name becomes a supplier."""

    def clean(self, value, row=None, **kwargs):
        name = plain_name(_text(value))
        if len(name) > Supplier._meta.get_field("name").max_length:
            raise ValueError(gettext("the supplier's name is too long"))
        return self.model.objects.get_or_create(name=name)[0] if name else None


class Exact:
    """A number as the digits it is made of, whatever the language; empty is none."""

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)

    def clean(self, value, row=None, **kwargs):
        text = _text(value).strip()
        if text and not re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", text):
            raise ValueError(gettext("“%(value)s” is not a number") % {"value": text[:50]})
        return self.number(text) if text else None


class ExactDecimal(Exact, widgets.Widget):
    number = Decimal


class ExactInteger(Exact, widgets.Widget):
    number = int


class ProductResource(resources.ModelResource):
    sku = fields.Field("sku", "sku", widget=SkuWidget())
    category = fields.Field("category", "category", widget=CategoryByName(Category, "name"))
    supplier = fields.Field("supplier", "supplier", widget=SupplierByName(Supplier, "name"))
    unit_cost = fields.Field("unit_cost", "unit_cost", widget=ExactDecimal())
    pack_size = fields.Field("pack_size", "pack_size", widget=ExactInteger(), default=1)
    moq = fields.Field("moq", "moq", widget=ExactInteger(), default=0)

    class Meta:
        model = Product
        import_id_fields = ["sku"]
        fields = [
            *("sku", "name", "category", "is_merchandise", "is_active"),
            *("supplier", "unit_cost", "pack_size", "moq"),
        ]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True


class NameWidget(widgets.CharWidget):
    def clean(self, value, row=None, **kwargs):
        return plain_name(_text(value))


class SupplierResource(resources.ModelResource):
    name = fields.Field("name", "name", widget=NameWidget())
    lead_time_days = fields.Field("lead_time_days", "lead_time_days", widget=ExactInteger())
    lead_time_spread_days = fields.Field(
        "lead_time_spread_days", "lead_time_spread_days", widget=ExactDecimal()
    )

    class Meta:
        model = Supplier
        import_id_fields = ["name"]
        fields = ["name", "lead_time_days", "lead_time_spread_days", "is_active"]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True


class StoreResource(resources.ModelResource):
    name = fields.Field("name", "name", widget=NameWidget())
    code = fields.Field("code", "code", widget=widgets.CharWidget())

    class Meta:
        model = Store
        import_id_fields = ["name"]
        fields = ["name", "code", "type", "is_active"]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True


class StoreByName(widgets.ForeignKeyWidget):
    """A store by its own name."""

    def clean(self, value, row=None, **kwargs):
        name = plain_name(_text(value))
        try:
            return self.model.objects.get(name=name)
        except self.model.DoesNotExist as error:
            text = gettext("there is no store “%(name)s”") % {"name": name}
            raise ValueError(text) from error


class AliasResource(resources.ModelResource):
    alias = fields.Field("alias", "alias", widget=NameWidget())
    store = fields.Field("store", "store", widget=StoreByName(Store, "name"))

    class Meta:
        model = StoreAlias
        import_id_fields = ["alias"]
        fields = ["alias", "store"]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
