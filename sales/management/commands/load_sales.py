from typing import Any

from intake import services as intake
from intake.management.base import (
    LoadCommand,
    facts_of_dry_run,
    facts_of_preview,
    facts_of_upload,
    staged,
)
from runs.management.base import about, add_about_arguments
from sales.services import dry_run_sales, preview_sales, upload_sales


class Command(LoadCommand):
    help = "Load a sales file: a sales run."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        add_about_arguments(parser)
        parser.add_argument(
            "--deduct-stock", action="store_true", help="take the units out of the stores' stock"
        )
        parser.add_argument(
            "--continues", default="", metavar="RUN", help="its rows, and these corrected ones"
        )

    def work(self, **options: Any) -> dict[str, Any]:
        by, layout = self.user(options), self.layout(options)
        said = {"unknown_stores": options["unknown_stores"], "layout": layout}
        with staged(options["file"]) as file:
            if options["dry_run"]:
                decided = dict(options["store"])
                result = dry_run_sales(file, by=by, decided=decided, **said)
                seen = intake.look_into(file.path, file.name, "sales", layout)
                preview = preview_sales(seen.reading, decided)
                return facts_of_dry_run(result) | facts_of_preview(seen, preview)
            run, prepared = upload_sales(
                file,
                by=by,
                about=about(options),
                again=options["again"],
                decisions=self.decisions(options),
                deduct_stock=options["deduct_stock"],
                continues=options["continues"],
                queue=False,
                **said,
            )
        self.remember("sales", options, prepared.reading, by)
        return facts_of_upload(self.process(run, prepared))
