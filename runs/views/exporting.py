"""A table of one run as a file, narrowed by exactly the filters on screen."""

import io
import tempfile
from collections.abc import Iterable, Sequence

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from runs.errors import Refused
from runs.exports import FORMATS, export_of, file_name, write_csv, write_xlsx
from runs.kinds import Export, exports_named
from runs.models import Run
from runs.queries import NoSuchRun, current_run_with, run_by_id
from runs.views.base import refusal_page


@require_safe
@permission_required("runs.view_run", raise_exception=True)
def export(request: HttpRequest, what: str) -> HttpResponse:
    """GET /export/<what>/?run_id=&format=, and the page's filters."""
    try:
        return _file(request, what)
    except Refused as refusal:
        return refusal_page(request, refusal)


def _file(request: HttpRequest, what: str) -> FileResponse:
    run = _asked_run(request.GET.get("run_id", ""), what)
    found = export_of(run, what)
    return file_of(found, run, found.rows(run, request.GET), request.GET)


def file_of(found: Export, run: Run, rows: Iterable[Sequence], query: QueryDict) -> FileResponse:
    """Rows as the file that was asked for."""
    file_format = query.get("format") or "xlsx"
    if file_format not in FORMATS:
        raise Refused(_("Nothing was exported: the format is xlsx or csv."))
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    if file_format == "csv":
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        write_csv(found, rows, text)
        text.detach()
    else:
        write_xlsx(found, rows, file)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=file_name(found, run, file_format),
        content_type=FORMATS[file_format],
    )


def _asked_run(run_id: str, what: str) -> Run:
    """The run asked for, else the one the dashboard shows, or that the file would be of."""
    if run_id:
        return run_by_id(run_id)
    exports = exports_named(what)
    exports.sort(key=lambda found: found[0] != Run.Type.DISTRIBUTION)
    for run_type, found in exports:
        if run := current_run_with(run_type, found.applies):
            return run
    raise NoSuchRun(
        _("Nothing was exported: there is no run that has “%(what)s” yet.") % {"what": what}
    )
