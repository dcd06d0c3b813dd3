"""The page of one run, whatever its type: what it is, how it went, its tables, its history."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize, number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from runs.errors import Refused
from runs.kinds import Section, facts_of_kind, links_of, mode_in_words, sections_of
from runs.models import Run, RunEvent
from runs.queries import last_verification, run_by_id
from runs.services import fail_if_lost, may_cancel, may_retry, steps_for, steps_from
from runs.tables import EventTable
from runs.views.base import Page, refusal_page
from runs.views.listing import Listing, listing, section_listing
from runs.views.parts import Kpi, tabs_of, with_units

HISTORY = "history"
PROGRESS = ("stage", "done", "total", "rows_per_second", "seconds_left")


class RunPage(Page):
    template_name = "runs/run.html"
    permission = "runs.view_run"

    @property
    def trail(self) -> list[tuple[Any, str]]:
        return [(_("Runs Center"), reverse("runs:list"))]

    @cached_property
    def run(self) -> Run:
        return fail_if_lost(run_by_id(self.kwargs["run"]))

    @cached_property
    def sections(self) -> dict[str, Section]:
        if self.run.outcome != Run.Outcome.COMPLETED:
            return {}
        return {section.name: section for section in sections_of(self.run)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        titles = [(s.name, s.title, s.total(self.run)) for s in self.sections.values()]
        active, tabs = tabs_of(self.request, [*titles, (HISTORY, _("History"), None)])
        shown = {
            "run": self.run,
            "title": f"{self.run.get_run_type_display()} · {self.run.label()}",
            "links": links_of(self.run, self.request.user) if self.sections else (),
            "steps": steps_for(self.run, self.request.user),
            "effects_of": steps_from(self.run),
            "may_cancel": may_cancel(self.run, self.request.user),
            "may_retry": may_retry(self.run, self.request.user),
            **self.verification(),
            "kpis": kpis_of(self.run),
            "facts": facts_of(self.run),
            "sources": self.run.sources.all(),
            "children": self.run.children.all(),
            "tabs": tabs,
            "active_tab": active,
            "listing": self.listing(active),
        }
        return super().get_context_data(**kwargs | shown)

    def verification(self) -> dict[str, Any]:
        """How verifying the run went last, and whether it may be asked for now."""
        last = last_verification(self.run)
        waits = last is not None and last.action == RunEvent.Action.VERIFYING
        return {
            "verified": last,
            "verifies": waits,
            "may_verify": bool(self.run.digest) and not waits,
        }

    def listing(self, name: str) -> Listing:
        if name == HISTORY:
            events = self.run.events.select_related("by").order_by("-pk")
            return listing(self.request, events, EventTable, export=HISTORY, run=self.run)
        return section_listing(self.request, self.sections[name], self.run)


def kpis_of(run: Run) -> list[Kpi]:
    """The figures of a run, as they were stored with it."""
    if run.outcome != Run.Outcome.COMPLETED:
        return []
    is_distribution = run.run_type == Run.Type.DISTRIBUTION
    sending = run.metadata.get("sending", {})
    kpis = [
        Kpi(_("Units"), run.units),
        Kpi(_("Suggested lines") if is_distribution else _("Rows"), run.row_count),
        Kpi(_("SKUs"), run.skus, hint=with_units(sending.get("skus"))),
        Kpi(_("Stores"), run.stores, hint=with_units(sending.get("stores"))),
    ]
    if run.file_sha256:
        tone = "warning" if run.rejected_count else ""
        kpis.append(Kpi(_("Rejected rows"), run.rejected_count, url="?tab=rejected", tone=tone))
    if "excluded" in run.metadata:
        kpis.append(Kpi(_("Excluded"), run.metadata["excluded"], url="?tab=exclusions"))
        kpis.append(Kpi(_("CD stock available"), run.metadata["cd_left"], url="?tab=remainder"))
    return kpis


def facts_of(run: Run) -> list[tuple[Any, Any]]:
    """What a run was made from and how, in pairs of name and value."""
    facts = [
        (_("Id"), run.pk),
        (_("Type"), run.get_run_type_display()),
        (_("Created by"), run.created_by),
        (_("Category"), run.categoria),
        (_("Store filter"), run.store_filter),
        (_("Document date"), run.fecha_doc),
        (_("Model"), run.model_name),
        (_("Mode"), "" if run.model_name else mode_in_words(run)),
        (_("Target week"), run.parameters.get("target_week")),
        *facts_of_kind(run),
        (_("Notes"), run.notes),
        (_("File"), run.file_name),
        ("SHA-256", run.file_sha256),
        (_("Digest of the results"), run.digest),
        (_("Took"), _seconds(run)),
        (_("Software version"), run.software_version),
    ]
    return facts + _sum_check(run)


def _seconds(run: Run) -> str:
    return f"{number_format(run.duration.total_seconds(), 2)} s" if run.duration else ""


def _sum_check(run: Run) -> list[tuple[Any, Any]]:
    """Every data row of the file: loaded, rejected or ignored."""
    if "file" not in run.metadata:
        return []
    loaded = run.row_count - run.metadata.get("continued", 0)  # the others are of another run
    total = loaded + run.rejected_count + run.ignored_count
    text = gettext(
        "%(total)s in the file = %(loaded)s loaded + %(rejected)s rejected + %(rest)s ignored"
    )
    counts = {
        "total": localize(total),
        "loaded": localize(loaded),
        "rejected": localize(run.rejected_count),
        "rest": localize(run.ignored_count),
    }
    return [(_("Sum check"), text % counts)]


@require_safe
@permission_required("runs.view_run", raise_exception=True)
def progress(request: HttpRequest, run: str) -> HttpResponse:
    """How far a run is: a piece of its page for the page itself, JSON for everyone else.

    That its worker is gone is noticed here, too: nobody else may be there to see it.
    """
    try:
        found = fail_if_lost(run_by_id(run))
    except Refused as refusal:
        return refusal_page(request, refusal)
    if not request.headers.get("HX-Request"):
        return JsonResponse(
            {
                "run_id": str(found.pk),
                "outcome": found.outcome,
                "error": found.error,
                **{key: found.progress.get(key) for key in PROGRESS},
            }
        )
    response = render(request, "runs/progress.html", {"run": found, "is_later": True})
    if found.is_finished:
        response["HX-Refresh"] = "true"
    return response
