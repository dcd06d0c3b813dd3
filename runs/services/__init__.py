"""What can be done with runs."""

from runs.services.opening import open_run, require, system_user
from runs.services.processing import process
from runs.services.verifying import verify

__all__ = ["open_run", "process", "require", "system_user", "verify"]
