"""The tables of runs themselves."""

from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import date_format, localize
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from runs.kinds import how_compared, mode_in_words
from runs.models import Run
from runs.services import steps_for
from runs.tables.base import BadgeColumn, BaseTable, NumberColumn, TextColumn, badge

STEPS_BUTTON = (
    '<a class="fd-button fd-button-small" href="{0}" hx-get="{0}" hx-target="#fd-dialog" '
    'hx-swap="innerHTML" hx-select="unset" aria-label="{1}" title="{1}">⋯</a>'
)


class RunTable(BaseTable):
    """Runs, newest first. Rows: Run."""

    mark = tables.Column(accessor="pk", orderable=False, verbose_name=gettext_lazy("Compare"))
    created_at = tables.DateTimeColumn(
        verbose_name=pgettext_lazy("run", "Created"), format="Y-m-d H:i", order_by="number"
    )
    run_type = tables.Column(verbose_name=gettext_lazy("Type"))
    folio = tables.Column(verbose_name=gettext_lazy("Folio"))
    responsable = tables.Column(verbose_name=gettext_lazy("Responsable"))
    status = BadgeColumn(verbose_name=gettext_lazy("Status"))
    outcome = BadgeColumn(verbose_name=gettext_lazy("Outcome"))
    is_active = tables.Column(verbose_name=pgettext_lazy("run", "Active"))
    steps = tables.Column(accessor="pk", orderable=False, verbose_name=gettext_lazy("Steps"))
    units = NumberColumn(verbose_name=gettext_lazy("Units"))
    skus = NumberColumn(verbose_name=gettext_lazy("SKUs"))
    stores = NumberColumn(verbose_name=gettext_lazy("Stores"))
    mode = tables.Column(verbose_name=gettext_lazy("Mode"))
    categoria = tables.Column(verbose_name=gettext_lazy("Category"))
    store_filter = tables.Column(verbose_name=gettext_lazy("Store filter"))

    def render_mark(self, value: Any, record: Run) -> SafeString | str:
        """A box to mark a run for the comparison; the form is below the table."""
        if how_compared(record) is None or record.outcome != Run.Outcome.COMPLETED:
            return ""
        box = '<input type="checkbox" name="run" value="{}" form="compare" aria-label="{}">'
        return format_html(box, value, gettext("Compare %(run)s") % {"run": record.short_id})

    def render_steps(self, record: Run) -> SafeString | str:
        """A way to the steps that are open to who looks, in a dialog; nothing if there are none."""
        if not steps_for(record, self.request.user):
            return ""
        address = f"{reverse('runs:steps', args=[record.pk])}?{self.way_back}"
        return format_html(STEPS_BUTTON, address, gettext("Steps of %s") % record.short_id)

    @cached_property
    def way_back(self) -> str:
        """Where a step taken from this table leads: here, as it is filtered, sorted and paged."""
        return urlencode({"next": self.request.get_full_path()})

    def render_created_at(self, value: Any, record: Run) -> SafeString:
        when = date_format(template_localtime(value), "Y-m-d H:i")
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), when)

    def render_mode(self, record: Run) -> str:
        return str(mode_in_words(record))

    def render_is_active(self, value: bool) -> SafeString | str:
        return badge(pgettext("run", "Active"), "primary") if value else ""


class EventTable(BaseTable):
    """The history of a run. Rows: RunEvent."""

    at = tables.Column(verbose_name=gettext_lazy("When"), order_by="pk")
    by = tables.Column(verbose_name=gettext_lazy("Who"), order_by="by__username")
    what = tables.Column(verbose_name=gettext_lazy("What"), order_by="action")
    change = tables.Column(
        verbose_name=gettext_lazy("Status"), order_by=("from_status", "to_status"), default=""
    )
    note = TextColumn(verbose_name=gettext_lazy("Note"), default="")

    def render_at(self, value: Any) -> str:
        return date_format(template_localtime(value), "Y-m-d H:i:s")


def signed(delta: int) -> SafeString:
    """A difference, whose sign is always there and coloured."""
    tone = "more" if delta > 0 else "less" if delta < 0 else "same"
    plus = "+" if delta > 0 else ""
    return format_html('<span class="fd-{}">{}{}</span>', tone, plus, localize(delta))


class ComparisonTable(BaseTable):
    """Rows of two runs, pair by pair. Rows: ComparedRows, whose orders have an end."""

    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=gettext_lazy("Product"))
    store = tables.Column(accessor="store__name", verbose_name=gettext_lazy("Store"))
    left = NumberColumn(verbose_name=gettext_lazy("Left"))
    right = NumberColumn(verbose_name=gettext_lazy("Right"))
    delta = NumberColumn(verbose_name="Delta", order_by="size")

    def render_delta(self, value: int) -> SafeString:
        return signed(value)

    class Meta:
        order_by = "-delta"


class SkuComparisonTable(ComparisonTable):
    """Rows of two runs of a type that is compared by SKU alone."""

    store = None

    class Meta(ComparisonTable.Meta):
        pass
