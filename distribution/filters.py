"""What the tables of distributions can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from catalog.models import Store
from distribution.models import CdRemainder, Exclusion, Prediction, Reason


class PairFilter(filters.FilterSet):
    """Rows of pairs of SKU and store."""

    store = filters.ModelChoiceFilter(
        queryset=Store.objects.all(), to_field_name="name", label=_("Store")
    )
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")
    reason = filters.ChoiceFilter(choices=Reason.choices, label=_("Reason"))


class LineFilter(PairFilter):
    class Meta:
        model = Prediction
        fields = []


class DashboardFilter(LineFilter):
    """Folio and responsable are the run's: they keep all of its rows, or none."""

    folio = filters.CharFilter("run__folio", "icontains", label=_("Folio"))
    responsable = filters.CharFilter("run__responsable", "icontains", label=_("Responsable"))


class ExclusionFilter(PairFilter):
    class Meta:
        model = Exclusion
        fields = []


class RemainderFilter(filters.FilterSet):
    sku = filters.CharFilter("product__sku", "icontains", label="SKU")

    class Meta:
        model = CdRemainder
        fields = []
