from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from runs.errors import Refused
from runs.exports import FORMATS, export_of, file_name, write_csv, write_xlsx
from runs.management.base import RunCommand
from runs.queries import run_by_id
from runs.services import require


class Command(RunCommand):
    help = "Write a table of a run to a file."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("run", metavar="ID")
        parser.add_argument(
            "--what",
            required=True,
            help="predictions, remainder, sales, stock, rejected, exclusions …",
        )
        parser.add_argument("--format", choices=FORMATS, default="xlsx")
        parser.add_argument("--to", required=True, metavar="PATH", help="a file, or a folder")

    def work(self, **options: Any) -> dict[str, Any]:
        require(self.user(options), "runs.view_run")
        run = run_by_id(options["run"])
        export = export_of(run, options["what"])
        path = Path(options["to"])
        if path.is_dir():
            path /= file_name(export, run, options["format"])
        self.progress(_("Writing"), 0, run.row_count)
        partial = path.with_name(f".{path.name}.partial")
        try:
            if options["format"] == "csv":
                with partial.open("w", encoding="utf-8-sig", newline="") as file:
                    rows = write_csv(export, export.rows(run, {}), file)
            else:
                with partial.open("wb") as file:
                    rows = write_xlsx(export, export.rows(run, {}), file)
            partial.replace(path)
        except OSError as error:
            raise Refused(
                _("Nothing was exported: %(path)s cannot be written (%(why)s).")
                % {"path": path, "why": error.strerror}
            ) from error
        finally:
            partial.unlink(missing_ok=True)
        return {"path": str(path.resolve()), "rows": rows}
