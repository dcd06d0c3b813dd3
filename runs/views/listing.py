"""A filtered table on a page, with its search, its pages and its export links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django_filters import FilterSet

from runs.kinds import Section, exports_of
from runs.models import Run
from runs.tables import PAGE_SIZES, BaseTable, KnownTotal


@dataclass(frozen=True)
class Listing:
    """What components/listing.html shows."""

    name: str
    title: Any
    table: BaseTable
    filterset: FilterSet | None
    is_filtered: bool
    kept: list[tuple[str, str]]  # what the filter form carries along
    clear_url: str
    exports: list[tuple[str, str]]  # format and link
    empty: Any


def listing(
    request: HttpRequest,
    rows: QuerySet | list,
    table_class: type[BaseTable],
    *,
    filterset_class: type[FilterSet] | None = None,
    name: str = "",
    title: Any = "",
    total: int | None = None,
    empty: Any = "",
    export: str = "",
    also: Sequence[tuple[Any, str]] = (),
    run: Run | None = None,
    carried: Mapping[str, str] | None = None,
) -> Listing:
    """Filter, sort and page rows as the address says.

    `name` tells the tables of a page apart: its parameters become `name-sort`, `name-page` and
    `name-per_page`. The filter's parameters have no prefix, so the export takes them as they
    are. `total` is the number of unfiltered rows where it is known, as `run.row_count`. The
    export is of `run`, or of what `carried` says; `also` are further ones, each as one .xlsx.
    """
    filterset = filterset_class(request.GET, rows, request=request) if filterset_class else None
    fields = _parameters(filterset) if filterset else set()
    is_filtered = any(value for key in fields for value in request.GET.getlist(key))
    if filterset and is_filtered:
        rows = filterset.qs if filterset.form.is_valid() else rows.none()
        total = None

    table = table_class(rows, prefix=f"{name}-" if name else "")
    table.request = request
    if order := request.GET.getlist(table.prefixed_order_by_field):
        table.order_by = order
    table.paginator = KnownTotal(table.rows, _page_size(request, table), total)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))

    rest = _without(request.GET, fields | {table.prefixed_page_field})
    return Listing(
        name=name or "rows",
        title=title,
        table=table,
        filterset=filterset,
        is_filtered=is_filtered,
        kept=[(key, value) for key, values in rest.lists() for value in values],
        clear_url=f"?{rest.urlencode()}",
        exports=[
            *(_export_links(request.GET, fields, export, _of(run, carried)) if export else []),
            *(
                (title, _export_links(request.GET, fields, what, _of(run, carried))[0][1])
                for title, what in also
            ),
        ],
        empty=empty,
    )


def section_listing(request: HttpRequest, section: Section, run: Run, **how: Any) -> Listing:
    """A section's table of one run; `how` adds what `listing` takes: a name, a title."""
    given = {export.what for export in exports_of(run)}
    return listing(
        request,
        section.rows(run),
        section.table,
        filterset_class=section.filterset,
        total=section.total(run),
        empty=section.empty,
        export=section.export,
        also=[(title, what) for title, what in section.also if what in given],
        run=run,
        **how,
    )


def _of(run: Run | None, carried: Mapping[str, str] | None) -> Mapping[str, str]:
    return {"run_id": str(run.pk)} if run else carried or {}


def _parameters(filterset: FilterSet) -> set[str]:
    """The names the filter reads from the address; a range has several."""
    names = set()
    for name, field in filterset.form.fields.items():
        suffixes = getattr(field.widget, "suffixes", ())
        names |= {name, *(f"{name}_{suffix}" for suffix in suffixes)}
    return names


def _page_size(request: HttpRequest, table: BaseTable) -> int:
    asked = request.GET.get(table.prefixed_per_page_field, "")
    return int(asked) if asked in map(str, PAGE_SIZES) else PAGE_SIZES[0]


def _without(query: QueryDict, keys: set[str]) -> QueryDict:
    rest = query.copy()
    for key in keys:
        rest.pop(key, None)
    return rest


def _export_links(
    query: QueryDict, fields: set[str], export: str, carried: Mapping[str, str]
) -> list[tuple[str, str]]:
    wanted = _without(query, set(query) - fields)
    for name, value in carried.items():
        wanted[name] = value
    links = []
    for file_format in ("xlsx", "csv"):
        wanted["format"] = file_format
        address = reverse("export", args=[export])
        links.append((file_format.upper(), f"{address}?{wanted.urlencode()}"))
    return links
