"""What the tables of sales can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import DateRangeWidget

from catalog.models import Store
from runs.filters import SkuComparisonFilter
from runs.forms import LongSelect
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


class ComparisonFilter(SkuComparisonFilter):
    """Rows of a comparison by SKU and store."""

    store = filters.ModelChoiceFilter(
        queryset=Store.objects.all(), to_field_name="name", label=_("Store"), widget=LongSelect
    )
