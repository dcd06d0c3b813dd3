"""Asking for a distribution of sales that are loaded."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from distribution.forms import DistributionForm
from distribution.services import generate_distribution
from runs.models import Run
from runs.queries import current_run
from runs.views import FormPage


class NewDistributionPage(FormPage):
    permission = "runs.generate_run"
    form_class = DistributionForm
    template_name = "distribution/new.html"
    title = _("New distribution")
    submit = _("Generate")

    def get_initial(self) -> dict[str, Any]:
        return {"sales_run": self.request.GET.get("sales_run", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            has_sales=current_run(Run.Type.SALES_UPLOAD) is not None, **kwargs
        )

    def form_valid(self, form: DistributionForm) -> HttpResponse:
        run = generate_distribution(
            form.cleaned_data["sales_run"],
            by=self.request.user,
            mode=form.cleaned_data["mode"],
            about=form.about(),
            status=form.status(),
        )
        messages.success(
            self.request, gettext("The distribution is on its way: run %s.") % run.short_id
        )
        return redirect(run)
