"""The tables of distributions."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from distribution.models import Reason
from distribution.reasons import explanation, weekly_mean
from runs.tables import BadgeColumn, BaseTable, NumberColumn, TextColumn

TONES = {
    Reason.SENT: "success",
    Reason.CD_SHORT: "warning",
    Reason.NO_CD_STOCK: "danger",
    Reason.COVERED: "neutral",
    Reason.NO_DEMAND: "quiet",
    Reason.LITTLE_HISTORY: "quiet",
    Reason.OUTSIDE_FILTER: "quiet",
    Reason.IMPORTED: "quiet",
}
LABELS = {reason.value: reason.label for reason in Reason}


class ReasonColumn(BadgeColumn):
    """The bucket a pair ended in, as a badge."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(tones=TONES, verbose_name=_("Reason"), **kwargs)

    def render(self, value: str, record: Any, bound_column: Any) -> SafeString:
        return super().render(LABELS[value], record, bound_column)


class PredictionTable(BaseTable):
    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    store = tables.Column(accessor="store__name", verbose_name=_("Store"))
    suggested = NumberColumn(verbose_name=_("Suggested"))
    reason = ReasonColumn()
    why = tables.Column(empty_values=(), orderable=False, verbose_name="")
    need = NumberColumn(verbose_name=_("Need"))
    mean = NumberColumn(empty_values=(), order_by="window_units", verbose_name=_("Weekly mean"))
    weeks = NumberColumn(verbose_name=_("Weeks"))
    store_stock = NumberColumn(verbose_name=_("Store stock"))
    cd_stock = NumberColumn(verbose_name=_("CD stock"))
    final = NumberColumn(verbose_name=_("Final"))

    def render_mean(self, record: Mapping) -> Any:
        mean = weekly_mean(record)
        return "—" if mean is None else mean

    def render_why(self, record: Mapping) -> SafeString:
        return format_html(
            '<details class="fd-why"><summary>{}</summary><p>{}</p></details>',
            gettext("Why?"),
            explanation(record),
        )


class RemainderTable(BaseTable):
    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    before = NumberColumn(verbose_name=_("CD stock before"))
    assigned = NumberColumn(verbose_name=_("Assigned"))
    left = NumberColumn(verbose_name=_("CD stock available"))


class ExclusionTable(BaseTable):
    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    store = tables.Column(accessor="store__name", verbose_name=_("Store"))
    weeks = NumberColumn(verbose_name=_("Weeks"))
    reason = ReasonColumn()
