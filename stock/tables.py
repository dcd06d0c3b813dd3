"""The tables of stock."""

from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from runs.tables import BaseTable, NumberColumn, TextColumn


class CountTable(BaseTable):
    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    place = tables.Column(verbose_name=_("Store"))
    units = NumberColumn(verbose_name=_("Stock"))


class OrderTable(BaseTable):
    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    due = tables.DateColumn(verbose_name=_("Arrives"))
    units = NumberColumn(verbose_name=_("Units on order"))


class ProductStockTable(BaseTable):
    sku = tables.Column(verbose_name="SKU")
    name = TextColumn(verbose_name=_("Product"))
    category__name = tables.Column(verbose_name=_("Category"))
    cd = NumberColumn(verbose_name="CD")
    in_stores = NumberColumn(verbose_name=_("In stores"))
    stores = NumberColumn(verbose_name=_("Stores with stock"))
    on_order = NumberColumn(verbose_name=_("On order"))

    def render_sku(self, value: str) -> SafeString:
        return format_html(
            '<a href="{}?{}">{}</a>', reverse("stock:query"), urlencode({"sku": value}), value
        )


class PlaceStockTable(BaseTable):
    """Where one product is. Rows: place, type, units, counted."""

    unique_by = ()

    place = tables.Column(verbose_name=_("Store"))
    type = tables.Column(verbose_name=_("Type"))
    units = NumberColumn(verbose_name=_("Stock"))
    counted: Any = tables.DateTimeColumn(verbose_name=_("Known since"), format="Y-m-d H:i")
