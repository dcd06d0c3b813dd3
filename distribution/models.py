"""What to send from the CD to each store, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Store
from runs.rows import RunRow


class Mode(models.TextChoices):
    """The classic modes. Their names are data that users know and files carry: not translated."""

    SMA3_MIN3 = "sma3_min3", "Promedio móvil 3 semanas (ajustado por stock)"
    SMA2_MIN2 = "sma2_min2", "Promedio móvil 2 semanas (ajustado por stock)"
    SMA1_NO_MIN = "sma1_no_min", "Última semana (mínimo 1 semana)"
    SMA3_IGNORE_STOCK = "sma3_ignore_stock", "Promedio móvil 3 semanas (sin ajuste de stock)"


class Reason(models.TextChoices):
    """Where a pair (SKU, store) of the source ended: exactly one bucket."""

    SENT = "sent", _("Sent in full")
    CD_SHORT = "cd_short", _("Sent in part: the CD ran out")
    NO_CD_STOCK = "no_cd_stock", _("Not sent: no CD stock left")
    COVERED = "covered", _("Not sent: its own stock covers it")
    NO_DEMAND = "no_demand", _("Not sent: demand rounds to zero")
    LITTLE_HISTORY = "little_history", _("Too little history")
    OUTSIDE_FILTER = "outside_filter", _("Outside the store filter")
    IMPORTED = "imported", _("Imported from the predecessor")


class OfPair(RunRow):
    """A row about one product in one store."""

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["run", "product", "store"], name="%(class)s_of_run")
        ]


class Prediction(OfPair):
    """A suggested line (*línea sugerida*): units of a product for a store, with what decided them.

    `suggested` is what was computed and stays; `final` is what will be sent. What decided it is
    unknown (null) only in lines that come from the predecessor.
    """

    suggested = models.PositiveBigIntegerField(_("suggested quantity"))
    final = models.PositiveBigIntegerField(_("final quantity"))
    need = models.PositiveBigIntegerField(_("need"), null=True)
    window_units = models.BigIntegerField(_("units in the window"), null=True)
    window_weeks = models.PositiveSmallIntegerField(_("weeks in the window"), null=True)
    weeks = models.PositiveSmallIntegerField(_("weeks"), null=True)
    store_stock = models.BigIntegerField(_("store stock"), null=True)
    cd_stock = models.BigIntegerField(_("CD stock"), null=True)
    cd_before = models.PositiveBigIntegerField(_("CD stock at its turn"), null=True)
    rank = models.PositiveIntegerField(_("turn"), null=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)

    class Meta(OfPair.Meta):
        verbose_name = _("suggested line")
        verbose_name_plural = _("suggested lines")


class CdRemainder(RunRow):
    """The CD's stock of a product before and after a distribution."""

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    before = models.PositiveBigIntegerField(_("CD stock before"))
    assigned = models.PositiveBigIntegerField(_("assigned"))
    left = models.PositiveBigIntegerField(_("left"))

    class Meta:
        verbose_name = _("CD remainder")
        verbose_name_plural = _("CD remainders")
        constraints = [
            models.UniqueConstraint(fields=["run", "product"], name="remainder_of_run"),
            models.CheckConstraint(
                condition=models.Q(before=models.F("assigned") + models.F("left")),
                name="remainder_adds_up",
            ),
        ]


class Exclusion(OfPair):
    """A pair of the source that got no suggested line, and why."""

    weeks = models.PositiveSmallIntegerField(_("weeks"))
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)

    class Meta(OfPair.Meta):
        verbose_name = _("excluded pair")
        verbose_name_plural = _("excluded pairs")
