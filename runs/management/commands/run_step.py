from typing import Any

from runs.management.base import RunCommand
from runs.models import Run
from runs.queries import run_by_id
from runs.services import advance
from runs.workflow import STEPS


class Command(RunCommand):
    help = "Take a step of the workflow with a run."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("run", metavar="ID")
        parser.add_argument("step", choices=STEPS)
        parser.add_argument("--note", default="", help="the reason, where one is needed")
        parser.add_argument("--urgency", choices=Run.Urgency.values, default=Run.Urgency.MEDIUM)

    def work(self, **options: Any) -> dict[str, Any]:
        run = advance(
            run_by_id(options["run"]),
            options["step"],
            by=self.user(options),
            note=options["note"],
            urgency=options["urgency"],
        )
        return {"run_id": str(run.pk), "status": run.status, "is_active": run.is_active}
