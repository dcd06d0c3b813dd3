"""Files that dead processes left behind: each app knows its own, a starting worker removes them."""

from collections.abc import Callable

from runs.services.presence import remove_traces

_removers: list[Callable[[], None]] = [remove_traces]


def add_remover(remove: Callable[[], None]) -> None:
    """Register what removes an app's files of processes that are gone, and no others."""
    _removers.append(remove)


def remove_litter() -> None:
    for remove in _removers:
        remove()
