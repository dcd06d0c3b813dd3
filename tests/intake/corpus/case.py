"""A file of the corpus: how it is made, and what must become of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SALES, CD, STORES = "sales", "cd", "stores"
DAY = "2025-12-22"
SALES_HEADER = ["sku", "producto", "tienda", "cantidad", "fecha"]
CD_HEADER = ["sku", "producto", "cantidad"]


@dataclass(frozen=True)
class Loaded:
    """What is loaded of a file, and what is said of the rest.

    `skus`, `names`, `stores` and `days` are the different ones, ascending; `rejects` the code of
    each rejected row or cell in file order; `warnings` how many are listed. None: not looked at.
    """

    rows: int
    units: int
    rejected: int = 0
    ignored: int = 0
    skus: Sequence[str] | None = None
    days: Sequence[str] | None = None
    stores: Sequence[str] | None = None
    names: Sequence[str] | None = None
    rejects: Sequence[str] = field(default_factory=list)
    warnings: dict[str, int] | None = None


@dataclass(frozen=True)
class Refused:
    """The codes with which a file as a whole may be refused; usually there is one."""

    codes: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """`write` makes the file and gives the number of its data rows (cells of a wide matrix)."""

    name: str
    kind: str
    write: Callable[[Path], int]
    expected: Loaded | Refused

    def __str__(self) -> str:
        return self.name.replace("_", " ")


class Cases(list[Case]):
    """Collects makers: their names say what is odd about the file."""

    def loaded(self, kind: str, rows: int, units: int, **expected) -> Callable:
        for name in {"skus", "names", "stores", "days"} & expected.keys():
            expected[name] = sorted(expected[name])
        return self._of(kind, Loaded(rows, units, **expected))

    def refused(self, kind: str, *codes: str) -> Callable:
        return self._of(kind, Refused(codes))

    def _of(self, kind: str, expected: Loaded | Refused) -> Callable:
        def add(write: Callable[[Path], int]) -> Callable[[Path], int]:
            self.append(Case(write.__name__, kind, write, expected))
            return write

        return add
