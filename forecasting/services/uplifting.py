"""The planner's uplifts: set for a product or a category, changed, taken away."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Category, Product
from forecasting.models import Uplift
from runs.errors import Refused
from runs.services import require


@transaction.atomic
def set_uplift(
    *,
    by: AbstractBaseUser,
    percent: Decimal,
    reason: str,
    sku: str = "",
    category: Category | None = None,
    until: date | None = None,
) -> Uplift:
    """Set the uplift of one product or of one category; a former one of the same is replaced."""
    require(by, "forecasting.change_uplift")
    if bool(sku) == bool(category):
        raise Refused(_("Nothing was saved: name either a SKU or a category."))
    if not reason.strip():
        raise Refused(_("Nothing was saved: an uplift needs a reason."))
    product = Product.objects.filter(sku=sku).first() if sku else None
    if sku and product is None:
        raise Refused(_("Nothing was saved: there is no SKU “%s”.") % sku[:64])
    uplift = Uplift.objects.filter(product=product, category=category).first()
    uplift = uplift or Uplift(product=product, category=category)
    uplift.percent, uplift.reason, uplift.until = percent, reason.strip(), until
    uplift._history_user = by
    uplift.save()
    return uplift


def remove_uplift(uplift: Uplift, *, by: AbstractBaseUser) -> None:
    require(by, "forecasting.delete_uplift")
    uplift._history_user = by
    uplift.delete()
