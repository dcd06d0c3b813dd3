"""Since when the catalogue knows a product, as its history says."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Min
from django.utils import timezone

from catalog.models import Product
from catalog.queries.finding import of_ids


def first_seen(product_ids: Iterable[int]) -> dict[int, datetime]:
    """When the catalogue first knew a product, by id, as its history says.

    Absent where the history does not say: it was stored without one.
    """
    ids = set(product_ids)
    created = of_ids(Product.history.filter(history_type="+").order_by(), "id", ids)
    first = created.values_list("id").annotate(Min("history_date"))
    return {pk: at for pk, at in first.iterator(chunk_size=20_000) if pk in ids}


def added_since(day: date) -> list[int]:
    """Ids of active merchandise with a category that the catalogue first knew since a day.

    What came on the catalogue's own first day is not among them: nobody knows since when that
    exists.
    """
    created = Product.history.filter(history_type="+")
    began = created.aggregate(first=Min("history_date"))["first"]
    if began is None:
        return []
    since = max(_midnight(day), _midnight(timezone.localdate(began) + timedelta(days=1)))
    ids = created.filter(history_date__gte=since).values("id")
    wanted = Product.objects.filter(is_active=True, is_merchandise=True, category__isnull=False)
    return list(wanted.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
