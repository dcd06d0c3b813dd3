"""Parts a page is put together from: each is placed by the template of its name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.translation import get_language
from django.utils.translation import gettext as _

BAR_HEIGHT, AXIS_HEIGHT, LONGEST_LABEL = 26, 48, 22
LEGEND_HEIGHT = 32
BARS = {"borderRadius": 3, "maxBarThickness": 18}
AXIS_COLOR, HOVER_COLOR = "#7c8794", "#0e7490"


@dataclass(frozen=True)
class Kpi:
    """A figure with its name: components/kpis.html."""

    label: Any
    value: Any
    hint: Any = ""
    url: str = ""
    tone: str = ""  # warning or danger colour the figure


def with_units(count: int | None) -> str:
    """Of how many units are sent, beside how many have a line at all; older runs do not know."""
    return "" if count is None else _("%s with units to send") % localize(count)


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
        labels = [_short(label) for label in self.labels]
        return json.dumps({"labels": labels, "datasets": self.datasets()})

    def datasets(self) -> list[dict[str, Any]]:
        return [
            {
                "label": str(self.unit or self.title),
                "data": list(self.values),
                "backgroundColor": "var(--color-primary-500)",
                "hoverBackgroundColor": HOVER_COLOR,
                **BARS,
            }
        ]

    def options(self) -> str:
        ticks = {"color": AXIS_COLOR}
        axis = {"grid": {"display": True}, "border": {"display": False}}
        options = {
            "indexAxis": "y",
            "responsive": True,
            "maintainAspectRatio": False,
            "animation": False,
            "locale": get_language(),
            "plugins": {"legend": self.legend()},
            "scales": {
                "x": {**axis, "beginAtZero": True, "ticks": {**ticks, "precision": 0}},
                "y": {
                    **axis,
                    "grid": {"display": False},
                    "stacked": True,
                    "ticks": {**ticks, "autoSkip": False},
                },
            },
        }
        return json.dumps(options)

    def legend(self) -> dict[str, Any]:
        return {"display": False}

    def height(self) -> int:
        return AXIS_HEIGHT + BAR_HEIGHT * max(len(self.labels), 1)

    def rows(self) -> list[tuple[str, float]]:
        return list(zip(self.labels, self.values, strict=True))


@dataclass(frozen=True)
class ChangeChart(BarChart):
    """Bars to both sides of zero: what grew and what shrank, in two colours with their names."""

    def datasets(self) -> list[dict[str, Any]]:
        kinds = (
            (_("More on the right"), "var(--color-primary-500)", lambda value: value > 0),
            (_("Less on the right"), "var(--color-orange-500)", lambda value: value < 0),
        )
        return [
            {
                "label": str(name),
                "data": [value if belongs(value) else None for value in self.values],
                "backgroundColor": color,
                **BARS,
            }
            for name, color, belongs in kinds
        ]

    def legend(self) -> dict[str, Any]:
        labels = {"color": AXIS_COLOR, "boxWidth": 12, "boxHeight": 12}
        return {"display": True, "position": "bottom", "labels": labels}

    def height(self) -> int:
        return super().height() + LEGEND_HEIGHT


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
