"""What was found in the rows of a file, kept with the run."""

from intake.models import FileRow, RejectedRow, WarnedRow
from intake.reading import Finding
from intake.reasons import reason_of_row
from runs.models import Run
from runs.rows import write_rows


def write_findings(run: Run, rejected: list[Finding], warnings: list[Finding]) -> None:
    """Keep what was not loaded, and what deserves a look, with the run."""
    for model, findings in ((RejectedRow, rejected), (WarnedRow, warnings)):
        if findings:
            write_rows(run, model, _columns(model, findings))


def _columns(model: type[FileRow], findings: list[Finding]) -> dict[str, list]:
    texts = {code: reason_of_row(code) for code in {finding.code for finding in findings}}
    return {
        "sheet": [finding.sheet[:64] for finding in findings],
        "row": [finding.row for finding in findings],
        "column": [finding.column[:255] for finding in findings],
        "value": [finding.value[:255] for finding in findings],
        "reason": [finding.code for finding in findings],
        "text": [texts[finding.code] for finding in findings],
    }
