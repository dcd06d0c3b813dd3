"""The planner's uplifts: all of them, one more, one less."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from forecasting.forms import UpliftForm
from forecasting.models import Uplift
from forecasting.services import remove_uplift, set_uplift
from runs.errors import Refused
from runs.services import require
from runs.views import FormPage, refusal_page


class UpliftsPage(FormPage):
    permission = "forecasting.view_uplift"
    form_class = UpliftForm
    template_name = "forecasting/uplifts.html"
    title = _("Uplifts")
    submit = _("Save")

    @property
    def trail(self) -> list[tuple[Any, str]]:
        return [(_("Purchase forecast"), reverse("forecast"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        uplifts = Uplift.objects.select_related("product", "category")
        return super().get_context_data(uplifts=uplifts, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request.user, "forecasting.change_uplift")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: UpliftForm) -> HttpResponse:
        uplift = set_uplift(by=self.request.user, **form.cleaned_data)
        text = gettext("Saved: %s. It counts from the next forecast on.")
        messages.success(self.request, text % uplift)
        return redirect("forecast_uplifts")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        remove_uplift(get_object_or_404(Uplift, pk=pk), by=request.user)
    except Refused as refusal:
        return refusal_page(request, refusal)
    return redirect("forecast_uplifts")
