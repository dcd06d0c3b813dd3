"""What our commands have in common: --json, --by, a progress bar, and refusals as exit status 1."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from runs.errors import Refused
from runs.models import Run
from runs.services import process, system_user
from runs.workflow import DRAFT, SIMULATED

ABOUT = ("folio", "responsable", "categoria", "store_filter", "notes")
BAR = 30


class RunCommand(BaseCommand):
    """A command that does one thing and reports it: subclasses write `work`, which returns facts.

    With --json the facts are the last line of standard output, as one JSON object. Facts may be
    a finding rather than a deed: the one named by `fails_when_false` then decides the status.
    """

    fails_when_false = ""
    # Django's checks are of the code and the settings, not of what a command is given: `check`,
    # `migrate` and `worker` make them. Here they would import every page.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="facts as one JSON object")
        parser.add_argument("--by", metavar="USERNAME", help="who acts (default: the system user)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts = self.work(**options)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        finally:
            self.progress.close()
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False, default=str))
        else:
            for name, value in facts.items():
                self.stdout.write(f"{name}: {_shown(value)}")
        if self.fails_when_false and not facts[self.fails_when_false]:
            raise CommandError(
                _("This does not hold: %(name)s.") % {"name": self.fails_when_false}, returncode=1
            )

    def work(self, **options: Any) -> dict[str, Any]:
        raise NotImplementedError

    def user(self, options: dict[str, Any]) -> AbstractBaseUser:
        if not options["by"]:
            return system_user()
        user = get_user_model().objects.filter(username=options["by"], is_active=True).first()
        if user is None:
            raise Refused(
                _("Nothing was done: there is no active user “%(name)s”.") % {"name": options["by"]}
            )
        return user

    @property
    def progress(self) -> "Bar":
        if not hasattr(self, "_bar"):
            self._bar = Bar(self.stderr)
        return self._bar

    def process(self, run: Run, prepared: Any = None) -> Run:
        return process(run, report=self.progress, prepared=prepared)


def _shown(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


class Bar:
    """A progress bar on a terminal; elsewhere a line per stage."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.stage = ""

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        if self.stream.isatty():
            filled = BAR * done // total if total else 0
            bar = "█" * filled + "·" * (BAR - filled)
            self.stream.write(f"\r{bar} {stage}\033[K", ending="")
        elif stage != self.stage:
            self.stream.write(f"{stage}…")
        self.stage = stage

    def close(self) -> None:
        if self.stage and self.stream.isatty():
            self.stream.write("\r\033[K", ending="")
        self.stage = ""


def add_about_arguments(parser: ArgumentParser) -> None:
    for name in ABOUT:
        parser.add_argument(f"--{name.replace('_', '-')}", default="")
    parser.add_argument("--fecha-doc", type=date.fromisoformat, metavar="YYYY-MM-DD")


def add_simulate_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--simulate", action="store_true", help="born simulated, not a draft")


def born(options: dict[str, Any]) -> str:
    """The status a run of results begins with."""
    return SIMULATED if options["simulate"] else DRAFT


def about(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in (*ABOUT, "fecha_doc")}


def open_file(path: str) -> Any:
    """The file named on the command line, or a refusal in words."""
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise Refused(
            _("Nothing was loaded: the file %(path)s cannot be opened (%(why)s).")
            % {"path": path, "why": error.strerror}
        ) from error
