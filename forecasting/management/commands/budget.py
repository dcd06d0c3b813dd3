from dataclasses import asdict
from typing import Any

from forecasting.services import amount, within_budget
from runs.management.base import RunCommand
from runs.models import Run
from runs.queries import run_by_id
from runs.services import require

SHOWN = ("rank", "sku", "product", "units", "cost", "spent")


class Command(RunCommand):
    help = "Say what to buy first of a forecast with so much money. Changes nothing."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("run", metavar="RUN")
        parser.add_argument("amount", metavar="AMOUNT", help="as 10000, 10.000,50 or 10,000.50")

    def work(self, **options: Any) -> dict[str, Any]:
        require(self.user(options), "runs.view_run")
        run = run_by_id(options["run"], run_type=Run.Type.FORECAST_V2)
        budget = within_budget(run, amount(options["amount"]))
        lines = [asdict(line) for line in budget.lines]
        return {
            "lines": [{name: line[name] for name in SHOWN} for line in lines],
            "left": budget.left,
            "without_cost": budget.without_cost,
        }
