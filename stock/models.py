"""How many units are where: a ledger of movements, and the balance they add up to."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Store
from runs.models import Run
from runs.rows import RunRow


class LocationManager(models.Manager):
    def cd(self) -> "Location":
        """The distribution centre: there is one, and it comes into being when first asked for."""
        return self.get_or_create(is_cd=True)[0]

    def lock_ledger(self) -> None:
        """One posting at a time, and no reader in the middle of one; within a transaction.

        SQLite lets only one transaction write anyway.
        """
        self.cd()
        self.select_for_update().get(is_cd=True)

    def ids_of_stores(self, store_ids: Iterable[int]) -> dict[int, int]:
        """Location ids by store id; stores that have none yet get one."""
        wanted = set(store_ids)
        known = dict(self.filter(store__in=wanted).values_list("store_id", "pk"))
        if missing := sorted(wanted - known.keys()):
            # Another worker may bring the same into being at this moment.
            new = [Location(store_id=store_id) for store_id in missing]
            self.bulk_create(new, ignore_conflicts=True)
            known = dict(self.filter(store__in=wanted).values_list("store_id", "pk"))
        return known


class Location(models.Model):
    """Where stock can be: the distribution centre, or a store."""

    is_cd = models.BooleanField("CD", default=False)
    store = models.OneToOneField(Store, models.PROTECT, null=True, related_name="location")

    objects = LocationManager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints = [
            models.UniqueConstraint(
                fields=["is_cd"], condition=Q(is_cd=True), name="location_one_cd"
            ),
            models.CheckConstraint(
                condition=Q(is_cd=True, store__isnull=True) | Q(is_cd=False, store__isnull=False),
                name="location_is_cd_or_store",
            ),
        ]

    def __str__(self) -> str:
        return "CD" if self.is_cd else str(self.store)


class StockPosting(models.Model):
    """What one run did to the stock, and when: all its movements at once, and only once.

    Postings are written one after the other, so that their numbers are their order.
    """

    class Kind(models.TextChoices):
        COUNT = "count", _("Count")
        DISPATCH = "dispatch", _("Dispatch")
        UNDO = "undo", _("Undoing of a dispatch")
        SALE = "sale", _("Sales deducted")
        REVERSAL = "reversal", _("Undoing of an upload")

    run = models.ForeignKey(Run, models.PROTECT, related_name="postings")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Ids of the locations of which it says the whole truth: those that a replacing count covers.
    places = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("stock posting")
        verbose_name_plural = _("stock postings")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "kind"], name="run_posts_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.run}"


class StockMovement(models.Model):
    """Units of a product going from one place to another, or in or out by a count.

    A line is written once. A mistake is put right by a line the other way.
    """

    posting = models.ForeignKey(
        StockPosting, models.PROTECT, related_name="movements", db_index=False
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    origin = models.ForeignKey(
        Location, models.PROTECT, null=True, related_name="+", db_index=False
    )
    destination = models.ForeignKey(
        Location, models.PROTECT, null=True, related_name="+", db_index=False
    )
    units = models.PositiveBigIntegerField(_("units"))

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        indexes = [models.Index(fields=["posting", "product"], name="movement_of_posting")]
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="movement_moves_units"),
            models.CheckConstraint(
                condition=Q(origin__isnull=False) | Q(destination__isnull=False),
                name="movement_has_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")), name="movement_changes_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units} × {self.product}: {self.origin} → {self.destination}"


class LevelQuerySet(models.QuerySet):
    def known(self, mark: int | None = None) -> "LevelQuerySet":
        """Levels of which something is known now, or was after posting number `mark`."""
        gaps = StockGap.objects.filter(product=OuterRef("product"), location=OuterRef("location"))
        if mark is None:
            return self.exclude(Exists(gaps.filter(ends=None)))
        gaps = gaps.filter(Q(ends=None) | Q(ends__gt=mark), begins__lte=mark)
        return self.filter(since__lte=mark).exclude(Exists(gaps))


class StockLevel(models.Model):
    """Units of a product at a place now: the sum of its movements. Counts may say less than zero.

    `since` is the posting that first told of the product there: before it, the stock was
    not zero but unknown. A gap says when it was unknown again.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    location = models.ForeignKey(Location, models.PROTECT, related_name="+", db_index=False)
    units = models.BigIntegerField(_("units"))
    since = models.ForeignKey(StockPosting, models.PROTECT, related_name="+", db_index=False)

    objects = LevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "location"], name="level_of_product_at_location"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} @ {self.location}: {self.units}"


class StockGap(models.Model):
    """From one posting to another nothing is known of a product at a place: the upload that first
    told of it was undone, and nobody has told of it since. Open while `ends` is empty."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    location = models.ForeignKey(Location, models.PROTECT, related_name="+", db_index=False)
    begins = models.ForeignKey(StockPosting, models.PROTECT, related_name="+", db_index=False)
    ends = models.ForeignKey(
        StockPosting, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("gap of a stock level")
        verbose_name_plural = _("gaps of stock levels")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "location", "begins"], name="gap_begins_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} @ {self.location}: ?"


class StockReservation(models.Model):
    """Units in the CD that an approved run has spoken for, until it is executed or revoked."""

    run = models.ForeignKey(Run, models.PROTECT, to_field="number", related_name="reservations")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    units = models.PositiveBigIntegerField(_("units"))

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(fields=["run", "product"], name="run_reserves_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="reservation_reserves_units"),
        ]

    def __str__(self) -> str:
        return f"{self.units} × {self.product} ({self.run})"


class StockCount(RunRow):
    """What a stock file said of one product at one place. Zeros of a matrix are left out."""

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    units = models.BigIntegerField(_("units"))

    class Meta:
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        constraints = [
            models.UniqueConstraint(fields=["run", "product", "location"], name="count_of_run")
        ]


class UnreadCount(RunRow):
    """What a stock file named with a quantity that could not be read: there it said nothing."""

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        verbose_name = _("unread count")
        verbose_name_plural = _("unread counts")
        indexes = [models.Index(fields=["run", "product", "location"], name="unread_of_run")]


class OnOrder(RunRow):
    """Units of a product that a purchase order still owes, and the day they should arrive.

    An upload of open orders is the whole list of them. It moves no stock.
    """

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    due = models.DateField(_("arrives"))
    units = models.PositiveBigIntegerField(_("units"))

    class Meta:
        verbose_name = _("units on order")
        verbose_name_plural = _("units on order")
        constraints = [
            models.UniqueConstraint(fields=["run", "product", "due"], name="on_order_of_run"),
            models.CheckConstraint(condition=Q(units__gt=0), name="on_order_has_units"),
        ]
