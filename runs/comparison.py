"""The statement that compares two runs, put together from queries that Django compiled.

Everything else in it are the words of this file; values are parameters.
"""

from collections.abc import Sequence
from typing import NamedTuple

ORDERS = {
    "size": "size",
    "left": "COALESCE(l, 0)",
    "right": "COALESCE(r, 0)",
    "product__sku": "sku",
    "product__name": "product",
    "store__name": "store",
}
NUMBERS = ("size", "left", "right")
ONLY = {
    "": "",
    "different": "WHERE COALESCE(l, 0) <> COALESCE(r, 0)",
    "appeared": "WHERE l IS NULL",
    "disappeared": "WHERE r IS NULL",
}


class Query(NamedTuple):
    text: str
    params: Sequence


class Dialect(NamedTuple):
    """What the databases say differently: how texts sort by code point, and "work it out once"."""

    by_code_point: str
    once: str


POSTGRESQL = Dialect('COLLATE "C"', "MATERIALIZED")
SQLITE = Dialect("", "")  # both are what it does anyway


def merged(left: Query, right: Query, keys: Sequence[str]) -> Query:
    """Two queries of (*keys, units), each in the order of its index, as one of *keys, l, r.

    Not for SQLite, which answers a FULL JOIN of two sub-queries with a nested scan.
    """
    columns = ", ".join(keys)
    text = f"""
        SELECT {columns}, lefts.u AS l, rights.u AS r
        FROM ({left.text}) AS lefts ({columns}, u)
        FULL JOIN ({right.text}) AS rights ({columns}, u) USING ({columns})
    """  # noqa: S608
    return Query(text, [*left.params, *right.params])


def compared(
    either: Query,
    products: Query,
    stores: Query | None,
    dialect: Dialect,
    *,
    only: str,
    order: Sequence[str],
    limit: int | None = None,
    offset: int = 0,
) -> Query:
    """Rows (p, s, l, r, sku, product, store, number of all rows); without `stores` s is 0.

    `either` has columns named p, s, l, r (without stores no s): NULL where a side lacks the pair.
    `products` gives (p, sku, product), `stores` (s, store). Ties are ordered by SKU and store.
    """
    keys, place, store, shops, with_stores, last = "p", "0", "''", "", "", []
    params = [*products.params]
    if stores:
        keys, place, store, last = "p, s", "s", "store", ["store__name"]
        shops, with_stores = f", stores (s, store) AS ({stores.text})", "JOIN stores USING (s)"
        params += stores.params
    params += either.params
    edge = page = ""
    if limit is not None:
        if order[0].lstrip("-") in NUMBERS:
            edge = _edge(order[0])
            params.append(offset + limit)
        page = "LIMIT %s OFFSET %s"
        params += [limit, offset]
    text = f"""
        WITH products (p, sku, product) AS ({products.text}) {shops},
        pairs AS {dialect.once} (
            SELECT {keys}, l, r, ABS(COALESCE(r, 0) - COALESCE(l, 0)) AS size
            FROM ({either.text}) AS either {ONLY[only]}
        )
        SELECT p, {place}, l, r, sku, product, {store}, (SELECT COUNT(*) FROM pairs)
        FROM pairs JOIN products USING (p) {with_stores} {edge}
        ORDER BY {_listed([*order, "product__sku", *last], dialect)} {page}
    """  # noqa: S608
    return Query(text, params)


def _edge(first: str) -> str:
    """Drops what comes after the last row wanted in any case, before it is given names."""
    key = ORDERS[first.lstrip("-")]
    last, ways, reaches = ("MIN", "DESC", ">=") if first[0] == "-" else ("MAX", "ASC", "<=")
    return f"""WHERE {key} {reaches} (
        SELECT {last}(k) FROM (SELECT {key} AS k FROM pairs ORDER BY k {ways} LIMIT %s) AS first
    )"""  # noqa: S608


def _listed(order: Sequence[str], dialect: Dialect) -> str:
    keys = {}
    for name in order:
        field = name.lstrip("-")
        words = ORDERS[field] if field in NUMBERS else f"{ORDERS[field]} {dialect.by_code_point}"
        keys.setdefault(field, f"{words} {'DESC' if name[0] == '-' else 'ASC'}")
    return ", ".join(keys.values())
