"""What every table of a page has in common, and the columns that recur."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db import models
from django.utils.formats import date_format, localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime
from django.utils.translation import gettext as _
from django_tables2.columns.base import BoundColumn, library
from django_tables2.rows import BoundRow
from django_tables2.utils import computed_values

from runs.models import Run

PAGE_SIZES = (25, 50, 100)

TONES = {
    Run.Status.DRAFT: "neutral",
    Run.Status.SIMULATED: "info",
    Run.Status.APPROVED: "success",
    Run.Status.EXECUTED: "primary",
    Run.Status.ARCHIVED: "quiet",
    Run.Outcome.QUEUED: "neutral",
    Run.Outcome.RUNNING: "info",
    Run.Outcome.COMPLETED: "success",
    Run.Outcome.FAILED: "danger",
}


def badge(text: Any, tone: str = "neutral") -> SafeString:
    """A word in a coloured pill. Tones: neutral, quiet, primary, info, success, warning, danger."""
    return format_html('<span class="fd-badge fd-badge-{}">{}</span>', tone, text)


class KnownTotal(Paginator):
    """Pages of rows whose number may be known beforehand: then nothing is counted."""

    def __init__(self, rows: Sequence, per_page: int, total: int | None = None) -> None:
        super().__init__(rows, per_page)
        if total is not None:
            self.count = total


@library.register
class NumberColumn(tables.Column):
    """A number: right-aligned, grouped by thousands, largest first when sorted."""

    attrs = {"th": {"class": "fd-number"}, "td": {"class": "fd-number"}}

    def __init__(self, *args, initial_sort_descending: bool = True, **kwargs) -> None:
        super().__init__(*args, initial_sort_descending=initial_sort_descending, **kwargs)

    @classmethod
    def from_field(cls, field: models.Field, **kwargs) -> "NumberColumn | None":
        numeric = models.IntegerField | models.FloatField | models.DecimalField
        return cls(**kwargs) if isinstance(field, numeric) and not field.choices else None


@library.register
class MomentColumn(tables.Column):
    """A day and a time of day, in local time; the newest first when sorted."""

    def __init__(self, *args, initial_sort_descending: bool = True, **kwargs) -> None:
        super().__init__(*args, initial_sort_descending=initial_sort_descending, **kwargs)

    def render(self, value: datetime) -> str:
        return date_format(template_localtime(value), "Y-m-d H:i")

    @classmethod
    def from_field(cls, field: models.Field, **kwargs) -> "MomentColumn | None":
        return cls(**kwargs) if isinstance(field, models.DateTimeField) else None


@library.register
class DayColumn(tables.Column):
    """A day, written so that no one takes the month for it."""

    def render(self, value: date) -> str:
        return date_format(value, "Y-m-d")

    @classmethod
    def from_field(cls, field: models.Field, **kwargs) -> "DayColumn | None":
        is_day = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
        return cls(**kwargs) if is_day else None


@library.register
class FlagColumn(tables.Column):
    """Yes or no, in words."""

    @classmethod
    def from_field(cls, field: models.Field, **kwargs) -> "FlagColumn | None":
        return cls(**kwargs) if isinstance(field, models.BooleanField) else None


class TextColumn(tables.Column):
    """Words that may be long: they break into lines."""

    attrs = {"td": {"class": "fd-wrap"}}


class BadgeColumn(tables.Column):
    """A choice as a badge, in the tone of its stored value."""

    def __init__(self, *args, tones: dict[str, str] = TONES, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.tones = tones

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        stored = bound_column.accessor.resolve(record)
        return badge(value, self.tones.get(stored, "neutral"))


@dataclass(frozen=True)
class Heading:
    text: Any
    css: str
    href: str
    sorted: str  # as aria-sort: ascending, descending or none


class BaseTable(tables.Table):
    """A table of a page, whose head and body are written once per row, not once per cell.

    `unique_by` ends every order that was asked for, so that no row is shown on two pages; for
    rows that are not model instances name what makes them unique.
    """

    unique_by: Iterable[str] = ("pk",)

    @property
    def order_by(self) -> Any:
        return self._order_by

    @order_by.setter
    def order_by(self, value: Any) -> None:
        tables.Table.order_by.fset(self, value)
        rows = self.data.data
        if self._order_by and isinstance(rows, models.QuerySet):
            self.data.data = rows.order_by(*rows.query.order_by, *self.unique_by)

    def head(self) -> list[Heading]:
        """The headings; sorting keeps all of the address but the page."""
        query = self.request.GET.copy()
        query.pop(self.prefixed_page_field, None)
        headings = []
        for column in self.columns:
            href = sorted_ = ""
            if column.orderable:
                query[self.prefixed_order_by_field] = column.order_by_alias.next
                href = f"?{query.urlencode()}"
                sorted_ = "none"
                if column.is_ordered:
                    descending = column.order_by_alias.is_descending
                    sorted_ = "descending" if descending else "ascending"
            headings.append(Heading(column.header, _css(column, "th"), href, sorted_))
        return headings

    def body(self) -> SafeString:
        """The rows of this page as HTML."""
        rows = list(self.paginated_rows)
        if not rows:
            return mark_safe("")
        writers = [
            (f'<td class="{_css(column, "td")}">', _writer(column, rows[0].record))
            for column in self.columns
        ]
        parts = []
        for row in rows:
            parts.append(self._row_tag(row))
            for tag, write in writers:
                parts += (tag, _text(write(row)), "</td>")
            parts.append("</tr>")
        return mark_safe("".join(parts))

    def _row_tag(self, row: Any) -> str:
        if not self.row_attrs:
            return "<tr>"
        attrs = computed_values(self.row_attrs, kwargs={"table": self, "record": row.record})
        return format_html('<tr class="{}">', attrs.get("class", ""))

    def page_sizes(self) -> list[tuple[int, str, bool]]:
        """(rows per page, link, is it the present one)"""
        query = self.request.GET.copy()
        query.pop(self.prefixed_page_field, None)
        sizes = []
        for size in PAGE_SIZES:
            query[self.prefixed_per_page_field] = str(size)
            sizes.append((size, f"?{query.urlencode()}", size == self.paginator.per_page))
        return sizes

    def page_links(self) -> list[tuple[Any, str]]:
        """(page number or …, link or nothing) around the present page."""
        query = self.request.GET.copy()
        links = []
        for number in self.paginator.get_elided_page_range(
            self.page.number, on_each_side=1, on_ends=1
        ):
            href = ""
            if number != self.paginator.ELLIPSIS:
                query[self.prefixed_page_field] = str(number)
                href = f"?{query.urlencode()}"
            links.append((number, href))
        return links


def _css(column: BoundColumn, tag: str) -> str:
    return column.column.attrs.get(tag, {}).get("class", "")


def _writer(column: BoundColumn, record: Any) -> Callable[[BoundRow], Any]:
    """What gives the cells of a column.

    The same as django-tables2's `row.get_cell`, which asks for every cell anew how the column
    wants to be called and whether its field has choices: half a page's time at 500 cells.
    """
    render, link, default = column.render, column.link, column.default
    wanted = inspect.signature(render).parameters
    if any(p.kind is p.VAR_KEYWORD for p in wanted.values()) or not column.accessor:
        return lambda row: row.get_cell(column.name)
    resolve, empty = column.accessor.resolve, column.column.empty_values
    words = _choices(column, record)

    def write(row: BoundRow) -> Any:
        value = resolve(row.record, quiet=True)
        if value in empty:
            return default
        given = {
            "value": words.get(value, value) if words else value,
            "record": row.record,
            "column": column.column,
            "bound_column": column,
            "bound_row": row,
            "table": row.table,
        }
        content = render(**{name: given[name] for name in wanted})
        return link(content, **given) if link else content

    return write


def _choices(column: BoundColumn, record: Any) -> dict[Any, Any]:
    if not isinstance(record, models.Model):
        return {}
    field = column.accessor.get_field(record)
    return {key: str(word) for key, word in getattr(field, "flatchoices", None) or ()}


def _text(value: Any) -> str:
    if type(value) is str:
        return escape(value)
    if value is True:
        return _("Yes")
    if value is False:
        return _("No")
    if not isinstance(value, str):
        value = localize(template_localtime(value))
    return conditional_escape(value)
