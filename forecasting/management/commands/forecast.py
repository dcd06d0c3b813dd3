from datetime import date
from typing import Any

from forecasting.methods import DEFAULT, OFFERED
from forecasting.services import generate_forecast
from runs.management.base import RunCommand, about, add_about_arguments, add_simulate_argument, born
from runs.models import Run
from runs.queries import run_by_id

PARAMETERS = (
    "lead_time_days",
    "coverage_weeks",
    "safety_weeks",
    "min_weeks_history",
    "reference_day",
    "horizon_weeks",
    "service_level",
    "campaign",
)


class Command(RunCommand):
    help = "Forecast the demand from one or several sales runs, and suggest what to buy."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--sales-run",
            action="append",
            default=[],
            metavar="ID",
            help="may be repeated; without it all that are completed and not archived",
        )
        parser.add_argument("--method", choices=OFFERED, default=DEFAULT)
        parser.add_argument("--lead-time-days", type=int, metavar="L")
        parser.add_argument("--coverage-weeks", metavar="C", help="default 4")
        parser.add_argument("--safety-weeks", metavar="S", help="default 1; classic methods only")
        parser.add_argument("--min-weeks-history", type=int, metavar="H", help="default 1")
        parser.add_argument(
            "--reference-day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="default today"
        )
        parser.add_argument("--horizon-weeks", type=int, metavar="N", help="4 to 26, default 8")
        parser.add_argument(
            "--service-level", metavar="P", help="as 0.95; default by class: A .975, B .95, C .90"
        )
        parser.add_argument("--campaign", default="")
        add_about_arguments(parser)
        add_simulate_argument(parser)

    def work(self, **options: Any) -> dict[str, Any]:
        sales = Run.Type.SALES_UPLOAD
        run = generate_forecast(
            [run_by_id(text, run_type=sales) for text in dict.fromkeys(options["sales_run"])],
            by=self.user(options),
            asked={"method": options["method"], **{name: options[name] for name in PARAMETERS}},
            about=about(options),
            status=born(options),
            queue=False,
        )
        run = self.process(run)
        return {
            "run_id": str(run.pk),
            "outcome": run.outcome,
            "skus": run.skus,
            "units": run.units,
            "to_buy": run.metadata["to_buy"],
            "cost": run.metadata["cost"],
            "left_out": run.metadata["left_out"],
            "digest": run.digest,
            "warnings": run.warnings,
        }
