"""The forms of forecasts."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from forecasting.methods import DEFAULT, OFFERED
from forecasting.models import Uplift
from forecasting.queries import newest_sale
from forecasting.services import usable_sales
from forecasting.services.parameters import CAMPAIGN_LENGTH, HORIZON, LEAD_TIME_DAYS
from runs.forms import ResultForm
from runs.models import Run
from runs.queries import SELECTABLE

STALE = timedelta(days=7)


class SalesRunsChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, run: Run) -> str:
        days = " – ".join(run.metadata.get("dates", ()))
        return f"{run.label()} · {run.file_name} · {days} · {localize(run.units)} u."


class ForecastForm(ResultForm):
    """What a forecast is asked with; what is left empty is the default."""

    field_order = (
        "method",
        "reference_day",
        "lead_time_days",
        "coverage_weeks",
        "safety_weeks",
        "service_level",
        "horizon_weeks",
        "min_weeks_history",
        "campaign",
        "sales_runs",
        "simulate",
    )

    method = forms.ChoiceField(
        label=_("Method"),
        choices=[(name, method.title) for name, method in OFFERED.items()],
        initial=DEFAULT,
        required=False,
    )
    reference_day = forms.DateField(
        label=_("Reference day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The forecast looks at the complete weeks before this day."),
    )
    lead_time_days = forms.IntegerField(
        label=_("Lead time (days)"),
        required=False,
        min_value=0,
        help_text=_("Empty: each supplier's own, else %s days.") % LEAD_TIME_DAYS,
    )
    coverage_weeks = forms.DecimalField(
        label=_("Coverage (weeks)"), required=False, initial=4, help_text=_("Until the next order.")
    )
    safety_weeks = forms.DecimalField(
        label=_("Safety (weeks)"),
        required=False,
        initial=1,
        help_text=_("Classic methods only: the others keep what the demand asks for."),
    )
    service_level = forms.DecimalField(
        label=_("Service level"),
        required=False,
        help_text=_("As 0.95. Empty: by class, A 0.975, B 0.95, C 0.90."),
    )
    horizon_weeks = forms.IntegerField(
        label=_("Horizon (weeks)"),
        required=False,
        initial=8,
        min_value=HORIZON[0],
        max_value=HORIZON[1],
        help_text=_("Of the chart and of the trials."),
    )
    min_weeks_history = forms.IntegerField(
        label=_("Least history (weeks)"), required=False, initial=1, min_value=1
    )
    campaign = forms.CharField(label=_("Campaign"), required=False, max_length=CAMPAIGN_LENGTH)
    sales_runs = SalesRunsChoice(
        label=_("Sales"),
        queryset=Run.objects.none(),
        required=False,
        help_text=_(
            "None marked: all uploads that are completed and not archived; where they overlap, "
            "the newest one counts."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = usable_sales().values_list("pk", flat=True)[:SELECTABLE]
        self.fields["sales_runs"].queryset = usable_sales().filter(pk__in=list(newest))
        self.fields["reference_day"].initial = _proposed_day()
        self.fields["store_filter"].help_text = _("Only what these stores sell and hold.")

    def asked(self) -> dict:
        """Parameters by name."""
        return {name: self.cleaned_data[name] for name in self.field_order[:-2]}


def _proposed_day() -> date:
    """Today; the day after the newest sale where that is long ago."""
    newest, today = newest_sale(), timezone.localdate()
    return newest + timedelta(days=1) if newest and newest < today - STALE else today


class UpliftForm(forms.Form):
    sku = forms.CharField(label="SKU", required=False, max_length=64, strip=True)
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.all(), required=False
    )
    percent = forms.DecimalField(
        label=_("Percent"), max_digits=6, decimal_places=2, min_value=-100, max_value=1000
    )
    until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=Uplift._meta.get_field("reason").max_length
    )
