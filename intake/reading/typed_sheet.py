"""A large sheet of an .xlsx as whole columns, by fastexcel into Arrow arrays.

fastexcel is asked for what it finds, never for a type: asked for whole numbers it makes 2 of 2.5,
and asked for dates it forgets texts. A column in which it finds several kinds is NotTyped.
"""

import logging
from pathlib import Path

import fastexcel
import nanoarrow
import numpy as np
from nanoarrow.c_array import CArray

from intake.reading.body import NotTyped, TypedBody, TypedColumn
from intake.reading.grid import check_size
from intake.reading.slices import Slices, padded
from intake.reading.typed import Days, Nothing, Numbers, Texts

TEXTS, NOTHING = {"string"}, {"null"}
NUMBERS = {"int": np.int64, "float": np.float64}
MOMENTS = {"date": "<i4", "datetime": "<i8"}  # days, milliseconds
UNITS = {"date": "datetime64[D]", "datetime": "datetime64[ms]"}
logging.getLogger("fastexcel.types.dtype").setLevel(logging.ERROR)  # warns of empty columns
FIRST_DAY = np.datetime64("1905-01-01", "ms")  # before it are times without a day, among others
DAY_BEYOND = np.datetime64("10000-01-01", "ms")  # Python has no such day


def typed_sheet(path: Path, sheet: str, start: int, width: int) -> tuple[TypedBody, int]:
    """The rows from the one of index `start` on, of a sheet that is `width` columns wide.

    And how many of their cells have a value. It is for the caller to see that these are all:
    fastexcel makes nothing of "NA" among numbers, and of a day that it cannot tell.
    Raises NotTyped, Unreadable.
    """
    try:
        loaded = fastexcel.read_excel(path).load_sheet(
            sheet,
            header_row=None,
            skip_rows=start,
            schema_sample_rows=None,
            dtype_coercion="strict",
        )
        found = [(column.absolute_index, column.dtype) for column in loaded.selected_columns]
        if any(place >= width for place, _kind in found):
            raise NotTyped
        check_size(loaded.height, width, sheet)
        array = nanoarrow.c_array(loaded)
    except fastexcel.FastExcelError as error:
        raise NotTyped from error  # of a damaged file, the other way says what is wrong
    columns: list[TypedColumn] = [Nothing(array.length)] * width
    values = 0
    for number, (place, kind) in enumerate(found):
        columns[place] = _typed(array.child(number), kind)
        values += array.length - array.child(number).null_count
    return TypedBody(array.length, columns), values


def _typed(array: CArray, kind: str) -> TypedColumn:
    if kind in NOTHING:
        return Nothing(array.length)
    _validity, *buffers = array.view().buffers
    is_blank = _is_blank(array)
    if kind in TEXTS:
        offsets, data = buffers
        ends = np.frombuffer(offsets, np.int32, array.length + 1).astype(np.int64)
        lengths = np.where(is_blank, 0, np.diff(ends))
        return Texts(Slices(padded(data), ends[:-1], lengths))
    if kind in NUMBERS:
        values = np.frombuffer(buffers[0], NUMBERS[kind], array.length).astype(np.float64)
        if np.isnan(values).any():  # a text "NaN" among numbers
            raise NotTyped
        return Numbers(values, is_blank)
    if kind in MOMENTS:
        values = np.frombuffer(buffers[0], MOMENTS[kind], array.length)
        values = values.astype(UNITS[kind]).astype("datetime64[ms]")
        known = values[~is_blank]
        if (known < FIRST_DAY).any() or (known >= DAY_BEYOND).any():
            raise NotTyped
        return Days(values, is_blank)
    raise NotTyped


def _is_blank(array: CArray) -> np.ndarray:
    """Which cells are null: Arrow has a bit for each that is not, or none when all are there."""
    validity = next(iter(array.view().buffers))
    if not validity.size_bytes:
        return np.zeros(array.length, bool)
    valid = np.frombuffer(validity, np.uint8)
    bits = np.unpackbits(valid, count=array.length, bitorder="little")
    return bits == 0
