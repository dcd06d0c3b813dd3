"""What exists: products, stores and the other names stores go by."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

SKU_LENGTH = 64


def plain_name(text: str) -> str:
    """A name as it is compared: trimmed, inner white space collapsed, Unicode NFC."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def validate_sku(sku: str) -> None:
    """A SKU is any text without outer white space or control characters."""
    if sku != sku.strip() or any(unicodedata.category(c) == "Cc" for c in sku):
        raise ValidationError(
            _("A SKU has neither spaces around it nor control characters."), code="sku"
        )


class History(HistoricalRecords):
    """What is shown of a change without a reason is nothing, not the word None."""

    def get_change_reason_for_object(self, instance, history_type, using) -> str:
        return super().get_change_reason_for_object(instance, history_type, using) or ""


class SkuField(models.CharField):
    """A SKU: opaque text, kept byte for byte."""

    default_validators = [MinLengthValidator(1), validate_sku]

    def formfield(self, **kwargs):
        return super().formfield(**{"strip": False, **kwargs})


class Category(models.Model):
    name = models.CharField(_("name"), max_length=128, unique=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Supplier(models.Model):
    """Who sells to us, and how long an order takes to arrive."""

    name = models.CharField(_("name"), max_length=128, unique=True)
    lead_time_days = models.PositiveIntegerField(_("lead time (days)"), null=True, blank=True)
    lead_time_spread_days = models.DecimalField(
        _("spread of the lead time (days)"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("The standard deviation of the lead time. Empty: it is always the same."),
    )
    is_active = models.BooleanField(pgettext_lazy("supplier", "active"), default=True)

    history = History(
        verbose_name=_("historical supplier"), verbose_name_plural=_("historical suppliers")
    )

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="supplier_has_name"),
            models.CheckConstraint(
                condition=Q(lead_time_spread_days__gte=0), name="supplier_spread_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.name = plain_name(self.name)


class Product(models.Model):
    """A product. Its SKU is opaque text and never changes; it is deactivated, not deleted."""

    sku = SkuField("SKU", max_length=SKU_LENGTH, unique=True)
    name = models.CharField(_("name"), max_length=255)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    is_merchandise = models.BooleanField(
        _("merchandise"),
        default=True,
        help_text=_(
            "Off for shipping, bags, digital codes. The classic modes distribute them all the same."
        ),
    )
    is_active = models.BooleanField(pgettext_lazy("product", "active"), default=True)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, verbose_name=_("supplier")
    )
    unit_cost = models.DecimalField(
        _("unit cost"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("What one unit costs us. Empty: unknown, which is not zero."),
    )
    pack_size = models.PositiveIntegerField(
        _("units per pack"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("It is bought in whole packs of so many units."),
    )
    moq = models.PositiveIntegerField(
        _("minimum order"), default=0, help_text=_("Least units per order; 0: none.")
    )

    history = History(
        verbose_name=_("historical product"), verbose_name_plural=_("historical products")
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["sku"]
        constraints = [
            models.CheckConstraint(condition=~Q(sku=""), name="product_has_sku"),
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="product_cost_not_negative"),
            models.CheckConstraint(condition=Q(pack_size__gte=1), name="product_pack_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"


class Store(models.Model):
    """A place that sells. Its name is exact; other spellings are aliases."""

    class Type(models.TextChoices):
        PHYSICAL = "physical", _("Physical")
        WEB = "web", _("Web")
        HEAD_OFFICE = "head_office", _("Head office")

    name = models.CharField(_("name"), max_length=128, unique=True)
    code = models.CharField(_("code"), max_length=32, blank=True)
    type = models.CharField(_("type"), max_length=12, choices=Type, default=Type.PHYSICAL)
    is_active = models.BooleanField(pgettext_lazy("store", "active"), default=True)
    # A store by mistake: its name means this one now. Rows of runs keep the store they had.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("is another name of"),
    )

    history = History(
        verbose_name=_("historical store"), verbose_name_plural=_("historical stores")
    )

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="store_code_unique"
            ),
            models.CheckConstraint(
                condition=Q(type__in=["physical", "web", "head_office"]), name="store_type_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.name = plain_name(self.name)
        if StoreAlias.objects.filter(alias=self.name).exists():
            raise ValidationError({"name": _("This name is already an alias of a store.")})


class StoreAlias(models.Model):
    """Another spelling of a store's name, as some file has it."""

    alias = models.CharField(_("alias"), max_length=128, unique=True)
    store = models.ForeignKey(
        Store, models.CASCADE, related_name="aliases", verbose_name=_("store")
    )

    history = History(
        verbose_name=_("historical store alias"), verbose_name_plural=_("historical store aliases")
    )

    class Meta:
        verbose_name = _("store alias")
        verbose_name_plural = _("store aliases")
        ordering = ["alias"]

    def __str__(self) -> str:
        return f"{self.alias} → {self.store}"

    def clean(self) -> None:
        self.alias = plain_name(self.alias)
        if Store.objects.filter(name=self.alias).exists():
            raise ValidationError({"alias": _("This is the name of a store itself.")})
