"""Refusals of files."""

from runs.errors import Conflict, Refused


class BadFile(Refused):
    """The file as a whole can't be used."""

    status_code = 422


class UnknownStores(BadFile):
    """The file names stores that nobody has decided about."""

    def __init__(self, message: str, names: list[str]) -> None:
        super().__init__(message)
        self.names = names


class SameFile(Conflict):
    """Exactly this file was loaded before; `run` is what it became."""

    def __init__(self, message: str, run) -> None:
        super().__init__(message)
        self.run = run


class GoneFile(Refused):
    """The file that was to be looked at is not there any more."""

    status_code = 404
