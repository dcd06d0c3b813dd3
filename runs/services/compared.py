"""The rows of a comparison: every pair of either run, looked at in the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, F, Model, Q, QuerySet, Sum
from django.db.models.functions import Cast

from runs.comparison import POSTGRESQL, SQLITE, Query, compared, merged
from runs.kinds import Comparable
from runs.models import Run
from runs.services.keeping import kept

LOOK = 1000  # rows that are looked at together, and kept: ten large pages
FETCHED = 10_000


@dataclass(frozen=True)
class ComparedRows:
    """Pairs of (SKU, store) of either run; SKUs alone, where the type is compared so.

    Used like a queryset: narrowed, ordered, counted, sliced. The largest change comes first, and
    what is equal is ordered by SKU, then store, by code point. A slice gives dictionaries:
    product__sku, product__name, store__name, left, right, delta (right − left).
    """

    left: Run
    right: Run
    how: Comparable
    sku: str = ""  # a part of it
    store: Model | None = None
    only: str = ""  # different, appeared, disappeared
    order: Sequence[str] = ("-size",)
    look: int = LOOK

    @property
    def model(self) -> type[Model]:
        return self.how.model

    def all(self) -> "ComparedRows":
        return self

    def none(self) -> list:
        return []

    def narrowed(
        self, *, sku: str = "", store: Model | None = None, only: str = ""
    ) -> "ComparedRows":
        return replace(self, sku=sku, store=store, only=only)

    def order_by(self, *names: str) -> "ComparedRows":
        return replace(self, order=names or self.order)

    def count(self) -> int:
        return self._look(0)["total"]

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        looks = range(part.start // self.look, -(-part.stop // self.look))
        found = chain.from_iterable(self._look(number)["rows"] for number in looks)
        skipped = looks.start * self.look
        return self._named(list(found)[part.start - skipped : part.stop - skipped])

    def rows(self, most: int | None = None) -> Iterator[tuple]:
        """SKU, product, store, left, right, delta: of all rows, or so many."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(*self._query(most))
            while rows := cursor.fetchmany(FETCHED):
                for _p, _s, left, right, sku, product, store, _total in rows:
                    a, b = left or 0, right or 0
                    yield sku, product, store, a, b, b - a

    @cached_property
    def _looks(self) -> dict[int, dict]:
        return {}

    def _look(self, number: int) -> dict[str, Any]:
        """The rows of a look, (product, store, left, right), and how many there are in all."""
        if number not in self._looks:
            self._looks[number] = kept(
                [*identity(self.how, self.left, self.right), *self._view(), number, self.look],
                lambda: self._worked_out(number),
            )
        return self._looks[number]

    def _worked_out(self, number: int) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(*self._query(self.look, number * self.look))
            found = cursor.fetchall()
        rows = [(p, s, left or 0, right or 0) for p, s, left, right, *_names in found]
        return {"rows": rows, "total": found[0][-1] if found else 0}

    def _view(self) -> list:
        """What decides which rows stand where: names, too, as ties are ordered by them."""
        names = [*self._stores.items()] if self.how.by_store else []
        if any("product__name" in name for name in self.order):
            names.append(list(_products(self.how).order_by("pk")))
        return [self.sku, self.store and self.store.pk, self.only, list(self.order), names]

    def _named(self, rows: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
        wanted = _products(self.how).filter(pk__in={row[0] for row in rows})
        products = {pk: (sku, name) for pk, sku, name in wanted}
        return [
            {
                "product__sku": products[product][0],
                "product__name": products[product][1],
                "store__name": self._stores.get(store, ""),
                "left": left,
                "right": right,
                "delta": right - left,
            }
            for product, store, left, right in rows
        ]

    @cached_property
    def _stores(self) -> dict[int, str]:
        return dict(_stores(self.how).order_by("pk")) if self.how.by_store else {}

    def _query(self, limit: int | None = None, offset: int = 0) -> Query:
        is_postgresql = connection.vendor == "postgresql"
        return compared(
            self._merged() if is_postgresql else self._grouped(),
            _compiled(_products(self.how)),
            _compiled(_stores(self.how)) if self.how.by_store else None,
            POSTGRESQL if is_postgresql else SQLITE,
            only=self.only,
            order=self.order,
            limit=limit,
            offset=offset,
        )

    def _merged(self) -> Query:
        """Each side read in the order of its index, and both merged."""
        keys = keys_of(self.how)
        sides = []
        for run in (self.left, self.right):
            rows = self._narrowed(self.how.model.objects.of(run)).order_by(*keys)
            if _once_per_pair(self.how):
                rows = rows.values_list(*keys, self.how.units)
            else:
                in_all = Cast(Sum(self.how.units), BigIntegerField())
                rows = rows.values_list(*keys).annotate(in_all=in_all)
            sides.append(_compiled(rows))
        return merged(*sides, names_of(self.how))

    def _grouped(self) -> Query:
        """Both sides at once, summed by pair."""
        rows = self._narrowed(self.how.model.objects.of_two(self.left, self.right)).order_by()
        keys = dict(zip(names_of(self.how), map(F, keys_of(self.how)), strict=True))
        of_left, of_right = Q(run=self.left.number), Q(run=self.right.number)
        return _compiled(
            rows.values(**keys).annotate(
                l=Sum(self.how.units, filter=of_left), r=Sum(self.how.units, filter=of_right)
            )
        )

    def _narrowed(self, rows: QuerySet) -> QuerySet:
        if self.store:
            rows = rows.filter(store=self.store)
        if self.sku:
            products = related_model(self.how, "product").objects.filter(sku__icontains=self.sku)
            rows = rows.filter(product__in=products)
        return rows


def keys_of(how: Comparable) -> tuple[str, ...]:
    return ("product_id", "store_id") if how.by_store else ("product_id",)


def names_of(how: Comparable) -> tuple[str, ...]:
    """What the keys are called in the statement."""
    return ("p", "s") if how.by_store else ("p",)


def identity(how: Comparable, *runs: Run) -> list:
    """What tells apart what is kept of runs: how they are compared, and their rows as they are.

    Rows are written by one attempt of a run, before it is finished; updates make a new revision.
    """
    revisions = [(run.number, run.attempt, run.revision) for run in runs]
    return [how.model._meta.label, how.units, how.by_store, revisions]


def _once_per_pair(how: Comparable) -> bool:
    """Whether a run has no pair twice, so that nothing needs to be summed."""
    keys = {"run", "product", "store"} if how.by_store else {"run", "product"}
    rules = how.model._meta.total_unique_constraints
    return any(set(rule.fields) <= keys for rule in rules)


def related_model(how: Comparable, key: str) -> type[Model]:
    return how.model._meta.get_field(key).related_model


def _products(how: Comparable) -> QuerySet:
    return related_model(how, "product").objects.order_by().values_list("pk", "sku", "name")


def _stores(how: Comparable) -> QuerySet:
    return related_model(how, "store").objects.order_by().values_list("pk", "name")


def _compiled(rows: QuerySet) -> Query:
    return Query(*rows.query.sql_with_params())
