"""Weeks without stock, as the ledger tells them: whole weeks, in local time, only if known."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runs.models import Run
from runs.services import system_user
from stock.models import Location, StockPosting
from stock.queries import weeks_without_stock
from stock.services import post_dispatch, post_reversal, post_undo
from stock.services.ledger import post_count
from tests import make

pytestmark = pytest.mark.django_db

SANTIAGO = ZoneInfo("America/Santiago")
MONDAY = date(2025, 3, 24)  # the clocks go back an hour in the night to 6 April
WEEKS = 4
INSTANT = timedelta(microseconds=1)


def monday(week: int) -> datetime:
    """Midnight with which a week begins."""
    return datetime.combine(MONDAY + timedelta(days=7 * week), time(), SANTIAGO)


def count(units: dict, at: datetime, *, replace: bool = False) -> StockPosting:
    """`{(product, location): units}` counted, or added, at a time."""
    posting = post_count(
        make.run(Run.Type.STOCK_UPLOAD),
        by=system_user(),
        product=np.array([product.pk for product, _place in units], dtype=np.int64),
        location=np.array([place.pk for _product, place in units], dtype=np.int64),
        units=np.array(list(units.values()), dtype=np.int64),
        places=np.array(sorted({place.pk for _product, place in units}), dtype=np.int64),
        replace=replace,
    )
    return at_time(posting, at)


def at_time(posting: StockPosting, at: datetime) -> StockPosting:
    StockPosting.objects.filter(pk=posting.pk).update(at=at)
    return posting


def location(name: str) -> Location:
    return Location.objects.get_or_create(store=make.store(name))[0]


def undo(posting: StockPosting, at: datetime) -> StockPosting:
    return at_time(post_reversal(posting.run, by=system_user()), at)


def weeks_out(
    *pairs, first: date = MONDAY, weeks: int = WEEKS, mark: int | None = None
) -> list[tuple[int, int, int]]:
    found = weeks_without_stock(
        np.array([product.pk for product, _place in pairs], dtype=np.int64),
        np.array([place.store_id for _product, place in pairs], dtype=np.int64),
        first,
        weeks,
        mark,
    )
    assert {column.dtype for column in found} == {np.dtype(np.int64)}
    return list(zip(*(column.tolist() for column in found), strict=True))


@pytest.fixture
def tee():
    return make.product("TEE")


@pytest.fixture
def norte(db):
    return location("Norte")


def test_stock_that_ran_out_and_came_back_is_told_by_whole_weeks(tee, norte):
    count({(tee, norte): 3}, monday(-1))
    count({(tee, norte): -3}, monday(0) + timedelta(days=2))
    count({(tee, norte): 5}, monday(3) + timedelta(days=1))

    assert weeks_out((tee, norte)) == [(0, 1, 3)]


@pytest.mark.parametrize(
    ("known", "first"),
    [
        (monday(0) - INSTANT, 0),
        (monday(0), 0),
        (monday(0) + INSTANT, 1),
        (monday(3), 3),
        (monday(3) + INSTANT, None),
    ],
)
def test_before_it_is_known_stock_is_not_zero_but_unknown(tee, norte, known, first):
    count({(tee, norte): 0}, known)

    assert weeks_out((tee, norte)) == ([] if first is None else [(0, first, 4)])


@pytest.mark.parametrize(
    ("comes", "last"),
    [(monday(2) - INSTANT, 1), (monday(2), 2), (monday(2) + INSTANT, 2), (monday(3), 3)],
)
def test_a_week_counts_to_its_last_moment(tee, norte, comes, last):
    count({(tee, norte): 0}, monday(-1))
    count({(tee, norte): 1}, comes)

    assert weeks_out((tee, norte)) == [(0, 0, last)]


def test_a_moment_with_stock_breaks_a_week(tee, norte):
    count({(tee, norte): -2}, monday(-1))
    count({(tee, norte): 3}, monday(1) + timedelta(days=3))
    count({(tee, norte): -1}, monday(1) + timedelta(days=3) + INSTANT)

    assert weeks_out((tee, norte)) == [(0, 0, 1), (0, 2, 4)]


def test_what_comes_and_goes_at_one_moment_was_never_there(tee, norte):
    count({(tee, norte): 0}, monday(-1))
    count({(tee, norte): 3}, monday(1) + timedelta(days=3))
    count({(tee, norte): -3}, monday(1) + timedelta(days=3))

    assert weeks_out((tee, norte)) == [(0, 0, 4)]


def test_stock_below_zero_is_none_and_each_pair_has_its_own(tee, norte):
    sur, cap = location("Sur"), make.product("CAP")
    count({(tee, norte): -4, (cap, norte): 0, (tee, sur): 7, (cap, sur): 2}, monday(0))
    count({(tee, norte): 3, (tee, sur): -7, (cap, sur): -1}, monday(2))

    assert weeks_out((cap, sur), (tee, sur), (tee, norte), (cap, norte)) == [
        (1, 2, 4),
        (2, 0, 4),
        (3, 0, 4),
    ]


def test_pairs_that_no_file_named_and_stores_without_a_place_are_unknown(tee, norte):
    count({(tee, norte): 0}, monday(0))
    nowhere = Location(store=make.store("Nowhere"))

    assert weeks_out((make.product("CAP"), norte), (tee, nowhere)) == []
    assert weeks_out((tee, nowhere), (tee, norte)) == [(1, 0, 4)]
    assert weeks_out() == []


def test_the_stock_of_the_cd_is_not_the_stores(tee, norte):
    cd = Location.objects.cd()
    count({(tee, cd): 9, (tee, norte): 0}, monday(-1))

    assert weeks_out((tee, norte)) == [(0, 0, 4)]


def test_dispatches_bring_stock_and_their_undoing_takes_it_away(tee, norte):
    count({(tee, Location.objects.cd()): 9}, monday(-2))
    count({(tee, norte): 0}, monday(-1))
    sent = make.run(Run.Type.DISTRIBUTION)
    product, store = np.array([tee.pk]), np.array([norte.store_id])
    at_time(
        post_dispatch(sent, by=system_user(), product=product, store=store, units=np.array([4])),
        monday(1),
    )
    at_time(post_undo(sent, by=system_user()), monday(2))

    assert weeks_out((tee, norte)) == [(0, 0, 1), (0, 2, 4)]


def test_weeks_that_are_not_over_do_not_count(tee, norte):
    today = timezone.localdate()
    this_monday = today - timedelta(days=today.weekday())
    count({(tee, norte): 0}, timezone.now() - timedelta(days=30))

    first = this_monday - timedelta(days=14)
    assert weeks_out((tee, norte), first=first, weeks=8) == [(0, 0, 2)]
    assert weeks_out((tee, norte), first=this_monday, weeks=8) == []
    assert weeks_out((tee, norte), first=first, weeks=0) == []


def test_the_same_stretch_is_told_whatever_is_asked_beside_it(tee, norte):
    """More products than a statement can name are read by another way."""
    count({(tee, norte): 0}, monday(0))
    others = [(make.product(f"P{number}"), norte) for number in range(600)]
    count(dict.fromkeys(others, 1), monday(0))

    assert weeks_out(*others, (tee, norte)) == [(600, 0, 4)]


def test_more_pairs_and_movements_ask_no_more_queries(tee, norte):
    asked = []
    for number in (1, 30):
        pairs = [(make.product(), norte) for _number in range(number)]
        for week in range(number):
            count(dict.fromkeys(pairs, week - 1), monday(0) + timedelta(days=week))
        with CaptureQueriesContext(connection) as queries:
            weeks_out(*pairs)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 5


def test_what_an_upload_said_that_was_undone_is_not_known(tee, norte):
    count({(tee, norte): 0}, monday(-1))
    wrong = count({(tee, norte): -3}, monday(1))
    reversal = undo(wrong, monday(2))

    assert weeks_out((tee, norte)) == [(0, 0, 1), (0, 2, 4)]
    assert weeks_out((tee, norte), mark=reversal.pk - 1) == [(0, 0, 4)]


def test_where_only_an_undone_upload_told_of_a_pair_nothing_is_known_until_the_next(tee, norte):
    wrong = count({(tee, norte): -1}, monday(-1))
    reversal = undo(wrong, monday(1))
    found = weeks_out((tee, norte)), weeks_out((tee, norte), mark=reversal.pk - 1)
    count({(tee, norte): 0}, monday(2))

    assert found == ([], [(0, 0, 4)])
    assert weeks_out((tee, norte)) == [(0, 2, 4)]


def test_other_pairs_do_not_mind_an_undone_upload(tee, norte):
    cap, sur = make.product("CAP"), location("Sur")
    pairs = [(tee, norte), (tee, sur), (cap, norte)]
    count(dict.fromkeys(pairs, 0), monday(-1))
    undo(count({(tee, norte): -1}, monday(0)), monday(3))

    assert weeks_out(*pairs) == [(0, 3, 4), (1, 0, 4), (2, 0, 4)]


PRODUCTS, STORES = 2, 2
MOMENTS = st.builds(
    lambda week, shift: monday(week).astimezone(UTC) + shift,
    st.integers(-1, WEEKS + 1),
    st.sampled_from([-INSTANT, 0 * INSTANT, INSTANT, timedelta(hours=1), timedelta(days=3)]),
)
CHANGES = st.dictionaries(
    st.tuples(st.integers(0, PRODUCTS - 1), st.integers(0, STORES - 1)),
    st.integers(-2, 2),
    min_size=1,
)


def naive_weeks_out(history: list) -> list[tuple[int, int, int]]:
    """The same, one pair and one week after the other."""
    found = []
    for index, pair in enumerate((p, s) for p in range(PRODUCTS) for s in range(STORES)):
        changes = [(at, units[pair]) for at, units in history if pair in units]
        if not changes:
            continue
        known = changes[0][0]
        out = []
        for week in range(WEEKS):
            begin, end = monday(week).astimezone(UTC), monday(week + 1).astimezone(UTC)
            moments = [begin, *(at for at, _units in changes if begin <= at < end)]
            levels = [sum(units for at, units in changes if at <= moment) for moment in moments]
            out.append(known <= begin and max(levels) <= 0)
        for week in range(WEEKS):
            if out[week] and (week == 0 or not out[week - 1]):
                last = next((w for w in range(week, WEEKS) if not out[w]), WEEKS)
                found.append((index, week, last))
    return found


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(st.tuples(MOMENTS, CHANGES), min_size=1, max_size=7))
def test_any_history_gives_what_a_look_at_each_week_gives(history):
    """Also one whose clock ran backwards: what counts is when, not in which order."""
    with transaction.atomic():
        products = [make.product() for _number in range(PRODUCTS)]
        places = [location(f"Place {number}") for number in range(STORES)]
        for at, units in history:
            count({(products[p], places[s]): number for (p, s), number in units.items()}, at)

        found = weeks_out(*((product, place) for product in products for place in places))

        assert found == naive_weeks_out(history)
        transaction.set_rollback(True)
