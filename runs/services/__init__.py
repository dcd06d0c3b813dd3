"""What can be done with runs."""

from runs.services.opening import open_run, require, system_user
from runs.services.processing import process
from runs.services.steps import advance, effects_of, steps_for
from runs.services.verifying import verify

__all__ = [
    "advance",
    "effects_of",
    "open_run",
    "process",
    "require",
    "steps_for",
    "system_user",
    "verify",
]
