"""What can be done with runs."""

from runs.services.cancelling import cancel, is_waiting, may_cancel, may_retry, retry
from runs.services.changes import largest_changes
from runs.services.compared import ComparedRows
from runs.services.comparing import comparable, compared_rows, differences
from runs.services.litter import add_remover, remove_litter
from runs.services.lost import (
    fail_if_lost,
    forsaken_runs,
    hand_back,
    is_outdated,
    put_right,
    runs_of,
    take_up,
)
from runs.services.opening import may, open_run, require, system_user
from runs.services.presence import is_present, present
from runs.services.processing import process
from runs.services.steps import advance, effects_of, steps_for, steps_from
from runs.services.verifying import ask_to_verify, verify, verify_for

__all__ = [
    "ComparedRows",
    "add_remover",
    "advance",
    "ask_to_verify",
    "cancel",
    "comparable",
    "compared_rows",
    "differences",
    "effects_of",
    "fail_if_lost",
    "forsaken_runs",
    "hand_back",
    "is_outdated",
    "is_present",
    "is_waiting",
    "largest_changes",
    "may",
    "may_cancel",
    "may_retry",
    "open_run",
    "present",
    "process",
    "put_right",
    "remove_litter",
    "require",
    "retry",
    "runs_of",
    "steps_for",
    "steps_from",
    "system_user",
    "take_up",
    "verify",
    "verify_for",
]
