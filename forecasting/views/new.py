"""Asking for a forecast of sales that are loaded."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forecasting.forms import ForecastForm
from forecasting.services import generate_forecast, usable_sales
from runs.queries import begins_with
from runs.views import FormPage


class NewForecastPage(FormPage):
    permission = "runs.generate_run"
    form_class = ForecastForm
    template_name = "forecasting/new.html"
    title = _("New purchase forecast")
    submit = _("Generate")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("sales_run", "")
        return {"sales_runs": usable_sales().filter(begins_with(asked))} if asked else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(has_sales=usable_sales().exists(), **kwargs)

    def form_valid(self, form: ForecastForm) -> HttpResponse:
        run = generate_forecast(
            form.cleaned_data["sales_runs"],
            by=self.request.user,
            asked=form.asked(),
            about=form.about(),
            status=form.status(),
        )
        messages.success(
            self.request, gettext("The forecast is on its way: run %s.") % run.short_id
        )
        return redirect(run)
