"""The form of a sales upload."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms import FileForm
from runs.forms import AboutForm


class SalesUploadForm(FileForm, AboutForm):
    field_order = (
        "file",
        "folio",
        "responsable",
        "categoria",
        "fecha_doc",
        "store_filter",
        "notes",
        "unknown_stores",
        "again",
        "deduct_stock",
    )

    file = forms.FileField(
        label=_("Sales file"),
        help_text=_("Excel (.xlsx, .xls) or csv with SKU, store, date and quantity."),
    )
    deduct_stock = forms.BooleanField(
        label=_("Deduct the units from the stock of the stores"),
        required=False,
        help_text=_("Not needed when the stock of the stores is uploaded afterwards."),
    )
