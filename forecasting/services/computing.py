"""Computing a forecast: sales and stock to columns, the arithmetic, and back."""

import numpy as np
from django.utils.translation import gettext as _

from catalog.queries import skus_of, stores_asked
from forecasting.blocks import Evaluated, blocks, joined
from forecasting.methods import CLASSIC
from forecasting.models import Reason
from forecasting.series import Weekly, changes, week_of, weekly
from forecasting.services.charting import past_columns
from forecasting.services.classical import Window, suggest_classic, window_of
from forecasting.services.computation import Computation
from forecasting.services.history import History, Weeks, read_history, weeks_before
from forecasting.services.inputs import (
    Inputs,
    new_products,
    ordered_units,
    out_of_stock,
    read_inputs,
)
from forecasting.services.outlook import (
    Outlook,
    accuracy_report,
    compared_methods,
    outlook,
)
from forecasting.services.parameters import Parameters
from forecasting.services.results import Columns, Names, Tables, digest_of, write_results
from forecasting.services.sharing import share_in_stores
from forecasting.services.spreading import evaluate_all
from forecasting.services.suggesting import need, suggest
from forecasting.services.telling import figures_of, warnings_of
from runs.kinds import Report, Result
from runs.models import Run
from runs.sorting import order_of
from stock.queries import counting_runs


def compute_forecast(run: Run, report: Report, prepared: None = None) -> Result:
    """Compute the run from its sales runs and the stock: as of now, or as of when it was first."""
    asked = run.parameters.get("stores_asked")
    asked = stores_asked(run.store_filter) if asked is None else asked
    done = _computed(run, asked, report)
    figures = figures_of(done)
    suggestions = done.tables.suggestions
    report(_("Writing"), 0, len(suggestions["product"]))
    return Result(
        write=lambda run: write_results(run, done.names, done.tables),
        digest=digest_of(done.names, done.tables),
        rows=len(suggestions["product"]),
        units=int(suggestions["suggested"].sum()),
        skus=len(suggestions["product"]),
        stores=len(np.unique(done.series.store)),
        sources=[*counting_runs(done.inputs.mark), *filter(None, [done.inputs.orders])],
        parameters={
            "stock_posting": done.inputs.mark,
            "stores_asked": asked,
            "store_names": {str(pk): name for pk, name in done.history.scope.items()},
        },
        metadata=figures,
        warnings=warnings_of(done, figures),
    )


def _computed(run: Run, asked: list[str], report: Report) -> Computation:
    parameters = Parameters.of(run.parameters)
    report(_("Reading the sales"))
    sales_runs = list(run.sources.filter(run_type=Run.Type.SALES_UPLOAD))
    history = read_history(sales_runs, asked, run.parameters.get("store_names"))
    names = _names(run, history, parameters)
    report(_("Reading the stock"))
    inputs = read_inputs(run, names.products, parameters, history.scope if asked else None)

    report(_("Computing"), 0, len(history.sales.units))
    weeks = weeks_before(parameters.reference_day, history)
    window = window_of(history, parameters) if parameters.method in CLASSIC else None
    left_out, kept = _left_out(history, inputs, weeks, parameters, window)
    series = _series(history, weeks, kept)
    found = _evaluated(run, history, weeks, series, parameters, inputs.mark)
    view = outlook(found, parameters.method, parameters.horizon_weeks)
    suggestions, forecasts = _suggested(
        history, names, inputs, series, found, view, parameters, window
    )
    categories = [inputs.category[product] for product in view.product.tolist()]
    weeks_of_interval = max(round(float(parameters.protection)), 1)
    return Computation(
        parameters=parameters,
        history=history,
        names=names,
        inputs=inputs,
        weeks=weeks,
        series=series,
        accuracy=accuracy_report(
            found, parameters.method, parameters.horizon_weeks, categories, weeks_of_interval
        ),
        tables=Tables(suggestions, forecasts, left_out),
    )


def _names(run: Run, history: History, parameters: Parameters) -> Names:
    """The products of the sales, and after them those that are new to the catalogue."""
    new = np.zeros(0, dtype=np.int64)
    if parameters.method not in CLASSIC and not run.store_filter:
        new = new_products(run, history.products, parameters.reference_day)
    skus = skus_of(new.tolist())
    return Names(
        products=np.concatenate([history.products, new]),
        skus=[*history.skus, *(skus[pk] for pk in new.tolist())],
        stores=history.stores,
        store_names=history.store_names,
    )


