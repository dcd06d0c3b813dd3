"""The process that takes tasks from the queue and does them; its supervisor watches over it."""

import contextlib
import os
import signal
import sys
import threading
import time

from django.conf import settings
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from runs.services import runs_of

SECONDS_BETWEEN_LOOKS = 0.3


class QueueWorker(Worker):
    """Does one task after the other; runs in the order of their numbers, which no clock changes."""

    def __init__(self, name: str, *, batch: bool = False) -> None:
        super().__init__(
            queue_names=["*"],
            interval=SECONDS_BETWEEN_LOOKS,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )

    def run(self) -> None:
        while self.running:
            close_old_connections()
            if task := self.next_task():
                self.run_task(task)
            elif self.batch:
                return
            elif self.running:
                time.sleep(self.interval)

    def next_task(self) -> DBTaskResult | None:
        """The first task in order that no other worker has, now this worker's."""
        ready = list(DBTaskResult.objects.ready())
        if not ready:
            return None
        numbers = {str(pk): number for pk, number in runs_of(ready).values_list("pk", "number")}
        ready.sort(key=lambda task: numbers.get(next(iter(task.args_kwargs["args"]), ""), 0))
        for task in ready:
            with exclusive_transaction():
                waiting = DBTaskResult.objects.ready().filter(pk=task.pk)
                if mine := waiting.get_locked():
                    mine.claim(self.worker_id)
                    return mine
        return None


def work(name: str, *, batch: bool) -> None:
    """Do tasks under a supervisor, until told to stop, or until it is gone."""
    limit_memory()
    threading.Thread(target=end_with_supervisor, daemon=True).start()
    worker = QueueWorker(name, batch=batch)
    worker.configure_signals()
    worker.run()


def limit_memory() -> None:
    """Bound what memory this process may ask for, where the system can (not on Windows)."""
    megabytes = settings.FASTDSO_WORKER_MEMORY
    if not megabytes:
        return
    with contextlib.suppress(ImportError):
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, hard))


def end_with_supervisor() -> None:
    """The supervisor holds the other end of standard input: it closes when the supervisor ends."""
    os.read(sys.stdin.fileno(), 1)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)  # with the child that may be reading a file
    os._exit(1)
