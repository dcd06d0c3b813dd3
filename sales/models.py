"""What was sold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Store
from runs.rows import RunRow


class SalesRecord(RunRow):
    """A line of a sales file. Each line counts; a negative quantity is a return."""

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    date = models.DateField(_("date"))
    quantity = models.IntegerField(_("quantity"))

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        indexes = [
            models.Index(
                fields=["run", "product", "store", "date"],
                include=["quantity"],
                name="sales_of_run",
            )
        ]
