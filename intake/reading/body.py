"""What stands below the header of a sheet: its columns, from objects or typed as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from intake.reading.columns import Column, column


class NotTyped(Exception):
    """A sheet cannot be read column by column: its cells have to be looked at one by one."""


class Body(Protocol):
    """`count` rows; cells are those of grid.Grid."""

    count: int

    def column(self, index: int, header: str) -> Column: ...

    def values(self, index: int, rows: np.ndarray) -> list:
        """The cells of a column in some of the rows."""


@dataclass(frozen=True)
class ObjectBody:
    """Rows x columns of objects."""

    cells: np.ndarray

    @property
    def count(self) -> int:
        return len(self.cells)

    def column(self, index: int, header: str) -> Column:
        return column(self.cells[:, index], index, header)

    def values(self, index: int, rows: np.ndarray) -> list:
        return self.cells[rows, index].tolist()


class TypedColumn(Protocol):
    """A column whose cells are all of one kind, or blank."""

    def column(self, index: int, header: str) -> Column: ...

    def values(self, rows: np.ndarray) -> list: ...


@dataclass(frozen=True)
class TypedBody:
    """Columns of one kind each."""

    count: int
    columns: Sequence[TypedColumn]

    def column(self, index: int, header: str) -> Column:
        return self.columns[index].column(index, header)

    def values(self, index: int, rows: np.ndarray) -> list:
        return self.columns[index].values(rows)
