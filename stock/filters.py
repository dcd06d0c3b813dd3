"""What the tables of stock can be narrowed by."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import DateRangeWidget

from catalog.models import Category, Product, Store
from stock.models import OnOrder, StockCount

SIGNS = {"more": "units__gt", "zero": "units", "less": "units__lt"}


class CountFilter(filters.FilterSet):
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    store = filters.ModelChoiceFilter(
        "location__store", queryset=Store.objects.all(), to_field_name="name", label=_("Store")
    )
    sign = filters.ChoiceFilter(
        method="keep_sign",
        label=_("Stock"),
        choices=[("more", _("Above zero")), ("zero", _("Zero")), ("less", _("Below zero"))],
    )

    class Meta:
        model = StockCount
        fields = []

    def keep_sign(self, rows: QuerySet, name: str, wanted: str) -> QuerySet:
        return rows.filter(**{SIGNS[wanted]: 0})


class OrderFilter(filters.FilterSet):
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    due = filters.DateFromToRangeFilter(
        label=_("Arrives"), widget=DateRangeWidget(attrs={"type": "date"})
    )

    class Meta:
        model = OnOrder
        fields = []


class ProductStockFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("SKU or name"))
    category = filters.ModelChoiceFilter(queryset=Category.objects.all(), label=_("Category"))
    in_cd = filters.ChoiceFilter(
        method="keep_in_cd",
        label=_("In the CD"),
        choices=[("yes", _("With stock")), ("no", _("Without stock")), ("less", _("Below zero"))],
    )

    class Meta:
        model = Product
        fields = []

    def search(self, products: QuerySet, name: str, text: str) -> QuerySet:
        for word in text.split():
            products = products.filter(Q(sku__icontains=word) | Q(name__icontains=word))
        return products

    def keep_in_cd(self, products: QuerySet, name: str, wanted: str) -> QuerySet:
        if wanted == "yes":
            return products.filter(cd__gt=0)
        if wanted == "less":
            return products.filter(cd__lt=0)
        return products.filter(Q(cd__lte=0) | Q(cd__isnull=True))
