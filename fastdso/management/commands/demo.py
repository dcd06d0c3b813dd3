import secrets
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from catalog.resources import StoreResource, SupplierResource, TextXlsx
from catalog.services import load_aliases, load_products
from distribution.services import generate_distribution
from fastdso.demo.files import DemoFiles, write_files
from fastdso.demo.retailer import make_retailer
from forecasting.services import generate_forecast
from intake import services as intake
from intake.errors import SameFile
from intake.reading import read_aliases, read_products
from runs.groups import ADMIN, ANALYST, BACK_OFFICE, MANAGER
from runs.models import Run
from runs.services import process
from runs.services.opening import SYSTEM
from sales.services import upload_sales
from stock.services import CD, ORDERS, STORES, upload_stock

SEED = 7
FOLDER = settings.BASE_DIR / "demo-files"
# username: group, may open admin
USERS = {
    "admin": (ADMIN, True),
    "manager": (MANAGER, True),
    "analyst": (ANALYST, False),
    "backoffice": (BACK_OFFICE, True),
}


class Command(BaseCommand):
    help = "Set up a demo retailer, loaded through the real pipeline. Safe to repeat."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--serve", type=int, metavar="PORT", help="then serve it")
        parser.add_argument(
            "--files",
            type=Path,
            default=FOLDER,
            metavar="FOLDER",
            help="where the demo's spreadsheets are kept",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        self.refuse_other_data()
        self.make_users()
        if not self.is_loaded():
            self.load(self.files(options["files"]))
        if options["serve"]:
            stop = _("Ctrl+C: stop")
            self.stdout.write(f"\nhttp://127.0.0.1:{options['serve']}  ({stop})")
            call_command("serve", port=options["serve"])

    def refuse_other_data(self) -> None:
        """A demo never mixes with a retailer's own data."""
        others = User.objects.exclude(username__in=[*USERS, SYSTEM])
        if not User.objects.filter(username__in=USERS).exists() and (
            others.exists() or Run.objects.exists()
        ):
            raise CommandError(
                _(
                    "Nothing was done: this database holds data that is not the demo's. "
                    "Choose another one with DATABASE_URL."
                )
            )

    def make_users(self) -> None:
        created = {}
        for username, (group, is_staff) in USERS.items():
            if User.objects.filter(username=username).exists():
                continue
            created[username] = secrets.token_urlsafe(9)
            user = User.objects.create_user(
                username,
                password=created[username],
                is_staff=is_staff,
                is_superuser=group == ADMIN,
            )
            user.groups.add(Group.objects.get_or_create(name=group)[0])
        if created:
            self.stdout.write(_("Users and passwords (shown only now):"))
            for username, password in created.items():
                self.stdout.write(f"  {username:<11} {password}")
        else:
            self.stdout.write(
                _(
                    "The users were made at the first start. A new password: "
                    "manage.py changepassword USERNAME"
                )
            )

    def is_loaded(self) -> bool:
        done = Run.objects.completed()
        orders = done.of_type(Run.Type.STOCK_UPLOAD).filter(parameters__place=ORDERS)
        return (
            done.of_type(Run.Type.DISTRIBUTION).count() >= 2
            and orders.exists()
            and done.of_type(Run.Type.FORECAST_V2).exists()
        )

    def files(self, folder: Path) -> DemoFiles:
        """The demo's spreadsheets: written once, so that they stay the same files."""
        stamp = folder / "last-day"
        if not stamp.exists():
            folder.mkdir(parents=True, exist_ok=True)
            stamp.write_text((timezone.localdate() - timedelta(days=1)).isoformat())
        last_day = date.fromisoformat(stamp.read_text())
        return write_files(make_retailer(seed=SEED, last_day=last_day), folder)

    def load(self, files: DemoFiles) -> None:
        """Load what is not loaded yet: a start that was interrupted is taken up again."""
        by = User.objects.get(username="backoffice")
        self.stdout.write(_("Loading the demo retailer…"))
        suppliers = TextXlsx().create_dataset(files.suppliers.read_bytes())
        SupplierResource().import_data(suppliers, raise_errors=True)
        products = intake.read_file(read_products, files.products, name=files.products.name)
        load_products(products.table.columns, products.table.rows, by=by)
        stores = TextXlsx().create_dataset(files.stores.read_bytes())
        StoreResource().import_data(stores, raise_errors=True)
        aliases = intake.read_file(read_aliases, files.aliases, name=files.aliases.name)
        load_aliases(aliases.table.columns, aliases.table.rows, by=by)
        self.upload(upload_stock, files.cd_stock, by=by, place=CD)
        self.upload(upload_stock, files.store_stock, by=by, place=STORES)
        self.upload(upload_stock, files.orders, by=by, place=ORDERS)
        analyst = User.objects.get(username="analyst")
        for number, path in enumerate((files.sales_earlier, files.sales_later), 1):
            about = {"folio": f"D-{number:03}", "responsable": "Ana Rojas", "categoria": "Todas"}
            run = self.upload(upload_sales, path, by=by, about=about)
            if not run.children.exists():
                self.finish(generate_distribution(run, by=analyst, queue=False))
        if not Run.objects.completed().of_type(Run.Type.FORECAST_V2).exists():
            about = {"folio": "F-001", "responsable": "Ana Rojas"}
            self.finish(generate_forecast(by=analyst, about=about, queue=False))

    def upload(self, service: Callable, path: Path, **how: Any) -> Run:
        try:
            with path.open("rb") as source, intake.staged(source, path.name) as file:
                run, read = service(file, queue=False, **how)
        except SameFile as same:
            return same.run
        return self.finish(run, read)

    def finish(self, run: Run, read: Any = None) -> Run:
        run = process(run, prepared=read)
        self.stdout.write(
            _("  %(run)s: rows %(rows)s, units %(units)s, rejected %(rejected)s")
            % {
                "run": f"{run.get_run_type_display()} {run.short_id}",
                "rows": localize(run.row_count),
                "units": localize(run.units),
                "rejected": localize(run.rejected_count),
            }
        )
        return run
