from typing import Any

from runs.management.base import RunCommand
from runs.queries import run_by_id
from runs.services import cancel


class Command(RunCommand):
    help = "End a run that is queued or running: nothing of it is stored."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("run", metavar="ID")

    def work(self, **options: Any) -> dict[str, Any]:
        run = cancel(run_by_id(options["run"]), by=self.user(options))
        return {"run_id": str(run.pk), "outcome": run.outcome, "error": run.error}
