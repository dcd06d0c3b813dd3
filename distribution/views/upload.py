"""Uploading sales, and generating their distribution in the same step."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from distribution.forms import UploadForm
from distribution.services import upload_and_generate
from intake.services import set_aside, staged
from runs.views import FormPage
from sales.services import upload_sales


class UploadPage(FormPage):
    """With the button *Look at it*, the first of three steps; without it, all in one."""

    permission = "runs.upload_run"
    form_class = UploadForm
    template_name = "distribution/upload.html"
    title = _("Upload sales")

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
        }
        with staged(file, file.name) as file:
            if given["generate"]:
                run = upload_and_generate(file, mode=given["mode"], **how)
            else:
                run, _read = upload_sales(file, **how)
        messages.success(self.request, gettext("The file was received: run %s.") % run.short_id)
        return redirect(run)
