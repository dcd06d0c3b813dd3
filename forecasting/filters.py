"""What the tables of forecasts can be narrowed by."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forecasting.models import Decision, Doubt, LeftOut, PurchaseSuggestion, Reason

CLASSES = [(letter, letter) for letter in "ABC"]


class SuggestionFilter(filters.FilterSet):
    """Categories and suppliers to choose from are those of the rows."""

    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    decision = filters.ChoiceFilter(choices=Decision.choices, label=_("Decision"))
    abc = filters.ChoiceFilter(choices=CLASSES, label=_("Class"))
    category = filters.ChoiceFilter(label=_("Category"))
    supplier = filters.ChoiceFilter(label=_("Supplier"))
    doubt = filters.ChoiceFilter(
        "doubts", lookup_expr="contains", choices=Doubt.choices, label=_("To look at")
    )

    class Meta:
        model = PurchaseSuggestion
        fields = []

    def __init__(self, data: Any, queryset: QuerySet, **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        for name in ("category", "supplier"):
            values = queryset.order_by(name).values_list(name, flat=True).distinct()
            self.filters[name].extra["choices"] = [(value, value) for value in values if value]


class LeftOutFilter(filters.FilterSet):
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    reason = filters.ChoiceFilter(choices=Reason.choices, label=_("Reason"))

    class Meta:
        model = LeftOut
        fields = []
