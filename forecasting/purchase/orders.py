"""From what is missing to what can be ordered."""

import numpy as np


def to_order(
    target: np.ndarray, position: np.ndarray, pack: np.ndarray, moq: np.ndarray
) -> np.ndarray:
    """Units to buy: what lacks to the target, in whole packs, at least `moq` units.

    0 where the position reaches the target. All are whole numbers; a pack holds at least 1 unit.
    """
    need = np.asarray(target, dtype=np.int64) - position
    packs = -(-np.maximum(need, moq) // pack)
    return np.where(need > 0, packs * pack, 0).astype(np.int64)
