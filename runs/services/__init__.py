"""What can be done with runs."""

from runs.services.changes import largest_changes
from runs.services.compared import ComparedRows
from runs.services.comparing import comparable, compared_rows, differences
from runs.services.opening import open_run, require, system_user
from runs.services.processing import process
from runs.services.steps import advance, effects_of, steps_for, steps_from
from runs.services.verifying import verify

__all__ = [
    "ComparedRows",
    "advance",
    "comparable",
    "compared_rows",
    "differences",
    "effects_of",
    "largest_changes",
    "open_run",
    "process",
    "require",
    "steps_for",
    "steps_from",
    "system_user",
    "verify",
]
