"""What loading a file would do: told before anything of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.queries import Suggestion, known_skus, own_names_of_stores, similar_stores
from intake.errors import BadFile
from intake.reading import Finding, Seen, Unreadable, preview
from intake.reasons import why_unreadable
from intake.services.mappings import layout_for
from runs.errors import Refused
from runs.models import Run

PREVIEWED = 64_000_000  # bytes, a million sales rows: a larger file is not looked at before
FEWER, MORE = 1 / 3, 3.0  # times the last upload's units, from which one wonders
NAMED = 12


@dataclass(frozen=True)
class UnknownStore:
    """A name that is no store's, in how many rows, and the stores it may mean."""

    name: str
    rows: int
    suggestions: list[Suggestion]
    is_decided: bool = False

    @property
    def good(self) -> Suggestion | None:
        return next((each for each in self.suggestions if each.is_good), None)


@dataclass(frozen=True)
class Preview:
    """Rows + rejected + ignored are all of the file; those that wait for a store are among rows."""

    rows: int
    rejected: int
    ignored: int
    units: int = 0
    skus: int = 0
    stores: int = 0
    identical: int | None = None  # rows the last upload of this kind has, too; None: not compared
    dates: tuple[date, date] | None = None
    day_first: bool | None = None
    new_products: list[str] = field(default_factory=list)
    unknown_stores: list[UnknownStore] = field(default_factory=list)
    last: Run | None = None
    same_as: Run | None = None  # the run that has the same content
    corrects: int | None = None  # cells that the run it continues could not read
    refusal: Refused | None = None  # why it would not be loaded
    warnings: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Rows of stores that nobody has decided about."""
        return sum(each.rows for each in self.unknown_stores if not each.is_decided)

    @property
    def ready(self) -> int:
        return self.rows - self.waiting

    @property
    def new(self) -> int | None:
        """Rows that the last upload of this kind does not have; None: not compared."""
        return None if self.identical is None else self.ready - self.identical

    @property
    def total(self) -> int:
        return self.rows + self.rejected + self.ignored


def look_into(path: Path, name: str, kind: str, layout: Mapping[str, Any] | None = None) -> Seen:
    """A file as somebody sees it who is to say what it is; `kind` "" lets it be recognised."""
    today = timezone.localdate()
    try:
        return preview(path, kind=kind, today=today, layout=layout_for(kind, layout), name=name)
    except Unreadable as problem:
        raise BadFile(why_unreadable(problem)) from problem


def unknown_stores(
    rows_by_name: Mapping[str, int], decided: Mapping[str, str | None]
) -> list[UnknownStore]:
    """The names that are no store's: those that nobody has decided about yet come first."""
    known = own_names_of_stores(rows_by_name)
    names = [name for name in rows_by_name if name not in known]
    similar = similar_stores(names, known.values()) if names else {}
    found = [
        UnknownStore(name, rows_by_name[name], similar[name], name in decided) for name in names
    ]
    return sorted(found, key=lambda unknown: (unknown.is_decided, -unknown.rows, unknown.name))


def new_products(skus: list[str]) -> tuple[list[str], list[str]]:
    """SKUs the catalogue does not know, and what is to be said of them."""
    known = known_skus()
    new = [sku for sku in skus if sku not in known]
    if not known or not new:
        return new, []
    said = []
    without_zeros = {sku.lstrip("0") for sku in known}
    lost = [sku for sku in new if sku.lstrip("0") in without_zeros]
    if lost:
        said.append(
            ngettext(
                "%(count)s new SKU differs from a known one only in leading zeros: %(skus)s. "
                "Were the zeros lost on the way?",
                "%(count)s new SKUs differ from known ones only in leading zeros: %(skus)s. "
                "Were the zeros lost on the way?",
                len(lost),
            )
            % {"count": localize(len(lost)), "skus": named(lost)}
        )
    if 2 * len(new) > len(skus) and len(new) > NAMED:
        said.append(
            _("%(new)s of %(all)s SKUs are not in the catalogue. Is it the right column?")
            % {"new": localize(len(new)), "all": localize(len(skus))}
        )
    return new, said


def named(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")


def unlike_the_last(units: float, before: float, last: Run, what: str) -> list[str]:
    """A sentence if units are many times, or a small part of, what they were."""
    if before <= 0 or FEWER < units / before < MORE:
        return []
    said = {"what": what, "run": last.short_id}
    if units > before:
        text = _("%(what)s are %(times)s times those of the last upload (run %(run)s).")
        return [text % {**said, "times": localize(round(units / before))}]
    text = _("%(what)s are %(percent)s %% of those of the last upload (run %(run)s).")
    percent = round(100 * units / before)
    return [text % {**said, "percent": localize(percent) if percent or not units else "<1"}]
