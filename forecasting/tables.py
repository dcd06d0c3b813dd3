"""The tables of forecasts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forecasting.models import Decision, Doubt, Reason
from runs.tables import BadgeColumn, BaseTable, NumberColumn, TextColumn, badge

TONES = {Decision.BUY: "success", Decision.REVIEW: "warning", Decision.NO: "quiet"}
DECISIONS = dict(Decision.choices)
DOUBTS = dict(Doubt.choices)
REASONS = dict(Reason.choices)


def doubts_in_words(codes: str) -> list[str]:
    return [str(DOUBTS[code]) for code in codes.split(",") if code]


class DecisionColumn(BadgeColumn):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(tones=TONES, verbose_name=_("Decision"), **kwargs)

    def render(self, value: str, record: Any, bound_column: Any) -> SafeString:
        return super().render(DECISIONS[value], record, bound_column)


class ShareColumn(NumberColumn):
    """A share of one as percent."""

    def render(self, value: Any) -> str:
        return f"{number_format(100 * Decimal(value), 1)} %"


class MoneyColumn(NumberColumn):
    """A sum of money; cents only where there are any."""

    def render(self, value: Decimal) -> str:
        return number_format(value, 0 if value == value.to_integral_value() else 2)


class SuggestionTable(BaseTable):
    """Rows: what `suggestions(run)` gives."""

    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    decision = DecisionColumn()
    suggested = NumberColumn(verbose_name=_("Suggested purchase"))
    cost = MoneyColumn(verbose_name=_("Cost"))
    weekly_demand = NumberColumn(verbose_name=_("Weekly demand"))
    required_units = NumberColumn(verbose_name=_("Required units"))
    position = NumberColumn(verbose_name=_("Position"))
    cd_stock = NumberColumn(verbose_name=_("CD stock"))
    store_stock = NumberColumn(verbose_name=_("Stores"))
    on_order = NumberColumn(verbose_name=_("On order"))
    cover_weeks = NumberColumn(verbose_name=_("Weeks of cover after"))
    stock_out_risk = ShareColumn(verbose_name=_("Stock-out risk"))
    abc = tables.Column(verbose_name="ABC")
    xyz = tables.Column(verbose_name="XYZ")
    supplier = tables.Column(verbose_name=_("Supplier"))
    category = tables.Column(verbose_name=_("Category"))

    def render_sku(self, value: str, record: Mapping) -> SafeString:
        return _link(value, record)

    def render_decision(self, value: str, record: Mapping, bound_column: Any) -> SafeString:
        shown = bound_column.column.render(value, record, bound_column)
        if not record["doubts"]:
            return shown
        words = "; ".join(doubts_in_words(record["doubts"]))
        return format_html('<span title="{}">{}</span>', words, shown)

    def render_product(self, value: str, record: Mapping) -> SafeString | str:
        return format_html("{} {}", value, badge(gettext("New"))) if record["is_new"] else value


def _link(value: str, record: Mapping) -> SafeString:
    """The SKU opens its drivers beside the table, or without scripts on a page."""
    address = reverse("forecast_suggestion", args=[record["run__id"], record["product"]])
    link = (
        '<a href="{0}" hx-get="{0}" hx-target="#fd-dialog" hx-select="unset" '
        'hx-swap="innerHTML">{1}</a>'
    )
    return format_html(link, address, value)


class TrialTable(BaseTable):
    """How well each SKU was forecast in the trials. Rows: what `tried(run)` gives."""

    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    actual_units = NumberColumn(verbose_name=_("Units sold"))
    abs_error = NumberColumn(verbose_name=_("Absolute error"))
    error = NumberColumn(verbose_name=_("Forecast less sold"))
    naive_abs_error = NumberColumn(verbose_name=_("Absolute error of the naive forecast"))
    mase = NumberColumn(verbose_name="MASE")
    verdict = tables.Column(empty_values=(), orderable=False, verbose_name="")

    def render_sku(self, value: str, record: Mapping) -> SafeString:
        return _link(value, record)

    def render_verdict(self, record: Mapping) -> str:
        loses = record["abs_error"] > record["naive_abs_error"]
        return gettext("worse than the naive forecast") if loses else ""


class LeftOutTable(BaseTable):
    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    reason = tables.Column(verbose_name=_("Reason"))
    weeks = NumberColumn(verbose_name=_("Weeks with sales"))
    units = NumberColumn(verbose_name=_("Units sold"))

    def render_reason(self, value: str) -> str:
        return str(REASONS[value])


class BudgetTable(BaseTable):
    """What is bought within a budget, in this order. Rows: Bought."""

    rank = NumberColumn(verbose_name=_("Order"), orderable=False)
    sku = tables.Column(verbose_name="SKU", orderable=False)
    product = TextColumn(verbose_name=_("Product"), orderable=False)
    units = NumberColumn(verbose_name=_("Units"), orderable=False)
    suggested = NumberColumn(verbose_name=_("Suggested purchase"), orderable=False)
    cost = MoneyColumn(verbose_name=_("Cost"), orderable=False)
    spent = MoneyColumn(verbose_name=_("Spent so far"), orderable=False)


class AccuracyTable(BaseTable):
    """How methods, or categories, did in the trials. Rows: dictionaries of figures."""

    name = tables.Column(orderable=False, verbose_name="")
    wape = ShareColumn(orderable=False, verbose_name=_("WAPE by SKU"))
    bias = ShareColumn(orderable=False, verbose_name=_("Bias"))
    mase = NumberColumn(orderable=False, verbose_name="MASE")
    pair_wape = ShareColumn(orderable=False, verbose_name=_("WAPE by SKU and store"))
    naive_wape = ShareColumn(orderable=False, verbose_name=_("WAPE of the naive forecast"))
    verdict = tables.Column(orderable=False, verbose_name="", default="")

    def render_mase(self, value: float) -> str:
        return number_format(Decimal(str(value)), 2)
