"""Random retailers for hypothesis: small numbers, so that ties and shortages are common."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.distribution.naive import WINDOW_AND_MINIMUM, Pair

SKUS = ["A", "a", "0123", "123", "ACC-1.5"]
STORES = ["a", "B", "b", "Ñandú", "Nunoa", "Zeta", "Álamo", "2", "10"]
FIRST_DAY = date(2025, 9, 3)  # a Wednesday


@dataclass(frozen=True)
class Scenario:
    sales: list[tuple[str, str, date, int]]
    cd_stock: dict[str, int]
    store_stock: dict[Pair, int]
    mode: str


def scenarios(most_sales: int = 50) -> st.SearchStrategy[Scenario]:
    pairs = st.tuples(st.sampled_from(SKUS), st.sampled_from(STORES))
    days = st.integers(0, 34).map(lambda number: FIRST_DAY + timedelta(days=number))
    sale = st.tuples(
        st.sampled_from(SKUS), st.sampled_from(STORES), days, st.integers(-6, 9) | st.just(400)
    )
    # Whole histories of a few pairs: single sales rarely give a pair three weeks.
    history = st.builds(
        lambda pair, units: [
            (*pair, FIRST_DAY + timedelta(days=7 * week), number)
            for week, number in enumerate(units)
        ],
        pairs,
        st.lists(st.integers(-3, 6), min_size=1, max_size=5),
    )
    sales = st.builds(
        lambda singles, histories: singles + [row for rows in histories for row in rows],
        st.lists(sale, min_size=1, max_size=most_sales // 2),
        st.lists(history, max_size=most_sales // 4),
    )
    return st.builds(
        Scenario,
        sales,
        st.dictionaries(st.sampled_from(SKUS), st.integers(-5, 30)),
        st.dictionaries(pairs, st.integers(-4, 5), max_size=20),
        st.sampled_from(sorted(WINDOW_AND_MINIMUM)),
    )
