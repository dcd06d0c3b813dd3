"""What the tables of distributions can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from catalog.models import Store
from distribution.models import CdRemainder, Exclusion, Prediction, Reason


class PredictionFilter(filters.FilterSet):
    """The dashboard's filters. Folio and responsable are the run's: all of its rows, or none."""

    store = filters.ModelChoiceFilter(
        queryset=Store.objects.all(), to_field_name="name", label=_("Store")
    )
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    folio = filters.CharFilter("run__folio", "icontains", label=_("Folio"))
    responsable = filters.CharFilter("run__responsable", "icontains", label=_("Responsable"))
    reason = filters.ChoiceFilter(choices=Reason.choices, label=_("Reason"))

    class Meta:
        model = Prediction
        fields = []


class ExclusionFilter(filters.FilterSet):
    store = filters.ModelChoiceFilter(
        queryset=Store.objects.all(), to_field_name="name", label=_("Store")
    )
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    reason = filters.ChoiceFilter(choices=Reason.choices, label=_("Reason"))

    class Meta:
        model = Exclusion
        fields = []


class RemainderFilter(filters.FilterSet):
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")

    class Meta:
        model = CdRemainder
        fields = []
