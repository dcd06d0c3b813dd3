"""What lists of runs can be narrowed by."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters.widgets import DateRangeWidget

from runs.models import Run
from runs.queries import described_by
from runs.services import ComparedRows


class RunFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"))
    run_type = filters.ChoiceFilter(choices=Run.Type.choices, label=_("Type"))
    status = filters.ChoiceFilter(choices=Run.Status.choices, label=_("Status"))
    outcome = filters.ChoiceFilter(choices=Run.Outcome.choices, label=_("Outcome"))
    folio = filters.CharFilter(lookup_expr="icontains", label=_("Folio"))
    responsable = filters.CharFilter(lookup_expr="icontains", label=_("Responsable"))
    is_active = filters.TypedChoiceFilter(
        choices=[("", pgettext_lazy("filter", "All")), ("true", _("Yes")), ("false", _("No"))],
        coerce=lambda text: text == "true",
        label=pgettext_lazy("run", "Active"),
    )
    created = filters.DateFromToRangeFilter(
        "created_at",
        label=pgettext_lazy("run", "Created"),
        widget=DateRangeWidget(attrs={"type": "date"}),
    )

    class Meta:
        model = Run
        fields = []

    def search(self, runs: QuerySet, name: str, text: str) -> QuerySet:
        """Every word stands in some descriptive field or the label, or begins the run's id."""
        for word in text.split():
            runs = runs.filter(described_by(word))
        return runs


class ComparisonForm(forms.Form):
    field_order = ("store", "sku", "only")


class SkuComparisonFilter(filters.FilterSet):
    """Rows of a comparison by SKU. A type that is compared by store adds `store`."""

    sku = filters.CharFilter(label="SKU")
    only = filters.ChoiceFilter(
        label=_("Only"),
        choices=[
            ("different", _("Differences")),
            ("appeared", _("Appeared")),
            ("disappeared", _("Disappeared")),
        ],
    )

    class Meta:
        form = ComparisonForm

    def filter_queryset(self, rows: ComparedRows) -> ComparedRows:
        return rows.narrowed(**self.form.cleaned_data)
