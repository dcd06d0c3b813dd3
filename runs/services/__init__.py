"""What can be done with runs."""

from runs.services.comparing import comparable, compared_rows, differences, largest_changes
from runs.services.opening import open_run, require, system_user
from runs.services.processing import process
from runs.services.steps import advance, effects_of, steps_for, steps_from
from runs.services.verifying import ask_to_verify, verify, verify_for

__all__ = [
    "advance",
    "ask_to_verify",
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
    "verify_for",
]
