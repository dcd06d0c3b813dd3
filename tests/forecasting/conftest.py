"""Forecasts are also asked for by command."""

from tests.commands.conftest import command

__all__ = ["command"]
