"""The past of each product, as it is kept beside its suggestion: weeks, levels, trials."""

import numpy as np

from forecasting.accuracy import lead_spread
from forecasting.services.outlook import Outlook
from forecasting.services.results import UNKNOWN, Columns, scaled

PARTS = ("slow", "fast", "tuned")


def past_columns(
    outlook: Outlook, place: np.ndarray, horizon: int, otherwise: np.ndarray
) -> Columns:
    """Columns of PurchaseSuggestion that tell of its history.

    `place` is where each row stands in the outlook, -1 where it has no weekly history; the
    spread of its weeks is then `otherwise`.
    """
    return {
        **{name: _at(place, _scaled_part(outlook, name), UNKNOWN) for name in PARTS},
        "weeks": _at(place, outlook.weeks, 0),
        "weeks_sold": _at(place, outlook.weeks_sold, 0),
        "pattern": _texts_at(place, outlook.pattern.tolist()),
        **_trials(outlook, place),
        "history": _texts_at(place, _as_text(outlook.sold, 0)),
        "levels": _texts_at(place, _as_text(outlook.path, 1)),
        **{
            name: _band(outlook, place, lead, otherwise)
            for name, lead in (("band_first", 1), ("band_last", horizon))
        },
    }


def _scaled_part(outlook: Outlook, name: str) -> np.ndarray:
    if name not in outlook.parts:
        return np.full(len(outlook.product), UNKNOWN)
    return scaled(outlook.parts[name])


def _trials(outlook: Outlook, place: np.ndarray) -> Columns:
    """How such forecasts of each product went; UNKNOWN where none could be tried."""
    own, naive = outlook.errors, outlook.naive
    tried = (~np.isnan(own.actual)).any(axis=0)
    usable = own.scale > 0
    share = np.divide(own.weekly, own.scale, out=np.full(own.scale.shape, np.nan), where=usable)
    counted = (~np.isnan(share)).sum(axis=0)
    mase = np.where(counted > 0, np.nansum(share, axis=0) / np.maximum(counted, 1), np.nan)
    sums = {
        "abs_error": scaled(np.nansum(own.absolute, axis=0)),
        "error": scaled(np.nansum(own.signed, axis=0)),
        "naive_abs_error": scaled(np.nansum(naive.absolute, axis=0)),
        "actual_units": scaled(np.nansum(own.actual, axis=0), 0),
    }
    columns = {name: np.where(tried, values, UNKNOWN) for name, values in sums.items()}
    columns["mase"] = scaled(mase)
    return {name: _at(place, values, UNKNOWN) for name, values in columns.items()}


def _band(outlook: Outlook, place: np.ndarray, lead: int, otherwise: np.ndarray) -> np.ndarray:
    own = _at(place, lead_spread(outlook.actual, outlook.path, lead), np.nan)
    return scaled(np.where(np.isnan(own), otherwise, own))


def _at(place: np.ndarray, values: np.ndarray, absent: float) -> np.ndarray:
    if not len(values):
        return np.full(len(place), absent)
    return np.where(place >= 0, values[place], absent)


def _texts_at(place: np.ndarray, texts: list[str]) -> list[str]:
    return [texts[row] if row >= 0 else "" for row in place.tolist()]


def _as_text(matrix: np.ndarray, places: int) -> list[str]:
    """Each column as numbers with commas between; nothing stands for a missing week."""
    form = f"%.{places}f"
    return [",".join(["" if n != n else form % n for n in column]) for column in matrix.T.tolist()]
