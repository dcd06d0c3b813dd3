"""Files that dead processes left behind: each app knows its own, a starting worker removes them."""

from collections.abc import Callable

from runs.services.presence import remove_traces

_removers: list[Callable[[], bool]] = [remove_traces]


def add_remover(remove: Callable[[], bool]) -> None:
    """Register what removes an app's files of processes that are gone, and no others.

    It says whether it could: if not, it is asked again.
    """
    _removers.append(remove)


def remove_litter() -> bool:
    done = [remove() for remove in _removers]
    return all(done)
