"""The tables of sales."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from runs.tables import BaseTable, NumberColumn, TextColumn


class SalesTable(BaseTable):
    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    store = tables.Column(accessor="store__name", verbose_name=_("Store"))
    date = tables.DateColumn(verbose_name=_("Date"))
    quantity = NumberColumn(verbose_name=_("Quantity"))


class TopSalesTable(BaseTable):
    unique_by = ("product__sku",)

    sku = tables.Column(accessor="product__sku", verbose_name="SKU")
    product = TextColumn(accessor="product__name", verbose_name=_("Product"))
    units = NumberColumn(verbose_name=_("Units sold"))
    last = tables.DateColumn(verbose_name=_("Last sale"))
