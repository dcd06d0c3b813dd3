from pathlib import Path
from typing import Any

from distribution.services import import_legacy
from runs.management.base import RunCommand


class Command(RunCommand):
    help = "Take over the Flask predecessor's SQLite file, as archived runs."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", metavar="PATH")

    def work(self, **options: Any) -> dict[str, Any]:
        imported = import_legacy(Path(options["path"]), by=self.user(options))
        return {**imported.counts, "runs": imported.runs, "rejected": imported.rejected}
