from typing import Any

from distribution.models import Mode
from distribution.services import generate_distribution
from runs.management.base import RunCommand, about, add_about_arguments, add_simulate_argument, born
from runs.models import Run
from runs.queries import run_by_id


class Command(RunCommand):
    help = "Generate a distribution from one sales run and the current stock."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--sales-run", required=True, metavar="ID")
        parser.add_argument("--mode", choices=Mode.values, default=Mode.SMA3_MIN3)
        add_simulate_argument(parser)
        add_about_arguments(parser)

    def work(self, **options: Any) -> dict[str, Any]:
        run = generate_distribution(
            run_by_id(options["sales_run"], run_type=Run.Type.SALES_UPLOAD),
            by=self.user(options),
            mode=options["mode"],
            about=about(options),
            status=born(options),
            queue=False,
        )
        run = self.process(run)
        return {
            "run_id": str(run.pk),
            "outcome": run.outcome,
            "predictions": run.row_count,
            "units": run.units,
            "skus": run.skus,
            "stores": run.stores,
            "excluded": run.metadata["excluded"],
            "cd_left": run.metadata["cd_left"],
            "digest": run.digest,
            "warnings": run.warnings,
        }
