"""The form of a stock upload."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Store
from intake.forms import FileForm
from stock.services import ADD, CD, ORDERS, REPLACE, STORES


class StockUploadForm(FileForm):
    field_order = ("place", "file", "mode", "unknown_stores", "again")

    continues = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    place = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[
            (CD, _("Stock of the CD")),
            (STORES, _("Stock of the stores")),
            (ORDERS, _("Open purchase orders (SKU, quantity, arrival date)")),
        ],
        initial=CD,
    )
    file = forms.FileField(
        label=_("Stock file"),
        help_text=_(
            "CD: SKU and quantity. Stores: SKU and one column per store, or SKU, store and "
            "quantity. Orders: SKU, quantity still to come and arrival date. "
            "Excel (.xlsx, .xls) or csv."
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
