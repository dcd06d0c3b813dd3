"""The form of a stock upload."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms import FileForm
from stock.services import ADD, CD, REPLACE, STORES


class StockUploadForm(FileForm):
    field_order = ("place", "file", "mode", "unknown_stores", "again")

    place = forms.ChoiceField(
        label=_("Whose stock"), choices=[(CD, "CD"), (STORES, _("Stores"))], initial=CD
    )
    file = forms.FileField(
        label=_("Stock file"),
        help_text=_(
            "CD: SKU and quantity. Stores: SKU and one column per store, or SKU, store and "
            "quantity. Excel (.xlsx, .xls) or csv."
        ),
    )
    mode = forms.ChoiceField(
        label=_("What the file says"),
        choices=[
            (REPLACE, _("The whole stock: what it does not name becomes zero")),
            (ADD, _("Units to add to the stock")),
        ],
        initial=REPLACE,
        required=False,
    )

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or REPLACE
