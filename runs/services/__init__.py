"""What can be done with runs."""

from runs.services.comparing import comparable, compared_rows, differences, largest_changes
from runs.services.opening import may, open_run, require, system_user
from runs.services.processing import process
from runs.services.steps import advance, effects_of, steps_for, steps_from
from runs.services.verifying import verify

__all__ = [
    "advance",
    "comparable",
    "compared_rows",
    "differences",
    "effects_of",
    "largest_changes",
    "may",
    "open_run",
    "process",
    "require",
    "steps_for",
    "steps_from",
    "system_user",
    "verify",
]
