from typing import Any

from runs.management.base import RunCommand
from runs.queries import run_by_id
from runs.services import fail_if_lost, is_waiting, retry


class Command(RunCommand):
    help = "Process a failed run again, whole; with --queue a worker does it."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("run", metavar="ID")
        parser.add_argument("--queue", action="store_true", help="leave it to a worker")

    def work(self, **options: Any) -> dict[str, Any]:
        run = fail_if_lost(run_by_id(options["run"]))
        run = retry(run, by=self.user(options), queue=options["queue"])
        if not options["queue"] and not is_waiting(run):
            run = self.process(run)
        return {
            "run_id": str(run.pk),
            "outcome": run.outcome,
            "rows": run.row_count,
            "rejected": run.rejected_count,
            "units": run.units,
            "skus": run.skus,
            "stores": run.stores,
            "warnings": run.warnings,
        }
