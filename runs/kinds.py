"""What each type of run is: how it is computed, what its page shows, what it exports.

Apps register their types when they start, so that this app can process, show and export
the runs of apps it never imports.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np


class Report(Protocol):
    """Tells how far the processing is. `done` and `total` count rows; total 0 is unknown."""

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None: ...


def silent(stage: str, done: int = 0, total: int = 0) -> None:
    """A Report that tells nobody."""


# Of some rows, by "product" and "store": the distinct ids, ascending, and the units of each.
Sums = Mapping[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Result:
    """What was computed, and how to write it: all at once, in one short transaction.

    `write` may give back what the rows add up to that it wrote: then the database need not be
    asked for it.
    """

    write: Callable[[Any], Sums | None]
    digest: str
    rows: int
    units: int
    skus: int
    stores: int
    rejected: int = 0
    ignored: int = 0
    sources: Sequence[Any] = ()  # further runs it was made from, known only now
    parameters: dict = field(default_factory=dict)
    metadata: dict = field(default_factory=dict)
    warnings: Sequence[str] = ()


def of_every_run(run) -> bool:
    """What a kind has for all of its runs."""
    return True


def no_facts(run) -> Sequence[tuple[Any, Any]]:
    return ()


@dataclass(frozen=True)
class Export:
    """A table of one run as a file: headers, and the rows in their order.

    `applies` says which runs of the type have it.
    """

    what: str
    sheet: str
    file_stem: str
    headers: Sequence[str]
    rows: Callable[..., Iterable[Sequence]]  # (run, filters: QueryDict | dict) -> rows
    applies: Callable[[Any], bool] = of_every_run
    of_run: Callable[..., "Export"] | None = None  # (run) -> the export with that run's headers


@dataclass(frozen=True)
class Section:
    """A table on a run's page. `rows` gives the queryset of a run; the rest is declarations.

    `total` says how many rows there are without counting them, where the run knows;
    `applies` says which runs of the type have it.
    """

    name: str
    title: Any
    rows: Callable
    table: type
    filterset: type | None = None
    export: str = ""
    empty: Any = ""
    total: Callable[[Any], int | None] = lambda run: None
    applies: Callable[[Any], bool] = of_every_run
    also: Sequence[tuple[Any, str]] = ()  # further exports, as .xlsx: title, name


@dataclass(frozen=True)
class Link:
    """Where a finished run leads, for those with the permission."""

    title: Any
    address: Callable[[Any], str]  # run -> URL
    permission: str = "runs.view_run"
    is_main: bool = False
    is_shown: Callable[[Any], bool] = lambda run: True


@dataclass(frozen=True)
class Comparable:
    """How two runs of a type are compared: units of the rows of a model, by product and store.

    By product alone where `by_store` is false: then the model needs no store.
    """

    model: type
    units: str
    filterset: type
    by_store: bool = True


@dataclass(frozen=True)
class Parameter:
    """What a parameter of a run is called, and words for the codes it may have."""

    label: Any
    words: Mapping[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    run_type: str
    compute: Callable[..., Result]  # (run, report, prepared) -> Result
    permission: str = "runs.generate_run"  # who may ask for such a run, try it again, cancel it
    sections: Sequence[Section] = ()
    exports: Sequence[Export] = ()
    comparable: Comparable | None = None
    modes: Mapping[str, Any] = field(default_factory=dict)  # words for codes of `Run.mode`
    facts: Callable[[Any], Sequence[tuple[Any, Any]]] = no_facts  # run -> (name, value)
    parameters: Mapping[str, "Parameter"] = field(default_factory=dict)  # words for parameters


@dataclass(frozen=True)
class Effect:
    """What a step does beyond the run itself: to the stock.

    `act` happens in the step's own transaction and may refuse it; `preview` says in sentences
    what would happen now, and changes nothing.
    """

    act: Callable[..., None]  # (run, by)
    preview: Callable[..., Sequence[str]]  # (run) -> sentences


COMPLETION = "completion"  # no step, but has effects, too: in the transaction that writes the rows

_kinds: dict[str, Kind] = {}
_effects: dict[tuple[str, str], Effect] = {}
_links: dict[str, list[Link]] = {}


def register(kind: Kind) -> None:
    _kinds[kind.run_type] = kind


def add_link(run_type: str, link: Link) -> None:
    """Lead from the runs of a type, which may be another app's, to a page."""
    _links.setdefault(run_type, []).append(link)


def links_of(run, user) -> list[tuple[Any, str, bool]]:
    """(title, address, is it the main one) of where this run leads this user."""
    return [
        (link.title, link.address(run), link.is_main)
        for link in _links.get(run.run_type, [])
        if user.has_perm(link.permission) and link.is_shown(run)
    ]


def add_effect(run_type: str, step: str, effect: Effect) -> None:
    _effects[run_type, step] = effect


def effect_of(run, step: str) -> Effect | None:
    return _effects.get((run.run_type, step))


def kind_of(run) -> Kind:
    return _kinds[run.run_type]


def permission_for(run) -> str:
    """Who may ask for runs of this one's type."""
    return _kinds[run.run_type].permission if run.run_type in _kinds else Kind.permission


def sections_of(run) -> list[Section]:
    return [section for section in kind_of(run).sections if section.applies(run)]


def exports_of(run) -> list[Export]:
    return [export for export in kind_of(run).exports if export.applies(run)]


def mode_in_words(run) -> Any:
    kind = _kinds.get(run.run_type)
    return kind.modes.get(run.mode, run.mode) if kind else run.mode


def facts_of_kind(run) -> Sequence[tuple[Any, Any]]:
    """What only runs of this type have to tell: name and value."""
    kind = _kinds.get(run.run_type)
    return kind.facts(run) if kind else ()


def how_compared(run) -> Comparable | None:
    """How runs of this one's type are compared, if they are."""
    kind = _kinds.get(run.run_type)
    return kind.comparable if kind else None


def compared_types() -> list[str]:
    """The types of which two runs can be compared."""
    return [kind.run_type for kind in registered() if kind.comparable]


def parameter_of(run, name: str) -> Parameter:
    """How a parameter is called in words; by its own name, if its app says nothing."""
    kind = _kinds.get(run.run_type)
    return (kind.parameters.get(name) if kind else None) or Parameter(name)


def registered() -> Iterable[Kind]:
    return _kinds.values()


def exports_named(what: str) -> list[tuple[str, Export]]:
    """(run type, export) of everything that is exported under this name."""
    return [
        (kind.run_type, export)
        for kind in registered()
        for export in kind.exports
        if export.what == what
    ]
