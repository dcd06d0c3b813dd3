"""A program of one thread that processes runs in forks of itself: keys in, process ids out.

A fork of the tests' own process would hang now and then: other tests leave threads in it (a
browser, a cluster) that may hold a lock at that moment.
"""

import os
import signal
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fastdso.settings")
    django.setup()
    from django.db import connections

    from runs.models import Run
    from runs.services import process

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ends is gone at once
    print("ready", flush=True)
    for key in sys.stdin:
        pid = os.fork()
        if pid:
            print(pid, flush=True)
            continue
        try:
            os.setsid()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            connections.close_all()
            process(Run.objects.get(pk=key.strip()))
        finally:
            os._exit(0)


if __name__ == "__main__":
    main()
