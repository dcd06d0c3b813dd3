"""Refusals: what did not happen, why, and what to do now, in the user's words."""


class Refused(Exception):
    """Something was asked that cannot be done. The text is for the user; nothing has changed."""

    status_code = 400


class NotAllowed(Refused):
    """The user lacks the permission."""

    status_code = 403


class Conflict(Refused):
    """It can't be done as things stand now: already done, or overtaken by someone else."""

    status_code = 409
