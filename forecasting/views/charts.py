"""The chart of a suggestion: what was sold, the level, and the fan of what is expected."""

import json
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from forecasting.models import PurchaseSuggestion

TWO_SIDED_95 = 1.96
SOLD, LEVEL, EXPECTED, BAND = "#94a3b8", "#0891b2", "#0e7490", "rgba(8, 145, 178, .18)"
AXIS, GRID = "#7c8794", "rgba(124, 135, 148, .2)"
WEEKS_SHOWN = 52


def fan_chart(row: PurchaseSuggestion) -> dict[str, Any]:
    """A Chart.js chart as plain data, from what is stored with the suggestion."""
    history, levels = _numbers(row.history), _numbers(row.levels)
    weeks = row.run.metadata["weeks"]
    first = date.fromisoformat(weeks["first"])
    if not history:
        first += timedelta(weeks=weeks["count"])
    skipped = max(len(history) - WEEKS_SHOWN, 0)
    history, levels = history[skipped:], levels[skipped:]
    horizon = row.run.parameters["horizon_weeks"]
    first += timedelta(weeks=skipped)
    past, ahead = len(history), [None] * horizon
    mondays = [first + timedelta(weeks=number) for number in range(past + horizon)]
    expected = float(row.weekly_demand)
    spread = _between(float(row.band_first or 0), float(row.band_last or 0), horizon)
    before = [None] * past
    high = [round(expected + TWO_SIDED_95 * deviation, 1) for deviation in spread]
    low = [round(max(expected - TWO_SIDED_95 * deviation, 0), 1) for deviation in spread]
    return {
        "type": "line",
        "data": {
            "labels": [date_format(monday, "Y-m-d") for monday in mondays],
            "datasets": [
                _line(gettext("Units sold"), history + ahead, SOLD, points=2),
                _line(gettext("Level"), levels + ahead, LEVEL, width=1.5),
                _line(gettext("Forecast"), before + [expected] * horizon, EXPECTED, dash=[5, 4]),
                _line(gettext("95 % at most"), before + high, "transparent"),
                _line(gettext("95 % at least"), before + low, "transparent", fill="-1"),
            ],
        },
        "options": _options(),
    }


def as_json(chart: dict[str, Any]) -> str:
    return json.dumps(chart)


def _numbers(text: str) -> list[float | None]:
    return [float(part) if part else None for part in text.split(",")] if text else []


def _between(first: float, last: float, count: int) -> list[float]:
    """From the first week's spread to the last one's; farther ahead is never surer."""
    last = max(first, last)
    return [first + (last - first) * week / max(count - 1, 1) for week in range(count)]


def _line(
    label: str,
    data: list,
    color: str,
    *,
    points: int = 0,
    width: float = 2,
    dash: list[int] | None = None,
    fill: str | bool = False,
) -> dict[str, Any]:
    return {
        "label": label,
        "data": data,
        "borderColor": color,
        "backgroundColor": BAND if fill else color,
        "pointRadius": points,
        "borderWidth": width,
        "borderDash": dash or [],
        "fill": fill,
        "tension": 0.15,
    }


def _options() -> dict[str, Any]:
    ticks = {"color": AXIS, "maxRotation": 0, "autoSkip": True, "maxTicksLimit": 8}
    return {
        "responsive": True,
        "maintainAspectRatio": False,
        "animation": False,
        "locale": get_language(),
        "interaction": {"mode": "index", "intersect": False},
        "plugins": {"legend": {"display": False}},
        "scales": {
            "x": {"ticks": ticks, "grid": {"display": False}},
            "y": {"beginAtZero": True, "ticks": {"color": AXIS}, "grid": {"color": GRID}},
        },
    }