def _left_out(
    history: History,
    inputs: Inputs,
    weeks: Weeks,
    parameters: Parameters,
    window: Window | None,
) -> tuple[Columns, np.ndarray]:
    """Products of the sales without a forecast, and why; and which products are kept."""
    sold = history.sales
    count = len(history.products)
    if window:
        product, _sums, weeks_seen = window
        seen = np.zeros(count, dtype=np.int64)
        seen[product] = weeks_seen
        dropped = np.full(count, "", dtype=object)
    else:
        known = weeks.are_known(sold.day)
        seen = _weeks_seen(sold.product[known], week_of(sold.day[known]), count)
        dropped = np.select(
            [~inputs.is_active[:count], ~inputs.is_merchandise[:count]],
            [Reason.INACTIVE.value, Reason.NOT_MERCHANDISE.value],
            default="",
        )
    least = parameters.min_weeks_history
    reason = np.select(
        [dropped != "", seen == 0, seen < least],
        [dropped, Reason.NO_SALES.value, Reason.LITTLE_HISTORY.value],
        default="",
    )
    out = np.flatnonzero(reason != "")
    units = np.zeros(count, dtype=np.int64)
    np.add.at(units, sold.product, sold.units)
    columns = {
        "product": out,
        "reason": reason[out].tolist(),
        "weeks": seen[out],
        "units": units[out],
    }
    return columns, reason == ""


def _weeks_seen(product: np.ndarray, week: np.ndarray, count: int) -> np.ndarray:
    """In how many weeks each product has a row."""
    order = order_of(product, week)
    product, week = product[order], week[order]
    return np.bincount(product[changes(product) | changes(week)], minlength=count)


def _series(history: History, weeks: Weeks, kept: np.ndarray) -> Weekly:
    sales = history.sales
    sales = sales.only(kept[sales.product] & weeks.are_known(sales.day))
    return weekly(sales.product, sales.store, sales.day, sales.units, weeks.first, weeks.count)


def _evaluated(
    run: Run,
    history: History,
    weeks: Weeks,
    series: Weekly,
    parameters: Parameters,
    mark: int,
) -> Evaluated:
    out = out_of_stock(run, history, series.product, series.store, weeks.monday, weeks.count, mark)
    methods = compared_methods(parameters.method)
    pieces = blocks(series, weeks.gaps, out, methods, parameters.horizon_weeks)
    return joined(evaluate_all(pieces), weeks.count, methods)


def _suggested(
    history: History,
    names: Names,
    inputs: Inputs,
    series: Weekly,
    found: Evaluated,
    view: Outlook,
    parameters: Parameters,
    window: Window | None,
) -> tuple[Columns, Columns]:
    """The columns of suggestions and of forecasts by store."""
    factor, ratio = np.ones(len(names.products)), np.ones(len(names.products))
    weeks = float(parameters.coverage_weeks)
    shared = (series, found.level, history.stores, inputs)
    if window:
        product, sums, weeks_seen = window
        those = weeks_seen >= parameters.min_weeks_history
        product, sums = product[those], sums[those]
        stores = share_in_stores(*shared, factor, ratio, weeks)
        periods = np.full(len(product), float(parameters.protection))
        ordered = ordered_units(inputs, names.products[product], periods, parameters.reference_day)
        columns = suggest_classic(product, sums, inputs, ordered, stores.transfer, parameters)
        spread = np.sqrt(np.maximum(sums, 0) / np.maximum(periods, 1))
    else:
        new = np.arange(len(history.products), len(names.products))
        needed = need(view, new, inputs, parameters)
        factor = 1 + inputs.uplift / 10_000
        ratio[needed.product] = needed.variance / np.maximum(needed.demand, 1e-9)
        stores = share_in_stores(*shared, factor, ratio, weeks)
        product = needed.product
        ordered = ordered_units(
            inputs, names.products[product], needed.periods, parameters.reference_day
        )
        columns = suggest(needed, view, stores.transfer, ordered, inputs, parameters)
        spread = np.sqrt(needed.variance / np.maximum(needed.periods, 1))
    place = np.full(len(names.products), -1)
    place[view.product] = np.arange(len(view.product))
    past = past_columns(view, place[product], parameters.horizon_weeks, spread)
    return columns | past, stores.forecasts
