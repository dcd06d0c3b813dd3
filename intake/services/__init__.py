"""Files coming in: looked at, kept under their SHA-256, read in a child process, or refused."""

from intake.services.contents import (
    READ_AT_ONCE,
    read_file,
    refuse_if_empty,
    refuse_no_spreadsheet,
    sum_check,
    warning_sentences,
)
from intake.services.files import (
    StagedFile,
    kept_path,
    refuse_same_content,
    refuse_same_file,
    same_content,
    staged,
)
from intake.services.findings import write_findings
from intake.services.mappings import layout_for, layout_of, remember_columns
from intake.services.pending import (
    as_staged,
    discard,
    pending_file,
    remove_forgotten,
    set_aside,
    take,
)
from intake.services.previews import (
    PREVIEWED,
    Preview,
    UnknownStore,
    look_into,
    named,
    new_products,
    unknown_stores,
    unlike_the_last,
)
from intake.services.stores import (
    CREATE,
    FAIL,
    IGNORE,
    UNKNOWN_STORES,
    decide_names,
    decide_stores,
    same_stores,
)

__all__ = [
    "CREATE",
    "FAIL",
    "IGNORE",
    "PREVIEWED",
    "READ_AT_ONCE",
    "UNKNOWN_STORES",
    "Preview",
    "StagedFile",
    "UnknownStore",
    "as_staged",
    "decide_names",
    "decide_stores",
    "discard",
    "kept_path",
    "layout_for",
    "layout_of",
    "look_into",
    "named",
    "new_products",
    "pending_file",
    "read_file",
    "refuse_if_empty",
    "refuse_no_spreadsheet",
    "refuse_same_content",
    "refuse_same_file",
    "remember_columns",
    "remove_forgotten",
    "same_content",
    "same_stores",
    "set_aside",
    "staged",
    "sum_check",
    "take",
    "unknown_stores",
    "unlike_the_last",
    "warning_sentences",
    "write_findings",
]
