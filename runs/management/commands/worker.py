from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

SECONDS_BETWEEN_LOOKS = 0.3


class Command(DatabaseWorker):
    help = "Process queued runs; any number of these may run against one database."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(interval=SECONDS_BETWEEN_LOOKS, reload=False, startup_delay=False)
