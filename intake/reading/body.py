"""What stands below the header of a sheet: its columns, from objects or typed as a whole."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from intake.reading.columns import Column, column

AT_ONCE = 2  # typed columns: more would take more memory


class NotTyped(Exception):
    """A sheet cannot be read column by column: its cells have to be looked at one by one."""


class Body(Protocol):
    """`count` rows; cells are those of grid.Grid."""

    count: int

    def columns(self, headers: Mapping[int, str]) -> list[Column]:
        """The columns with these indexes, under these headers."""

    def values(self, index: int, rows: np.ndarray) -> list:
        """The cells of a column in some of the rows."""


@dataclass(frozen=True)
class ObjectBody:
    """Rows x columns of objects."""

    cells: np.ndarray

    @property
    def count(self) -> int:
        return len(self.cells)

    def columns(self, headers: Mapping[int, str]) -> list[Column]:
        return [column(self.cells[:, index], index, header) for index, header in headers.items()]

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
    typed: Sequence[TypedColumn]

    def columns(self, headers: Mapping[int, str]) -> list[Column]:
        def read(index: int) -> Column:
            return self.typed[index].column(index, headers[index])

        if len(headers) == 1:
            return [*map(read, headers)]
        with ThreadPoolExecutor(AT_ONCE) as threads:  # numpy leaves Python to the other one
            return [*threads.map(read, headers)]

    def values(self, index: int, rows: np.ndarray) -> list:
        return self.typed[index].values(rows)
