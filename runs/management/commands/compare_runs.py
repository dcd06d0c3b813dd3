from typing import Any

from runs.management.base import RunCommand
from runs.models import Run
from runs.queries import run_by_id
from runs.services import compared_rows, require

FIGURES = ("units", "skus", "stores")


class Command(RunCommand):
    help = "Compare two runs of one type: right − left."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("left", metavar="LEFT")
        parser.add_argument("right", metavar="RIGHT")
        parser.add_argument("--limit", type=int, default=50, metavar="N")

    def work(self, **options: Any) -> dict[str, Any]:
        require(self.user(options), "runs.view_run")
        left, right = run_by_id(options["left"]), run_by_id(options["right"])
        names = ("sku", "product", "store", "left", "right", "delta")
        rows = compared_rows(left, right).rows(options["limit"])
        a, b = _figures(left), _figures(right)
        return {
            "left": a,
            "right": b,
            "delta": {name: b[name] - a[name] for name in FIGURES},
            "rows": [dict(zip(names, row, strict=True)) for row in rows],
        }


def _figures(run: Run) -> dict[str, Any]:
    return {"run_id": str(run.pk), **{name: getattr(run, name) for name in FIGURES}}
