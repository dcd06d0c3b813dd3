"""What the tables of sales can be narrowed by."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import DateRangeWidget

from catalog.models import Store
from sales.models import SalesRecord


class SalesFilter(filters.FilterSet):
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    store = filters.ModelChoiceFilter(
        queryset=Store.objects.all(), to_field_name="name", label=_("Store")
    )
    day = filters.DateFromToRangeFilter(
        "date", label=_("Date"), widget=DateRangeWidget(attrs={"type": "date"})
    )

    class Meta:
        model = SalesRecord
        fields = []


class TopSalesFilter(filters.FilterSet):
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    store = filters.ModelChoiceFilter(
        queryset=Store.objects.all(), to_field_name="name", label=_("Store")
    )

    class Meta:
        model = SalesRecord
        fields = []


class ComparisonFilter(filters.FilterSet):
    """Rows of a comparison: product__sku, store, left, right, delta, and how many rows each has."""

    store = filters.ModelChoiceFilter(
        queryset=Store.objects.all(), to_field_name="name", label=_("Store")
    )
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    only = filters.ChoiceFilter(
        method="keep",
        label=_("Only"),
        choices=[
            ("different", _("Differences")),
            ("appeared", _("Appeared")),
            ("disappeared", _("Disappeared")),
        ],
    )

    class Meta:
        model = SalesRecord
        fields = []

    def keep(self, rows: QuerySet, name: str, wanted: str) -> QuerySet:
        if wanted == "appeared":
            return rows.filter(left_rows=0)
        return rows.filter(right_rows=0) if wanted == "disappeared" else rows.exclude(delta=0)
