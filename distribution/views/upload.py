"""Uploading sales, and generating their distribution in the same step."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from distribution.forms import UploadForm
from distribution.services import upload_and_generate
from intake.services import staged
from runs.views import FormPage
from sales.services import upload_sales


class UploadPage(FormPage):
    permission = "runs.upload_run"
    form_class = UploadForm
    template_name = "distribution/upload.html"
    title = _("Upload sales")
    submit = _("Upload")

    def form_valid(self, form: UploadForm) -> HttpResponse:
        given = form.cleaned_data
        how = {
            "by": self.request.user,
            "about": form.about(),
            "unknown_stores": given["unknown_stores"],
            "again": given["again"],
        }
        with staged(given["file"], given["file"].name) as file:
            if given["generate"]:
                run = upload_and_generate(file, mode=given["mode"], status=form.status(), **how)
            else:
                run, _read = upload_sales(file, **how)
        messages.success(self.request, gettext("The file was received: run %s.") % run.short_id)
        return redirect(run)
