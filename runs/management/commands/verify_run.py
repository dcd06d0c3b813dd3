from typing import Any

from runs.management.base import RunCommand
from runs.queries import run_by_id
from runs.services import verify_for


class Command(RunCommand):
    help = "Compute a stored run again and compare the digests."
    fails_when_false = "same"

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("run", metavar="ID")

    def work(self, **options: Any) -> dict[str, Any]:
        run = run_by_id(options["run"])
        found = verify_for(self.user(options), run, self.progress)
        return {
            "run_id": str(run.pk),
            "stored": found.stored,
            "computed": found.computed,
            "same": found.same,
        }
