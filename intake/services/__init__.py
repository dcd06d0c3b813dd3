"""Files coming in: kept under their SHA-256, read in a child process, refused in words."""

from intake.services.contents import (
    READ_AT_ONCE,
    read_file,
    refuse_if_empty,
    refuse_no_spreadsheet,
    sum_check,
    warning_sentences,
)
from intake.services.files import StagedFile, kept_path, refuse_same_file, staged
from intake.services.findings import write_findings
from intake.services.stores import CREATE, FAIL, IGNORE, UNKNOWN_STORES, decide_stores

__all__ = [
    "CREATE",
    "FAIL",
    "IGNORE",
    "READ_AT_ONCE",
    "UNKNOWN_STORES",
    "StagedFile",
    "decide_stores",
    "kept_path",
    "read_file",
    "refuse_if_empty",
    "refuse_no_spreadsheet",
    "refuse_same_file",
    "staged",
    "sum_check",
    "warning_sentences",
    "write_findings",
]
