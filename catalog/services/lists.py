"""How the lists of the catalogue are taken in."""

from dataclasses import dataclass, field


@dataclass
class Loaded:
    """How a small list was taken in; `rejected` is (row, value, why)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    new_categories: list[str] = field(default_factory=list)
    new_suppliers: list[str] = field(default_factory=list)
