"""Parts a page is put together from: each is placed by the template of its name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import get_language

BAR_HEIGHT, AXIS_HEIGHT, LONGEST_LABEL = 26, 48, 22
AXIS_COLOR, HOVER_COLOR = "#7c8794", "#0e7490"


@dataclass(frozen=True)
class Kpi:
    """A figure with its name: components/kpis.html."""

    label: Any
    value: Any
    hint: Any = ""
    url: str = ""
    tone: str = ""  # warning or danger colour the figure


@dataclass(frozen=True)
class Tab:
    """A link of components/tabs.html."""

    title: Any
    url: str
    active: bool = False
    count: int | None = None


def tabs_of(
    request: HttpRequest,
    titles: Sequence[tuple[str, Any, int | None]],
    parameter: str = "tab",
    carried: Mapping[str, str] | None = None,
) -> tuple[str, list[Tab]]:
    """The name of the tab asked for (else the first), and the tabs: (name, title, count) each.

    Their addresses carry further parameters along.
    """
    query = urlencode(carried or {})
    names = [name for name, _title, _count in titles]
    asked = request.GET.get(parameter, "")
    active = asked if asked in names else next(iter(names), "")
    rest = f"&{query}" if query else ""
    tabs = [
        Tab(title, f"?{parameter}={name}{rest}", name == active, n) for name, title, n in titles
    ]
    return active, tabs


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars, the first on top: components/chart.html."""

    title: Any
    labels: Sequence[str]
    values: Sequence[float]
    unit: Any = ""

    def data(self) -> str:
        dataset = {
            "label": str(self.unit or self.title),
            "data": list(self.values),
            "backgroundColor": "var(--color-primary-500)",
            "hoverBackgroundColor": HOVER_COLOR,
            "borderRadius": 3,
            "maxBarThickness": 18,
        }
        return json.dumps({"labels": [_short(x) for x in self.labels], "datasets": [dataset]})

    def options(self) -> str:
        ticks = {"color": AXIS_COLOR}
        axis = {"grid": {"display": True}, "border": {"display": False}}
        options = {
            "indexAxis": "y",
            "responsive": True,
            "maintainAspectRatio": False,
            "animation": False,
            "locale": get_language(),
            "plugins": {"legend": {"display": False}},
            "scales": {
                "x": {**axis, "beginAtZero": True, "ticks": {**ticks, "precision": 0}},
                "y": {**axis, "grid": {"display": False}, "ticks": {**ticks, "autoSkip": False}},
            },
        }
        return json.dumps(options)

    def height(self) -> int:
        return AXIS_HEIGHT + BAR_HEIGHT * max(len(self.labels), 1)

    def rows(self) -> list[tuple[str, float]]:
        return list(zip(self.labels, self.values, strict=True))


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
