"""What was sold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Store
from runs.rows import RunRow


class SalesRecord(RunRow):
    """A line of a sales file. Each line counts; a negative quantity is a return.

    Its key is its only index, and all it needs: a million rows are written in two thirds of the
    time that they took with a number of their own beside it.
    """

    pk = models.CompositePrimaryKey("run", "product", "store", "date", "line")
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    date = models.DateField(_("date"))
    quantity = models.IntegerField(_("quantity"))
    line = models.IntegerField(_("line"), editable=False)  # its place among the rows of its run

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
