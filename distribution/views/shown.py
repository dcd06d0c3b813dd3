"""What a preview shows of a file: figures, columns, stores that wait, rejected rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.forms import Form
from django.utils.formats import localize
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Store
from catalog.services import type_by_name
from distribution.classic import MODES
from distribution.models import Mode
from distribution.views.said import Said
from intake import services as intake
from intake.reading import Seen, Unreadable
from intake.reasons import FIELDS, reason_of_row, why_unreadable
from runs.views import Kpi

SHOWN_FINDINGS = 10
LISTED = 20_000  # choices of stores on one page: some 100 names and 200 stores
# What a button chooses for an unknown store, "" for nothing.
OFFERS: dict[str, Callable[[intake.UnknownStore], str]] = {
    "accept": lambda unknown: f"store:{unknown.good.store}" if unknown.good else "",
    "create": lambda unknown: "" if unknown.suggestions else f"type:{type_by_name(unknown.name)}",
}


def problem_of(seen: Seen | None) -> str:
    if seen is None or seen.problem is None:
        return ""
    return why_unreadable(Unreadable(seen.problem[0], **seen.problem[1]))


def columns_of(said: Said, seen: Seen) -> list[dict[str, Any]]:
    """Each field with the column it is read from, and some of its values."""
    outline = seen.outline
    samples = dict(zip(outline.columns, outline.samples, strict=True))
    return [
        {
            "field": name,
            "title": FIELDS[name],
            "is_needed": is_needed,
            "column": said.columns.get(name, ""),
            "was": said.automatic.get(name, ""),
            "samples": samples.get(said.columns.get(name, ""), []),
        }
        for name, is_needed in outline.fields.items()
    ]


def kpis_of(preview: intake.Preview) -> list[Kpi]:
    """What would happen, in figures."""
    new = "" if preview.new is None else gettext("%s new or different") % localize(preview.new)
    kpis = [Kpi(_("Rows to load"), preview.ready, hint=new)]
    if preview.corrects is not None:
        kpis = [Kpi(_("Quantities it corrects"), preview.corrects)]
    if preview.waiting:
        kpis.append(Kpi(_("Rows that wait for a store"), preview.waiting, tone="warning"))
    if preview.identical is not None:
        hint = gettext("run %s") % preview.last.short_id
        kpis.append(Kpi(_("As in the last upload"), preview.identical, hint=hint))
    tone = "warning" if preview.rejected else ""
    kpis.append(Kpi(_("Rejected rows"), preview.rejected, tone=tone))
    if preview.skus:
        kpis.append(Kpi(_("Units"), preview.units))
        hint = (
            gettext("%s new") % localize(len(preview.new_products)) if preview.new_products else ""
        )
        kpis.append(Kpi(_("SKUs"), preview.skus, hint=hint))
    if preview.stores:
        kpis.append(Kpi(_("Stores"), preview.stores))
    return kpis


def generated_mode(form: Form) -> Mode | None:
    """The mode of the distribution that would be generated with this upload; None: without one."""
    if "generate" not in form.fields or not form["generate"].value():
        return None
    asked = form["mode"].value()
    return Mode(asked) if asked in Mode.values else Mode.SMA3_MIN3


def too_short(form: Form, preview: intake.Preview) -> str:
    """A sentence if a distribution of this file could only be empty."""
    mode = generated_mode(form)
    if mode is None or preview.dates is None or form["continues"].value():
        return ""
    first, last = (day - timedelta(days=day.weekday()) for day in preview.dates)
    weeks, least = (last - first).days // 7 + 1, MODES[mode].least
    if weeks >= least:
        return ""
    text = ngettext(
        "The file has %(weeks)s week, and the mode “%(mode)s” needs %(least)s: its distribution "
        "will suggest nothing. Choose a mode of fewer weeks, or generate none.",
        "The file has %(weeks)s weeks, and the mode “%(mode)s” needs %(least)s: its distribution "
        "will suggest nothing. Choose a mode of fewer weeks, or generate none.",
        weeks,
    )
    return text % {"weeks": weeks, "mode": mode.label, "least": least}


def offers_of(said: Said, preview: intake.Preview) -> dict[str, int]:
    """How many stores each button would decide."""
    undecided = [u for u in preview.unknown_stores if not said.choices.get(u.name)]
    return {do: sum(bool(offer(u)) for u in undecided) for do, offer in OFFERS.items()}


def stores_of(said: Said, preview: intake.Preview) -> dict[str, Any]:
    """Each unknown name with what may be chosen for it, and what was; and all stores.

    `stores_apart` tells that these are too many to stand in the list of each name.
    """
    known = Store.objects.filter(merged_into=None).values_list("pk", "name")
    all_stores = {f"store:{pk}": name for pk, name in known}
    rows = []
    for unknown in preview.unknown_stores:
        choice = said.choices.get(unknown.name, "")
        suggestions = {f"store:{s.store}": s for s in unknown.suggestions}
        other = "" if choice in suggestions else all_stores.get(choice, "")
        rows.append(
            {"unknown": unknown, "choice": choice, "suggestions": suggestions, "other": other}
        )
    return {
        "stores": rows,
        "all_stores": all_stores,
        "stores_apart": len(rows) * len(all_stores) > LISTED,
    }


def findings_of(preview: intake.Preview) -> list[dict[str, Any]]:
    found = preview.findings[:SHOWN_FINDINGS]
    return [{"finding": each, "why": reason_of_row(each.code)} for each in found]
