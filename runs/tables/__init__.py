"""Tables: what each has in common, and those of runs themselves."""

from runs.tables.base import (
    PAGE_SIZES,
    TONES,
    BadgeColumn,
    BaseTable,
    KnownTotal,
    NumberColumn,
    TextColumn,
    badge,
)
from runs.tables.runs import (
    ComparisonTable,
    EventTable,
    RunTable,
    SkuComparisonTable,
    signed,
)

__all__ = [
    "PAGE_SIZES",
    "TONES",
    "BadgeColumn",
    "BaseTable",
    "ComparisonTable",
    "EventTable",
    "KnownTotal",
    "NumberColumn",
    "RunTable",
    "SkuComparisonTable",
    "TextColumn",
    "badge",
    "signed",
]
