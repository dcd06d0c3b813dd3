"""The purchase forecast: one run, and nothing of any other."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from forecasting.methods import METHODS, NAIVE
from forecasting.queries import top_risks, tried
from forecasting.sections import LEFT_OUTS, SUGGESTIONS
from forecasting.services import amount, within_budget
from forecasting.tables import AccuracyTable, BudgetTable, TrialTable
from runs.errors import Refused
from runs.models import Run
from runs.queries import current_run, run_by_id, selectable_runs
from runs.views import BarChart, Kpi, Listing, Page, listing, section_listing, tabs_of

BARS = 10

ACCURACY, BUDGET = "accuracy", "budget"


class ForecastPage(Page):
    template_name = "forecasting/forecast.html"
    permission = "runs.view_run"
    title = _("Purchase forecast")

    @cached_property
    def run(self) -> Run | None:
        """The run asked for, else the active one, else the latest."""
        asked = self.request.GET.get("run_id", "").strip()
        if asked:
            return run_by_id(asked, run_type=Run.Type.FORECAST_V2)
        return current_run(Run.Type.FORECAST_V2)

    @property
    def is_shown(self) -> bool:
        return bool(self.run) and self.run.outcome == Run.Outcome.COMPLETED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        runs = list(selectable_runs(Run.Type.FORECAST_V2))
        if self.run and self.run not in runs:
            runs.append(self.run)
        context |= {"run": self.run, "runs": runs, "is_shown": self.is_shown}
        if not self.is_shown:
            return context
        sections = {section.name: section for section in (SUGGESTIONS, LEFT_OUTS)}
        titles = [
            (SUGGESTIONS.name, SUGGESTIONS.title, self.run.row_count),
            (ACCURACY, _("Accuracy"), None),
            (BUDGET, _("Budget"), None),
            (LEFT_OUTS.name, LEFT_OUTS.title, LEFT_OUTS.total(self.run)),
        ]
        active, tabs = tabs_of(self.request, titles, carried={"run_id": str(self.run.pk)})
        context |= {"kpis": kpis_of(self.run), "tabs": tabs, "active_tab": active}
        if active in sections:
            section = sections[active]
            context["listing"] = section_listing(
                self.request, section, self.run, title=section.title
            )
        if active == LEFT_OUTS.name:
            context["without_sales"] = self.run.metadata["without_sales"]
        if active == SUGGESTIONS.name:
            context["charts"] = _charts(self.run)
        if active == ACCURACY:
            context |= self.accuracy()
        if active == BUDGET:
            context |= self.budget()
        return context

    def accuracy(self) -> dict[str, Any]:
        """The figures that were stored with the run."""
        report = self.run.metadata.get("accuracy") or {}
        if not report:
            return {"accuracy": None}
        return {
            "accuracy": report,
            "interval": _interval_in_words(report),
            "methods": self.figures("methods", _methods(report), ("naive_wape",)),
            "categories": self.figures(
                "categories", _categories(report), ("mase", "pair_wape", "verdict")
            ),
            "trials": listing(
                self.request, tried(self.run), TrialTable, name="trials", title=_("By SKU")
            ),
        }

    def figures(self, name: str, rows: list[dict], hidden: tuple[str, ...]) -> Listing:
        titles = {"methods": _("Methods"), "categories": _("Categories")}
        shown = listing(self.request, rows, AccuracyTable, name=name, title=titles[name])
        for column in hidden:
            shown.table.columns.hide(column)
        return shown

    def budget(self) -> dict[str, Any]:
        """What the sum asked for buys; without one the form alone."""
        asked = self.request.GET.get("budget", "").strip()
        if not asked:
            return {}
        try:
            budget = within_budget(self.run, amount(asked))
        except Refused as refusal:
            return {"budget_refusal": str(refusal)}
        return {
            "budget": budget,
            "listing": listing(
                self.request,
                budget.lines,
                BudgetTable,
                title=_("What to buy, in this order"),
                empty=_("The budget buys nothing: no cost of what is suggested fits it."),
                export="budget",
                carried={"run_id": str(self.run.pk), "budget": str(budget.money)},
            ),
        }


def kpis_of(run: Run) -> list[Kpi]:
    """The figures of a forecast, as they were stored with it."""
    figures = run.metadata
    review = ngettext("%s to review", "%s to review", figures["to_review"]) % figures["to_review"]
    hint = ""
    if figures["without_cost"]:
        hint = (
            ngettext("%s SKU without a cost", "%s SKUs without a cost", figures["without_cost"])
            % (figures["without_cost"])
        )
    stock_outs = figures["stock_outs"]
    return [
        Kpi(_("SKUs to buy"), figures["to_buy"], hint=review),
        Kpi(_("Units to buy"), run.units),
        Kpi(_("Total cost"), _money(figures["cost"]), hint=hint),
        Kpi(
            _("Projected stock-outs"),
            stock_outs,
            hint=_("SKUs that run out if nothing is bought"),
            tone="danger" if stock_outs else "",
        ),
        Kpi(_("Units a transfer would save"), figures["transfer"]),
    ]


def _money(text: str) -> int:
    return round(float(text))


def _charts(run: Run) -> list[BarChart]:
    risks = [(row["product__sku"], float(row["lost_units"])) for row in top_risks(run, BARS)]
    if not risks:
        return []
    labels, values = zip(*risks, strict=True)
    title = _("Top risks: units lost if nothing is bought")
    return [BarChart(title, labels, values, _("units"))]


def _methods(report: dict) -> list[dict]:
    naive = next((row["wape"] for row in report["methods"] if row["method"] == NAIVE), None)
    rows = []
    for number, row in enumerate(report["methods"]):
        loses = naive is not None and row["wape"] is not None and row["wape"] > naive
        verdict = gettext("worse than the naive forecast") if loses else ""
        title = METHODS[row["method"]].title
        name = gettext("%s (this forecast)") % title if not number else title
        rows.append({**row, "name": name, "verdict": verdict, "naive_wape": None})
    return rows


def _categories(report: dict) -> list[dict]:
    rows = sorted(report["categories"], key=lambda row: -row["units"])
    empty = {"mase": None, "pair_wape": None, "verdict": ""}
    return [{**empty, **row, "name": row["category"] or gettext("No category")} for row in rows]


def _interval_in_words(report: dict) -> str:
    if report["coverage"] is None:
        return ""
    text = gettext(
        "The 95 %% interval of %(weeks)s weeks held the demand in %(share)s %% of the trials."
    )
    return text % {"weeks": report["interval_weeks"], "share": round(100 * report["coverage"])}
