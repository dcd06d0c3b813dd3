"""What will be sold, and what to buy of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Category, History, Product, Store
from runs.rows import RunRow


class Decision(models.TextChoices):
    """What a buyer does with a suggestion. To buy and to review always have a quantity."""

    BUY = "buy", _("Buy now")
    REVIEW = "review", _("Review")
    NO = "no", _("Do not buy")


class Doubt(models.TextChoices):
    """Why a person should look at a suggestion before buying."""

    NEW = "new", _("New product: its demand is that of its category")
    LITTLE_HISTORY = "little_history", _("Little history: its spread is that of similar SKUs")
    NO_CD_STOCK = "no_cd_stock", _("The CD has no stock record of it")
    LARGE_MINIMUM = "large_minimum", _("The least order covers far more than is needed")
    FAST_GROWTH = "fast_growth", _("Its last weeks differ much from its long run")


class Pattern(models.TextChoices):
    """How regular the weekly demand of a SKU is (Syntetos, Boylan and Croston 2005)."""

    SMOOTH = "smooth", _("Smooth")
    ERRATIC = "erratic", _("Erratic")
    INTERMITTENT = "intermittent", _("Intermittent")
    LUMPY = "lumpy", _("Lumpy")


class Reason(models.TextChoices):
    """Why a SKU of the sales has no forecast."""

    LITTLE_HISTORY = "little_history", _("Too little history")
    NO_SALES = "no_sales", _("No sales in the period looked at")
    INACTIVE = "inactive", _("Archived product")
    NOT_MERCHANDISE = "no_merchandise", _("No merchandise")


def _decimal(label, digits: int = 16, places: int = 2, **kwargs) -> models.DecimalField:
    return models.DecimalField(label, max_digits=digits, decimal_places=places, **kwargs)


class OfProduct(RunRow):
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["run", "product"], name="%(class)s_of_run")]


class PurchaseSuggestion(OfProduct):
    """What to buy of a product (*compra sugerida*), with everything that decided it.

    Demand is in units per week, or in units over the protection period. The classic methods
    know no spread, classes or packs: those stay empty.
    """

    # What will be sold
    base_demand = _decimal(_("weekly forecast"))
    uplift = _decimal(_("uplift (%)"), 7)
    uplift_reason = models.CharField(_("reason of the uplift"), max_length=255, blank=True)
    weekly_demand = _decimal(_("weekly demand"))
    slow = _decimal(_("slow smoothing"), null=True)
    fast = _decimal(_("fast smoothing"), null=True)
    tuned = _decimal(_("tuned smoothing"), null=True)
    window_units = models.BigIntegerField(_("units in the window"), null=True)
    weeks = models.PositiveIntegerField(_("weeks of history"))
    weeks_sold = models.PositiveIntegerField(_("weeks with sales"))
    is_new = models.BooleanField(pgettext_lazy("product", "new"), default=False)
    pattern = models.CharField(_("demand pattern"), max_length=12, choices=Pattern, blank=True)

    # What is needed over the protection period
    periods = _decimal(_("protection (weeks)"), 8)
    demand = _decimal(_("demand over the protection"))
    spread = _decimal(_("spread of the demand"), null=True)
    demand_low = models.BigIntegerField(_("demand, 95 % at least"), null=True)
    demand_high = models.BigIntegerField(_("demand, 95 % at most"), null=True)
    service_level = _decimal(_("service level"), 5, 4, null=True)
    fill_rate = _decimal(_("expected fill rate"), 5, 4, null=True)
    required_units = _decimal(_("required units"))
    target = models.BigIntegerField(_("target"))
    safety_stock = _decimal(_("safety stock"), null=True)

    # What there is
    cd_stock = models.BigIntegerField(_("CD stock"), null=True)
    store_stock = models.BigIntegerField(_("stock in stores"))
    on_order = models.BigIntegerField(_("on order"))
    reserved = models.BigIntegerField(_("reserved"))
    position = models.BigIntegerField(_("inventory position"))
    stock_out_risk = _decimal(_("stock-out risk"), 5, 4, null=True)
    lost_units = _decimal(_("units lost without buying"), null=True)
    transfer_units = models.PositiveBigIntegerField(_("units a transfer would save"))

    # How it is bought
    supplier = models.CharField(_("supplier"), max_length=128, blank=True)
    category = models.CharField(_("category"), max_length=128, blank=True)
    lead_time_days = models.PositiveIntegerField(_("lead time (days)"))
    lead_time_spread = _decimal(_("spread of the lead time (days)"), 6, 1)
    pack = models.PositiveIntegerField(_("pack"))
    moq = models.PositiveIntegerField(_("least order"))
    unit_cost = _decimal(_("unit cost"), null=True)

    # What to buy
    suggested = models.PositiveBigIntegerField(_("suggested purchase"))
    cost = _decimal(_("cost"), 20, null=True)
    cover_weeks = _decimal(_("weeks of cover after buying"), 12, 1, null=True)
    decision = models.CharField(_("decision"), max_length=6, choices=Decision)
    doubts = models.CharField(_("what to look at"), max_length=128, blank=True)  # codes, commas
    abc = models.CharField("ABC", max_length=1, blank=True)
    xyz = models.CharField("XYZ", max_length=1, blank=True)

    # How good such forecasts were, over the past horizons tried
    actual_units = models.BigIntegerField(_("units sold in the trials"), null=True)
    abs_error = _decimal(_("absolute error"), null=True)
    error = _decimal(_("forecast less sold"), null=True)
    naive_abs_error = _decimal(_("absolute error of the naive forecast"), null=True)
    mase = _decimal("MASE", 12, null=True)

    # What its chart shows: by week, as text
    history = models.TextField(blank=True)
    levels = models.TextField(blank=True)
    band_first = _decimal(_("spread of next week"), null=True)
    band_last = _decimal(_("spread of the last week"), null=True)

    class Meta(OfProduct.Meta):
        verbose_name = _("suggested purchase")
        verbose_name_plural = _("suggested purchases")


class Forecast(RunRow):
    """The weekly demand of a product in a store, and what the store should hold of it."""

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    level = _decimal(_("weekly demand"), 14, 3)
    target = models.BigIntegerField(_("target"))
    stock = models.BigIntegerField(_("stock"))

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        constraints = [
            models.UniqueConstraint(fields=["run", "product", "store"], name="forecast_of_run")
        ]


class LeftOut(OfProduct):
    """A product of the sales that got no forecast, and why."""

    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    weeks = models.PositiveIntegerField(_("weeks with sales"))
    units = models.BigIntegerField(_("units sold"))

    class Meta(OfProduct.Meta):
        verbose_name = _("product left out")
        verbose_name_plural = _("products left out")


class Uplift(models.Model):
    """What a planner knows and the history does not: a percentage on the forecast, with a reason.

    That of a product takes the place of its category's.
    """

    product = models.OneToOneField(
        Product, models.PROTECT, null=True, blank=True, verbose_name=_("product"), related_name="+"
    )
    category = models.OneToOneField(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("category"),
        related_name="+",
    )
    percent = models.DecimalField(_("percent"), max_digits=6, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=255)
    until = models.DateField(_("valid until"), null=True, blank=True)

    history = History(
        verbose_name=_("historical uplift"), verbose_name_plural=_("historical uplifts")
    )

    class Meta:
        verbose_name = _("uplift")
        verbose_name_plural = _("uplifts")
        ordering = ["category__name", "product__sku"]
        constraints = [
            models.CheckConstraint(
                condition=Q(product__isnull=True) ^ Q(category__isnull=True),
                name="uplift_of_product_or_category",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=-100) & Q(percent__lte=1000), name="uplift_in_bounds"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="uplift_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.product or self.category}: {self.percent:+} %"
