"""ABC by value and XYZ by uncertainty."""

import numpy as np

A_SHARE, B_SHARE = 80, 95  # percent of the value that A makes, and that A and B make
STEADY, VARIABLE = 0.5, 1.0  # deviation / mean up to which a SKU is X, and Y


def abc(value: np.ndarray) -> np.ndarray:
    """ "A", "B" or "C" per SKU: the fewest SKUs that make 80 % of the value, then 95 %, the rest.

    The largest come first, of equal ones that which is given first. Without a value of its own a
    SKU is C.
    """
    worth = np.maximum(value, 0)
    order = np.argsort(-worth, kind="stable")
    before = np.cumsum(worth[order]) - worth[order]
    total = worth.sum()
    letters = np.full(len(worth), "C")
    letters[order[100 * before < B_SHARE * total]] = "B"
    letters[order[100 * before < A_SHARE * total]] = "A"
    return letters


def xyz(mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """ "X", "Y" or "Z" per SKU by the deviation of its demand, as a share of its mean.

    X up to 0.5, Y up to 1, Z above and where there is no demand.
    """
    deviation = np.sqrt(variance)
    letters = np.full(len(mean), "Z")
    letters[(mean > 0) & (deviation <= VARIABLE * mean)] = "Y"
    letters[(mean > 0) & (deviation <= STEADY * mean)] = "X"
    return letters
