"""A file that is looked at before it is loaded: the second of three steps, and the third."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms import BooleanField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Store
from catalog.services import may_remember
from distribution.forms import SalesConfirmForm, StockConfirmForm
from distribution.services.uploads import (
    KINDS,
    LISTS,
    ORDERS,
    SALES,
    load_list,
    load_pending,
    loaded_before,
    preview_as,
)
from distribution.views.said import Said
from distribution.views.shown import (
    OFFERS,
    columns_of,
    findings_of,
    generated_mode,
    kpis_of,
    offers_of,
    problem_of,
    stores_of,
    too_short,
)
from intake import services as intake
from intake.errors import BadFile
from intake.models import PendingFile
from intake.reading import Seen
from runs.errors import Refused
from runs.models import Run
from runs.queries import run_by_id
from runs.views import Page

LOADED = "loaded"  # key of the session: runs by the token of the file they were loaded from
REMEMBERED = 20


class PreviewPage(Page):
    """GET recognises the file. POST says otherwise (`do=look`), takes the good suggestions for its
    stores (`accept`), makes those that are like no other new stores (`create`), loads the file
    (`load`) or throws it away (`discard`)."""

    permission = "runs.upload_run"
    template_name = "distribution/preview.html"
    title = _("Look at the file")
    back = _("Upload another file"), reverse_lazy("upload")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who comes back to a file that is loaded is led to its run."""
        if run := request.session.get(LOADED, {}).get(str(kwargs["token"])):
            messages.info(request, gettext("This file was loaded before: here is its run."))
            return redirect("runs:detail", run)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def pending(self) -> PendingFile:
        return intake.pending_file(self.kwargs["token"], self.request.user)

    @property
    def given(self) -> dict[str, Any]:
        """What was said beside the file, in the first step or by now."""
        return {**self.pending.given, **self.request.POST.dict()}

    @cached_property
    def before(self) -> Run | None:
        """The run that the file corrects."""
        with suppress(Refused):
            return run_by_id(self.given["continues"]) if self.given.get("continues") else None
        return None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(Said())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        said, do = Said.of(request.POST, self.pending), request.POST.get("do")
        if do == "discard":
            intake.discard(self.pending)
            return redirect(_upload_page(self.pending.given["kind"])[1])
        return self.load(said) if do == "load" else self.show(said, do)

    def look(self, said: Said) -> tuple[Said, Seen | None, intake.Preview | None]:
        """The file as it was said to be, and what loading it would do."""
        if self.pending.size > intake.PREVIEWED:
            return replace(said, kind=said.kind or self.pending.given["kind"]), None, None
        kind, seen = self.recognised(said)
        said = replace(said, kind=kind).as_seen(seen.outline)
        if seen.reading is None:
            return said, seen, None
        return said, seen, preview_as(kind, seen.reading, said.decided(), self.given)

    def recognised(self, said: Said) -> tuple[str, Seen]:
        """What the file is, if nobody has said it, and how it looks as that."""
        given, file = self.pending.given["kind"], intake.as_staged(self.pending)

        def as_kind(kind: str) -> Seen:
            return intake.look_into(file.path, file.name, kind, said.layout())

        if said.kind:
            return said.kind, as_kind(said.kind)
        if given == ORDERS and (seen := as_kind(ORDERS)).reading:
            return ORDERS, seen  # it may look like other stock, but nobody chooses orders by chance
        seen = as_kind("")
        kind = seen.outline.kind or given
        return kind, seen if kind == seen.outline.kind else as_kind(kind)

    def load(self, said: Said) -> HttpResponse:
        said, seen, preview = self.look(said)
        form = self.form(said.kind)
        if not form.is_valid():
            return self.shown(said, seen, preview, status=400)
        try:
            if seen and preview is None:
                raise BadFile(problem_of(seen))
            if preview and preview.waiting:
                raise Refused(
                    gettext("Nothing was loaded: decide first what the unknown stores are.")
                )
            if preview and preview.refusal:
                raise preview.refusal
            return self.loaded(said, seen, preview, form)
        except Refused as refusal:
            return self.shown(said, seen, preview, str(refusal), refusal.status_code)

    def loaded(
        self, said: Said, seen: Seen | None, preview: intake.Preview | None, form: Form
    ) -> HttpResponse:
        by = self.request.user
        if said.kind in LISTS:
            done = load_list(said.kind, self.pending, seen.reading, by=by)
            text = gettext("%(created)s created, %(updated)s changed, %(unchanged)s as they were.")
            messages.success(self.request, text % vars(done))
            return redirect(_upload_page(self.pending.given["kind"])[1])
        unknown = {each.name for each in preview.unknown_stores} if preview else set()
        more = {"about": form.about(), "status": form.status()} if said.kind == SALES else {}
        run = load_pending(
            said.kind,
            self.pending,
            by=by,
            seen=seen,
            layout=said.layout() if seen else {},
            is_corrected=said.is_corrected,
            decisions=[d for d in said.decisions() if d.name in unknown],
            given={**form.cleaned_data, **more},
        )
        loaded = {**self.request.session.get(LOADED, {}), str(self.pending.pk): str(run.pk)}
        self.request.session[LOADED] = dict([*loaded.items()][-REMEMBERED:])
        messages.success(self.request, gettext("The file was received: run %s.") % run.short_id)
        return redirect(run)

    def show(self, said: Said, do: str | None = None) -> HttpResponse:
        said, seen, preview = self.look(said)
        if preview and do in OFFERS:
            said = said.chosen({u.name: OFFERS[do](u) for u in preview.unknown_stores})
            preview = preview_as(said.kind, seen.reading, said.decided(), self.given)
        return self.shown(said, seen, preview)

    def form(self, kind: str) -> Form | None:
        """What else is to be said of a file of this kind, as it was said in the first step."""
        form = self.filled(SalesConfirmForm if kind == SALES else StockConfirmForm)
        if self.before and kind != SALES:
            form.fields["mode"].disabled = True  # a correction is in the mode of its run
        if kind != SALES and (kind == ORDERS or self.pending.size <= intake.PREVIEWED):
            form.fields.pop("is_stock")  # who looks at the file sees what it is
        return form

    def filled(self, form_class: type[Form]) -> Form:
        if self.request.POST.get("do") == "load":
            return form_class(self.request.POST, initial=self.pending.given)
        if not self.request.POST:
            return form_class(initial=self.pending.given)
        posted, fields = self.request.POST, form_class.base_fields
        boxes = {n: n in posted for n, field in fields.items() if isinstance(field, BooleanField)}
        return form_class(initial=posted.dict() | boxes)

    def shown(
        self,
        said: Said,
        seen: Seen | None,
        preview: intake.Preview | None,
        refusal: str = "",
        status: int = 200,
    ) -> HttpResponse:
        context = self.get_context_data(said=said, seen=seen, preview=preview, refusal=refusal)
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said, seen, preview = kwargs["said"], kwargs["seen"], kwargs["preview"]
        before = loaded_before(said.kind, self.pending)
        shown = {
            "trail": [
                _upload_page(self.pending.given["kind"] if said.kind in LISTS else said.kind)
            ],
            "pending": self.pending,
            "subtitle": self.pending.name,
            "kinds": KINDS.items(),
            "kind_title": KINDS[said.kind],
            "looks_like": KINDS.get(seen.outline.kind) if seen else None,
            "is_otherwise": seen is not None and seen.outline.kind not in ("", said.kind),
            "columns": columns_of(said, seen) if seen else [],
            "problem": problem_of(seen),
            "continues": self.before,
            "kpis": kpis_of(preview) if preview else [],
            **(stores_of(said, preview) if preview else {}),
            "undecided": sum(not u.is_decided for u in preview.unknown_stores) if preview else 0,
            "offers": offers_of(said, preview) if preview else {},
            "store_types": Store.Type.choices,
            "remembers": may_remember(self.request.user),
            "before": before,
            "same": before or (preview and preview.same_as),
            "findings": findings_of(preview) if preview else [],
            "form": (form := self.form(said.kind) if said.kind not in LISTS else None),
            "generates": generated_mode(form) if form else None,
            "too_short": too_short(form, preview) if form and preview else "",
        }
        return super().get_context_data(**shown, **kwargs)


def _upload_page(kind: str) -> tuple[Any, str]:
    """Title and address of the page that files of this kind are given to."""
    if kind == SALES:
        return _("Upload sales"), reverse("upload")
    return _("Upload stock"), reverse("stock:upload")
