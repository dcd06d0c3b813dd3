"""Refusals of stock."""

from runs.errors import Conflict


class NotEnoughStock(Conflict):
    """The CD lacks units that were asked for."""
