"""Uploading sales, and generating their distribution in the same step."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from distribution.forms import UploadForm
from distribution.services import upload_and_generate
from intake.services import set_aside, staged
from runs.views import FormPage
from sales.services import run_to_continue, upload_sales


class UploadPage(FormPage):
    """With the button *Look at it*, the first of three steps; without it, all in one."""

    permission = "runs.upload_run"
    form_class = UploadForm
    template_name = "distribution/upload.html"
    title = _("Upload sales")

    def get_initial(self) -> dict[str, Any]:
        return {"continues": self.request.GET.get("continues", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.POST.get("continues") or self.request.GET.get("continues")
        before = run_to_continue(asked) if asked else None
        context = super().get_context_data(continues=before, **kwargs)
        if before is None:
            context["form"].fields.pop("continues", None)
        return context

    def form_valid(self, form: UploadForm) -> HttpResponse:
        given, by = form.cleaned_data, self.request.user
        file = given["file"]
        if "preview" in self.request.POST:
            pending = set_aside(file, file.name, by=by, given={"kind": "sales", **form.given()})
            return redirect("preview", pending.pk)
        how = {
            "by": by,
            "about": form.about(),
            "unknown_stores": given["unknown_stores"],
            "again": given["again"],
            "deduct_stock": given["deduct_stock"],
            "continues": given["continues"],
        }
        with staged(file, file.name) as file:
            if given["generate"]:
                run = upload_and_generate(file, mode=given["mode"], status=form.status(), **how)
            else:
                run, _read = upload_sales(file, **how)
        messages.success(self.request, gettext("The file was received: run %s.") % run.short_id)
        return redirect(run)
