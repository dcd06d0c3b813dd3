"""The form of a stock upload."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Store
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


class MergeForm(forms.Form):
    """A store by mistake, and the one it is another name of."""

    store = forms.ModelChoiceField(
        label=_("Store that is none"), queryset=Store.objects.filter(merged_into=None)
    )
    into = forms.ModelChoiceField(
        label=_("It is another name of"), queryset=Store.objects.filter(merged_into=None)
    )
