"""A page of ours, in admin's frame: declared by a few attributes."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from django_filters import FilterSet

from runs.errors import Refused
from runs.tables import BaseTable
from runs.views.listing import Listing, listing


def shell_context(request: HttpRequest) -> dict[str, Any]:
    """What the frame needs: admin's own context, with the sidebar for everyone signed in."""
    context = admin.site.each_context(request)
    if not context["has_permission"]:
        context["sidebar_navigation"] = admin.site.get_sidebar_list(request)
        context["has_permission"] = request.user.is_authenticated
    context["is_fullwidth"] = "1"
    return context


def refusal_page(
    request: HttpRequest, refusal: Refused, back: tuple[Any, str] | None = None
) -> HttpResponse:
    """What did not happen, why, and what to do now: instead of the page.

    `back` is the title and address of where to go on; the dashboard unless said.
    """
    heading = _("This could not be done")
    context = {"title": heading, "heading": heading, "text": str(refusal), "back": back}
    context |= shell_context(request)
    return render(request, "problem.html", context, status=refusal.status_code)


class Page(TemplateView):
    """A page. Who lacks `permission` gets a 403 page; a `Refused` becomes a page that says so."""

    permission: ClassVar[str] = ""
    title: Any = ""
    subtitle: Any = ""
    trail: Sequence[tuple[Any, str]] = ()  # pages above this one: (title, address)
    back: tuple[Any, str] | None = None  # where who was refused goes on: (title, address)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.permission and not request.user.has_perm(self.permission):
            raise PermissionDenied
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refusal:
            return refusal_page(request, refusal, self.back)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trail = kwargs.get("trail", self.trail)
        if trail:
            self.request.place = trail[0][1]  # which item of the sidebar is the current one
        return super().get_context_data(
            **{
                **shell_context(self.request),
                "title": self.title,
                "subtitle": self.subtitle,
                "trail": trail,
                **kwargs,
            }
        )


class FormPage(Page, FormView):
    """A page with one form; what is refused, by the form or by the service, is shown on it."""

    template_name = "form_page.html"
    http_method_names = ("get", "post", "head", "options")  # a PUT is no second way to post
    submit: Any = _("Save")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.again(form, 400)
        try:
            return self.form_valid(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.again(form, refusal.status_code)

    def again(self, form: Form, status: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"submit": self.submit, **kwargs})


class TablePage(Page):
    """A page with one filtered table."""

    template_name = "runs/table_page.html"
    table_class: type[BaseTable]
    filterset_class: type[FilterSet] | None = None
    empty: Any = ""
    export = ""

    def rows(self) -> QuerySet:
        raise NotImplementedError

    def total(self) -> int | None:
        """The number of unfiltered rows, where it is known without counting."""
        return None

    def listing(self) -> Listing:
        return listing(
            self.request,
            self.rows(),
            self.table_class,
            filterset_class=self.filterset_class,
            total=self.total(),
            empty=self.empty,
            export=self.export,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"listing": self.listing(), **kwargs})
