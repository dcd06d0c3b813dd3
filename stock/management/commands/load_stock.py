from typing import Any

from intake.management.base import LoadCommand, facts_of_dry_run, facts_of_upload, staged
from stock.services import MODES, PLACES, REPLACE, dry_run_stock, upload_stock


class Command(LoadCommand):
    help = "Load a file of stock (CD or stores) or of open purchase orders: a stock run."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--place", choices=PLACES, required=True)
        parser.add_argument("--mode", choices=MODES, default=REPLACE)

    def work(self, **options: Any) -> dict[str, Any]:
        how = {name: options[name] for name in ("place", "mode", "unknown_stores")}
        by = self.user(options)
        with staged(options["file"]) as file:
            if options["dry_run"]:
                return facts_of_dry_run(dry_run_stock(file, by=by, **how))
            run, prepared = upload_stock(file, by=by, again=options["again"], queue=False, **how)
        return facts_of_upload(self.process(run, prepared))
