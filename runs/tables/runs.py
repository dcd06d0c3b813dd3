"""The tables of runs themselves."""

from typing import Any

import django_tables2 as tables
from django.utils.formats import date_format, localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from runs.kinds import how_compared, mode_in_words
from runs.models import Run
from runs.tables.base import BadgeColumn, BaseTable, NumberColumn, TextColumn, badge


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

    def render_created_at(self, value: Any, record: Run) -> SafeString:
        when = date_format(template_localtime(value), "Y-m-d H:i")
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), when)

    def render_mode(self, record: Run) -> str:
        return str(mode_in_words(record))

    def render_is_active(self, value: bool) -> SafeString | str:
        return badge(pgettext("run", "Active"), "primary") if value else ""


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
