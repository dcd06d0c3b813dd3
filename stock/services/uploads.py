"""Files of stock, and of what is on order, becoming stock runs."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from intake import services as intake
from runs.errors import Refused
from runs.kinds import Report, Result, silent
from runs.models import Run
from runs.services import open_run, require
from stock.queries.orders import ORDERS
from stock.services.counts import REPLACE, result_of_counts
from stock.services.files import CD, STORES, StockFile, examine_stock, stock_file_of
from stock.services.orders import OrdersFile, examine_orders, orders_file_of, result_of_orders

PLACES = CD, STORES, ORDERS
ADD = "add"
MODES = REPLACE, ADD


def upload_stock(
    file: intake.StagedFile,
    *,
    by: AbstractBaseUser,
    place: str,
    mode: str = REPLACE,
    unknown_stores: str = intake.FAIL,
    again: bool = False,
    queue: bool = True,
) -> tuple[Run, StockFile | OrdersFile | None]:
    """Open a run for a stock file; what cannot be used is refused before anything is kept.

    With queue=False the caller processes the run, with what was read (the second value).
    """
    require(by, "runs.upload_run")
    _refuse_nonsense(place, mode)
    if not again:
        intake.refuse_same_file(file, Run.Type.STOCK_UPLOAD, place=place)
    prepared = None
    if not queue or file.size <= intake.READ_AT_ONCE:
        prepared = _examine(file, place, unknown_stores)
    else:
        intake.refuse_no_spreadsheet(file.path, file.name)
    with transaction.atomic():
        run = open_run(
            Run.Type.STOCK_UPLOAD,
            by=by,
            queue=queue,
            mode=mode,
            file_name=file.name,
            file_sha256=file.sha256,
            parameters={"place": place, "mode": mode, "unknown_stores": unknown_stores},
        )
        file.keep(by)
    return run, prepared


def dry_run_stock(
    file: intake.StagedFile,
    *,
    by: AbstractBaseUser,
    place: str,
    mode: str = REPLACE,
    unknown_stores: str = intake.FAIL,
) -> Result:
    """What loading a stock file would give; nothing is stored."""
    require(by, "runs.upload_run")
    _refuse_nonsense(place, mode)
    prepared = _examine(file, place, unknown_stores)
    return compute_stock(Run(run_type=Run.Type.STOCK_UPLOAD, mode=mode), silent, prepared)


def compute_stock(
    run: Run, report: Report, prepared: StockFile | OrdersFile | None = None
) -> Result:
    """Read the run's file again, or take what was read, and say what is to be written."""
    report(_("Reading the file"))
    file = prepared or _file_of(run)
    if isinstance(file, OrdersFile):
        report(_("Writing"), 0, file.reading.rows)
        return result_of_orders(file)
    return result_of_counts(file, report)


def _refuse_nonsense(place: str, mode: str) -> None:
    if place not in PLACES or mode not in MODES:
        raise Refused(
            _("Nothing was loaded: choose CD, stores or open orders, and replace or add.")
        )
    if place == ORDERS and mode != REPLACE:
        raise Refused(
            _(
                "Nothing was loaded: a file of open orders is always the whole list of them. "
                "Choose replace."
            )
        )


def _examine(file: intake.StagedFile, place: str, unknown_stores: str) -> StockFile | OrdersFile:
    if place == ORDERS:
        return examine_orders(file.path, file.name)
    return examine_stock(file.path, file.name, place, unknown_stores)


def _file_of(run: Run) -> StockFile | OrdersFile:
    return orders_file_of(run) if run.parameters["place"] == ORDERS else stock_file_of(run)
