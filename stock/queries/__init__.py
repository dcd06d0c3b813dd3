"""Reading stock."""

from stock.queries.available import Shortage, cd_units, reserved_units, shortages
from stock.queries.columns import Levels
from stock.queries.ledger import Difference, ledger_differences, movements_of
from stock.queries.orders import is_of_orders, on_order, orders_of, orders_run
from stock.queries.outages import weeks_without_stock
from stock.queries.pages import places_of, products_with_stock
from stock.queries.positions import Position, counting_runs, stock_position

__all__ = [
    "Difference",
    "Levels",
    "Position",
    "Shortage",
    "cd_units",
    "counting_runs",
    "is_of_orders",
    "ledger_differences",
    "movements_of",
    "on_order",
    "orders_of",
    "orders_run",
    "places_of",
    "products_with_stock",
    "reserved_units",
    "shortages",
    "stock_position",
    "weeks_without_stock",
]
