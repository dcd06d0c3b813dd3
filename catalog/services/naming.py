"""Products as any file names them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from catalog.services.writing import (
    NAME_LENGTH,
    Row,
    known_products,
    names_of,
    write_products,
)


@dataclass
class Named:
    """Products as a file names them: ids in the order asked, and what had to be written."""

    ids: np.ndarray
    created: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)


@transaction.atomic
def name_products(
    skus: Sequence[str], names: Sequence[str], *, by: AbstractBaseUser, reason: str
) -> Named:
    """Find products by exact SKU; create those that are new, rename those whose name changed.

    `names` stands beside `skus` (distinct); "" says nothing: a new product is then named by
    its SKU. Every change is kept in the product's history with `reason`.
    """
    known = names_of(skus)
    created, renamed = [], {}
    for sku, name in zip(skus, names, strict=True):
        name = name[:NAME_LENGTH]
        if sku not in known:
            created.append(Row(sku, name or sku))
        elif name and name != known[sku][1]:
            renamed[sku] = name
    created.sort()
    rows = {sku: row for sku, (_pk, row) in known_products(sorted(renamed)).items()}
    changed = [rows[sku]._replace(name=renamed[sku]) for sku in sorted(renamed)]
    ids = {sku: pk for sku, (pk, _name) in known.items()}
    now = timezone.now()
    ids |= write_products(created, sign="+", by=by, reason=reason, at=now)
    write_products(changed, sign="~", by=by, reason=reason, at=now)
    found = np.fromiter((ids[sku] for sku in skus), dtype=np.int64, count=len(skus))
    return Named(found, [row.sku for row in created], sorted(renamed))
