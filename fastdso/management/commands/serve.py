import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from intake.services import remove_forgotten

GRACE = 10  # seconds


class Command(BaseCommand):
    help = "Web server and worker together, until Ctrl+C: for one machine."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        remove_forgotten()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        commands = [self.web(manage, f"127.0.0.1:{options['port']}"), [*manage, "worker"]]
        processes = [subprocess.Popen(command, cwd=settings.BASE_DIR) for command in commands]
        try:
            while all(process.poll() is None for process in processes):
                time.sleep(0.2)
        except KeyboardInterrupt:
            pass
        finally:
            stop(processes)
        if failed := [process.returncode for process in processes if process.returncode > 0]:
            sys.exit(failed[0])

    def web(self, manage: list[str], address: str) -> list[str]:
        """gunicorn, or where it does not exist Django's own server."""
        if os.name == "nt":
            return [*manage, "runserver", "--noreload", address]
        how = ["--workers", "2", "--threads", "4", "--timeout", "120", "--bind", address]
        quiet = ["--log-level", "warning", "--no-control-socket"]
        return [sys.executable, "-m", "gunicorn", "fastdso.wsgi", *how, *quiet]


def stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
