from typing import Any

from intake.management.base import LoadCommand, facts_of_dry_run, facts_of_upload, staged
from runs.management.base import about, add_about_arguments
from sales.services import dry_run_sales, upload_sales


class Command(LoadCommand):
    help = "Load a sales file: a sales run."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        add_about_arguments(parser)

    def work(self, **options: Any) -> dict[str, Any]:
        by = self.user(options)
        with staged(options["file"]) as file:
            if options["dry_run"]:
                return facts_of_dry_run(
                    dry_run_sales(file, by=by, unknown_stores=options["unknown_stores"])
                )
            run, prepared = upload_sales(
                file,
                by=by,
                about=about(options),
                unknown_stores=options["unknown_stores"],
                again=options["again"],
                queue=False,
            )
        return facts_of_upload(self.process(run, prepared))
