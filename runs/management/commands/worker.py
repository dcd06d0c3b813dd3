from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from runs.management.queue import work
from runs.management.supervisor import Supervisor


class Command(BaseCommand):
    help = "Process queued runs; any number of these may run against one database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when nothing is queued")
        parser.add_argument("--as", dest="name", default="", help=SUPPRESS)  # our own child

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"]:
            work(options["name"], batch=options["batch"])
        else:
            Supervisor(batch=options["batch"]).run()
