"""The tables of rejected rows."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from runs.tables import BaseTable, NumberColumn, TextColumn


class FindingTable(BaseTable):
    sheet = tables.Column(verbose_name=_("Sheet"))
    row = NumberColumn(verbose_name=_("Row"), initial_sort_descending=False)
    column = tables.Column(verbose_name=_("Column"))
    value = TextColumn(verbose_name=_("Value"))
    text = TextColumn(verbose_name=_("Reason"))
