from typing import Any

from intake import services as intake
from intake.management.base import (
    LoadCommand,
    facts_of_dry_run,
    facts_of_preview,
    facts_of_upload,
    staged,
)
from stock.services import MODES, PLACES, REPLACE, dry_run_stock, preview_stock, upload_stock


class Command(LoadCommand):
    help = "Load a file of stock (CD or stores) or of open purchase orders: a stock run."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--place", choices=PLACES, required=True)
        parser.add_argument("--mode", choices=MODES, default=REPLACE)
        parser.add_argument(
            "--continues", default="", metavar="RUN", help="corrected cells of that run"
        )
        parser.add_argument(
            "--is-stock", action="store_true", help="although it looks like a file of sales"
        )

    def work(self, **options: Any) -> dict[str, Any]:
        by, place, layout = self.user(options), options["place"], self.layout(options)
        named = ("place", "mode", "unknown_stores", "continues", "is_stock")
        said = {name: options[name] for name in named}
        said["layout"] = layout
        with staged(options["file"]) as file:
            if options["dry_run"]:
                decided = dict(options["store"])
                result = dry_run_stock(file, by=by, decided=decided, **said)
                seen = intake.look_into(file.path, file.name, place, layout)
                how = {name: options[name] for name in ("mode", "continues")}
                preview = preview_stock(seen.reading, place, decided, **how)
                return facts_of_dry_run(result) | facts_of_preview(seen, preview)
            decisions = self.decisions(options)
            run, prepared = upload_stock(
                file, by=by, again=options["again"], decisions=decisions, queue=False, **said
            )
        self.remember(place, options, prepared.reading, by)
        return facts_of_upload(self.process(run, prepared))
