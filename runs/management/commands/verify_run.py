from typing import Any

from runs.management.base import RunCommand
from runs.queries import run_by_id
from runs.services import require, verify


class Command(RunCommand):
    help = "Compute a stored run again and compare the digests."
    fails_when_false = "same"

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("run", metavar="ID")

    def work(self, **options: Any) -> dict[str, Any]:
        require(self.user(options), "runs.view_run")
        run = run_by_id(options["run"])
        found = verify(run, self.progress)
        return {
            "run_id": str(run.pk),
            "stored": found.stored,
            "computed": found.computed,
            "same": found.same,
        }
