"""A fingerprint of what results say, whatever their order and numbering."""

import hashlib
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.digest import Texts, digest

DAYS = np.array(["2025-12-22", "2025-12-23", "2025-12-22"], "M8[D]")


def tables(sku=("TEE", "CAP", "TEE"), units=(3, -1, 5), day=DAYS, remainder=(7,)) -> dict:
    return {
        "predictions": {"sku": texts(sku), "units": units, "day": day},
        "remainder": {"left": remainder},
    }


def texts(words) -> Texts:
    values = sorted(set(words), reverse=True)
    return Texts(values, np.array([values.index(word) for word in words], dtype=np.int64))


def test_it_is_a_sha256_in_hexadecimal():
    assert len(digest(tables())) == hashlib.sha256().digest_size * 2


def test_neither_the_order_of_columns_nor_of_tables_matters():
    turned = {name: dict(reversed(columns.items())) for name, columns in reversed(tables().items())}

    assert digest(turned) == digest(tables())


@given(rows=st.permutations(range(3)))
def test_the_order_of_rows_does_not_matter(rows):
    order = list(rows)

    turned = tables(
        sku=np.array(["TEE", "CAP", "TEE"])[order].tolist(),
        units=np.array([3, -1, 5])[order],
        day=DAYS[order],
    )

    assert digest(turned) == digest(tables())


@pytest.mark.parametrize(
    "changed",
    [
        {"sku": ("TEE", "CAP", "CAP")},
        {"sku": ("TEE", "CAP ", "TEE")},
        {"sku": ("TEE", "Cap", "TEE")},
        {"units": (3, 1, 5)},
        {"units": (-1, 3, 5)},
        {"day": DAYS + 1},
        {"day": DAYS[[1, 0, 2]]},
        {"remainder": (8,)},
        {"remainder": ()},
        {"remainder": (7, 7)},
    ],
)
def test_each_changed_value_matters(changed):
    assert digest(tables(**changed)) != digest(tables())


def test_the_names_of_tables_and_columns_matter():
    fingerprints = {digest({table: {column: [1]}}) for table in "ab" for column in "cd"}

    assert len(fingerprints) == 4


def test_a_row_more_or_less_matters():
    assert len({digest({"t": {"a": [0] * rows}}) for rows in range(4)}) == 4


@pytest.mark.parametrize(
    "told",
    [
        Texts(["CAP", "TEE"], np.array([1, 0, 1])),
        Texts(["TEE", "unused", "CAP"], np.array([0, 2, 0])),
        Texts(["TEE", "CAP", "TEE"], np.array([0, 1, 2])),
        Texts(("TEE", "CAP"), [0, 1, 0]),
    ],
    ids=["other numbers", "unused values", "one text under two numbers", "plain sequences"],
)
def test_how_texts_are_numbered_does_not_matter(told):
    expected = digest({"t": {"sku": Texts(["TEE", "CAP"], np.array([0, 1, 0], np.int32))}})

    assert digest({"t": {"sku": told}}) == expected


@given(words=st.lists(st.text(max_size=5), max_size=8), data=st.data())
def test_any_texts_in_any_order_have_one_digest(words, data):
    shuffled = data.draw(st.permutations(words))
    repeated = Texts(shuffled, np.arange(len(shuffled)))

    assert digest({"t": {"word": repeated}}) == digest({"t": {"word": texts(words)}})


def test_texts_that_join_alike_are_not_alike():
    assert digest({"t": {"a": texts(["ab", "c"])}}) != digest({"t": {"a": texts(["a", "bc"])}})


@pytest.mark.parametrize("kind", ["i2", "i4", "i8", "u4", "bool"])
def test_the_width_of_numbers_does_not_matter(kind):
    assert digest({"t": {"a": np.array([0, 1], kind)}}) == digest({"t": {"a": [0, 1]}})


def test_the_unit_of_days_does_not_matter():
    assert digest(tables(day=DAYS.astype("M8[ns]"))) == digest(tables())
    assert digest(tables(day=np.array(DAYS.astype(object), "M8[D]"))) == digest(tables())
    assert DAYS[0].item() == date(2025, 12, 22)


def test_empty_tables_have_a_digest_of_their_own():
    empty = {"t": {"sku": Texts([], np.array([], np.int64)), "units": np.array([], np.int64)}}

    assert digest(empty) == digest(empty)
    assert digest(empty) != digest({})


def test_floats_are_refused():
    with pytest.raises(TypeError):
        digest({"t": {"mean": np.array([0.5])}})


PINNED = "122648d4f952d2574062ba581a2b84f5374902897a253a8394df7e18690a7d5c"  # by the first release


def one_column_after_the_other(columns: dict[str, np.ndarray]) -> str:
    """The digest of one table of numbers, its rows sorted by numpy's lexsort."""
    sha = hashlib.sha256(b"table t\n")
    for name in sorted(columns):
        sha.update(f"column {name}\n".encode())
    order = np.lexsort([columns[name] for name in sorted(columns, reverse=True)])
    for name in sorted(columns):
        sha.update(columns[name][order].astype("<i8").tobytes())
    return sha.hexdigest()


@given(
    st.lists(
        st.tuples(st.integers(-2, 2), st.integers(-(2**63), 2**63 - 1), st.integers(-(2**62), 9)),
        max_size=15,
    )
)
def test_whether_rows_fit_into_one_number_does_not_matter(rows):
    columns = {
        name: np.array([row[place] for row in rows], dtype=np.int64)
        for place, name in enumerate("bca")
    }
    fitting = {name: column % 1000 for name, column in columns.items()}

    assert digest({"t": columns}) == one_column_after_the_other(columns)
    assert digest({"t": fitting}) == one_column_after_the_other(fitting)


def test_a_digest_that_was_stored_is_still_found():
    """Of runs of earlier releases only the digest is there to compare with."""
    assert digest(tables()) == PINNED
