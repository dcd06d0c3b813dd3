"""What was computed, in the texts users know: its fingerprint, and its rows."""

from dataclasses import dataclass

import numpy as np

from distribution import classic
from distribution.models import CdRemainder, Exclusion, Prediction
from runs.bulk import Tell
from runs.digest import Texts, digest
from runs.models import Run
from runs.rows import write_rows

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Names:
    """What the indices stand for: ids in ascending order, and the texts users know."""

    products: np.ndarray
    skus: list[str]
    stores: np.ndarray
    store_names: list[str]

    @property
    def place_of_name(self) -> np.ndarray:
        """Each store's place in the order of names, by code point."""
        order = sorted(range(len(self.store_names)), key=self.store_names.__getitem__)
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        return place


def digest_of(names: Names, predictions: Columns, remainders: Columns, exclusions: Columns) -> str:
    def readable(columns: Columns) -> dict:
        texts = {"product": Texts(names.skus, columns["product"])}
        if "store" in columns:
            texts["store"] = Texts(names.store_names, columns["store"])
        if "reason" in columns:
            reasons, codes = np.unique(columns["reason"], return_inverse=True)
            texts["reason"] = Texts(reasons.tolist(), codes)
        return {**columns, **texts}

    return digest(
        {
            "predictions": readable(predictions),
            "remainders": readable(remainders),
            "exclusions": readable(exclusions),
        }
    )


def write_results(
    run: Run,
    names: Names,
    predictions: Columns,
    remainders: Columns,
    exclusions: Columns,
    tell: Tell,
) -> None:
    def with_ids(columns: Columns) -> dict:
        ids = {"product": names.products[columns["product"]]}
        if "store" in columns:
            ids["store"] = names.stores[columns["store"]]
        return {**columns, **ids}

    lines = with_ids(predictions) | {
        "final": predictions["suggested"],
        "cd_stock": np.ma.masked_equal(predictions["cd_stock"], classic.UNKNOWN),
        "cd_before": np.ma.masked_equal(predictions["cd_before"], classic.UNKNOWN),
    }
    write_rows(run, Prediction, lines, tell)
    write_rows(run, CdRemainder, with_ids(remainders))
    write_rows(run, Exclusion, with_ids(exclusions))
