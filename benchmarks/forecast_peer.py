"""AutoETS and TSB of statsforecast: run by forecast_accuracy in an environment that has it.

`python forecast_peer.py SALES.npz FORECASTS.npz`. SALES holds `sales` (weeks, series; NaN before a
series begins) and `origins` (last weeks known) and `horizon`; FORECASTS gets, per model, the total
of the horizon (origins, series) and the processor seconds. Nothing of the project is needed here.
"""

import sys
from time import process_time

import numpy as np
from statsforecast.models import TSB, AutoETS

LEAST_WEEKS = 10
MODELS = {
    "AutoETS": lambda: AutoETS(season_length=1),
    "TSB": lambda: TSB(alpha_d=0.2, alpha_p=0.2),
}


def main(sales_file: str, forecasts_file: str) -> None:
    given = np.load(sales_file)
    sales, origins, horizon = given["sales"], given["origins"], int(given["horizon"])
    found = {}
    for name, model in MODELS.items():
        model().forecast(y=np.arange(1.0, 30.0), h=horizon)  # whatever is compiled at first use
        began = process_time()
        found[name] = np.array(
            [[total(model(), sold, horizon) for sold in sales[: week + 1].T] for week in origins]
        )
        found[f"{name} seconds"] = process_time() - began
    np.savez(forecasts_file, **found)


def total(model, sold: np.ndarray, horizon: int) -> float:
    """What the model forecasts for the horizon; NaN for a series that has not begun.

    Of a series that is shorter than AutoETS takes, or always the same, the mean serves.
    """
    sold = sold[~np.isnan(sold)]
    if not len(sold):
        return float("nan")
    if len(sold) < LEAST_WEEKS or len(set(sold)) == 1:
        return float(sold.mean()) * horizon
    return max(float(model.forecast(y=sold, h=horizon)["mean"].sum()), 0.0)


if __name__ == "__main__":
    main(*sys.argv[1:])
