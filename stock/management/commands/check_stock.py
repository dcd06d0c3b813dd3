from typing import Any

from runs.management.base import RunCommand
from runs.services import require
from stock.queries import ledger_differences

SHOWN = 20


class Command(RunCommand):
    help = "Prove that every stock level is the sum of its movements."
    fails_when_false = "ok"

    def work(self, **options: Any) -> dict[str, Any]:
        require(self.user(options), "stock.view_stocklevel")
        differences = ledger_differences()
        return {
            "ok": not differences,
            "differences": [vars(difference) for difference in differences[:SHOWN]],
        }
