"""The process that opens files from outside: `python -m intake.reading.child` (see isolated.py).

Takes one JSON request on standard input, writes one pickle to standard output.
"""

import contextlib
import gc
import json
import os
import pickle
import sys
from datetime import date

from intake.reading import limits

EXIT_OUT_OF_MEMORY = 3


def limit_resources(file_bytes: int) -> None:
    """Bound memory and processor time where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for which, most in (
        (resource.RLIMIT_AS, limits.memory_for(file_bytes)),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))


def main() -> None:
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up in the answer
    from intake.reading.files import read_file  # the file may be still to come
    from intake.reading.results import Unreadable

    asked = sys.stdin.read()
    if not asked:
        return  # whoever started us had no file after all
    request = json.loads(asked)
    limit_resources(os.path.getsize(request["path"]))
    gc.disable()  # millions of cells, no cycles, a short life
    options = request["options"]
    if "today" in options:
        options["today"] = date.fromisoformat(options["today"])
    try:
        result: object = read_file(request["kind"], request["path"], **options)
    except Unreadable as error:
        result = (error.code, error.facts)
    pickle.dump(result, answer, protocol=5)
    answer.close()
    os._exit(0)  # freeing every cell one by one would take as long as reading them


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        os._exit(EXIT_OUT_OF_MEMORY)
