"""One suggested purchase with everything that decided it, as it was stored."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecasting.models import PurchaseSuggestion
from forecasting.queries import forecasts_of, suggestion_of
from forecasting.reasons import explanation
from forecasting.tables import DECISIONS, TONES, doubts_in_words
from forecasting.views.charts import as_json, fan_chart
from runs.models import Run
from runs.queries import NoSuchRun, run_by_id
from runs.views import Page


class SuggestionPage(Page):
    """A page, or the piece of it that the drawer shows."""

    permission = "runs.view_run"

    @cached_property
    def row(self) -> PurchaseSuggestion:
        run = run_by_id(self.kwargs["run"], run_type=Run.Type.FORECAST_V2)
        found = suggestion_of(run, self.kwargs["product"])
        if found is None:
            raise NoSuchRun(_("This forecast says nothing of that product."))
        return found

    def get_template_names(self) -> list[str]:
        is_piece = self.request.headers.get("HX-Request")
        return [f"forecasting/suggestion{'_piece' if is_piece else ''}.html"]

    @property
    def trail(self) -> list[tuple[Any, str]]:
        address = f"{reverse('forecast')}?run_id={self.row.run.pk}"
        return [(gettext_lazy("Purchase forecast"), address)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        shown = {
            "title": str(row.product),
            "row": row,
            "run": row.run,
            "decision": DECISIONS[row.decision],
            "tone": TONES[row.decision],
            "doubts": doubts_in_words(row.doubts),
            "explanation": explanation(row),
            "chart": as_json(fan_chart(row)),
            "facts": facts_of(row),
            "stores": forecasts_of(row.run, row.product_id),
        }
        return super().get_context_data(**kwargs | shown)


def facts_of(row: PurchaseSuggestion) -> list[tuple[Any, Any]]:
    field = PurchaseSuggestion._meta.get_field
    names = (
        "base_demand",
        "weekly_demand",
        "demand",
        "spread",
        "demand_low",
        "demand_high",
        "target",
        "safety_stock",
        "fill_rate",
        "cd_stock",
        "store_stock",
        "on_order",
        "reserved",
        "position",
        "pack",
        "moq",
        "unit_cost",
        "cost",
        "cover_weeks",
        "lead_time_days",
        "supplier",
        "category",
        "transfer_units",
        "actual_units",
        "abs_error",
        "naive_abs_error",
        "mase",
    )
    facts = [(capfirst(field(name).verbose_name), getattr(row, name)) for name in names]
    classes = " · ".join(filter(None, [row.abc, row.xyz, row.get_pattern_display()]))
    return [*facts, (_("Classes"), classes)]
