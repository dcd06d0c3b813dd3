import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from fastdso.demo.files import FRACTION, write_files
from fastdso.demo.products import TWINS
from fastdso.demo.retailer import make_retailer

LAST_DAY = date(2025, 11, 20)  # a Thursday: the last complete week ends on the 16th


@pytest.fixture(scope="module")
def retailer():
    return make_retailer(seed=7, last_day=LAST_DAY)


@pytest.fixture(scope="module")
def files(retailer, tmp_path_factory):
    return write_files(retailer, tmp_path_factory.mktemp("demo"))


def cells(path):
    """Header and rows of a spreadsheet of one sheet."""
    workbook = CalamineWorkbook.from_path(path)
    assert len(workbook.sheet_names) == 1
    header, *rows = workbook.get_sheet_by_index(0).to_python()
    return header, rows


def good(rows):
    """The sales rows that nothing is wrong with."""
    return [row for row in rows if not is_bad(row)]


def is_bad(row):
    return not isinstance(row[3], float) or row[4].endswith("02-31")


def weeks_with_sales(rows):
    """How many distinct weeks each (SKU, store) has rows in."""
    weeks = defaultdict(set)
    for sku, _, store, _, day in good(rows):
        weeks[sku, store].add(date.fromisoformat(day).isocalendar()[:2])
    return {pair: len(found) for pair, found in weeks.items()}


def merged_without_leading_zeros(products):
    by_digits = defaultdict(list)
    for product in products:
        by_digits[product.sku.lstrip("0")].append(product)
    return [twins for twins in by_digits.values() if len(twins) > 1]


def test_it_has_two_thousand_products_of_different_skus(retailer):
    assert len({product.sku for product in retailer.products}) == 2000


def test_skus_are_of_every_kind_and_length(retailer):
    skus = [product.sku for product in retailer.products]

    assert {len(sku) for sku in skus} == set(range(3, 17))
    assert sum(len(sku) in (12, 13) for sku in skus) > 0.8 * len(skus)
    assert 0.16 < sum(sku.startswith("0") for sku in skus) / len(skus) < 0.18
    for kind in ("[A-Z]", "-", r"\."):
        assert any(re.search(kind, sku) for sku in skus)


def test_thirteen_games_and_their_preorders_differ_only_by_a_leading_zero(retailer):
    merged = merged_without_leading_zeros(retailer.products)

    assert len(merged) == TWINS == 13
    for game, preorder in merged:
        assert game.sku == f"0{preorder.sku}"
        assert preorder.name == f"Preventa {game.name}"
        assert (game.category, preorder.category) == ("Videojuegos", "Preventas")


def test_some_names_belong_to_several_skus(retailer):
    names = Counter(product.name for product in retailer.products)

    assert sum(times > 1 for times in names.values()) >= 20


def test_merchandise_has_ten_categories_and_the_rest_is_shipping_bags_and_digital(retailer):
    merchandise = {p.category for p in retailer.products if p.is_merchandise}
    others = {p.category for p in retailer.products if not p.is_merchandise}

    assert len(merchandise) == 10
    assert others == {"Servicios", "Insumos", "Códigos digitales"}
    assert [p.sku for p in retailer.products if p.category == "Servicios"] == ["DESPACHO"]


def test_it_has_25_shops_a_web_channel_and_a_head_office(retailer):
    types = Counter(store.type for store in retailer.stores)

    assert types == {"physical": 25, "web": 1, "head_office": 1}
    assert len({store.code for store in retailer.stores}) == 27


def test_the_aliases_lead_every_spelling_of_the_files_to_its_store(retailer, files):
    _, aliases = cells(files.aliases)
    names = [name for name, _, _ in cells(files.stores)[1]]
    store_of = dict(aliases) | {name: name for name in names}
    in_sales = {
        row[2] for path in (files.sales_earlier, files.sales_later) for row in cells(path)[1]
    }
    in_stock = cells(files.store_stock)[0][2:]

    assert len(store_of) == len(aliases) + len(names)
    assert {store_of[spelling] for spelling in in_sales} == set(names)
    assert [store_of[spelling] for spelling in in_stock] == names[:-1]
    assert len(in_sales - set(names)) >= 5
    assert len(set(in_stock) - set(names)) >= 10


def test_the_two_sales_files_hold_whole_weeks_and_share_no_day(files):
    earlier, later = (
        [date.fromisoformat(row[4]) for row in good(cells(path)[1])]
        for path in (files.sales_earlier, files.sales_later)
    )

    assert max(later) == date(2025, 11, 16)
    assert min(later) == date(2025, 11, 16) - timedelta(days=27)
    assert max(earlier) == min(later) - timedelta(days=1)
    assert min(earlier) == date(2025, 11, 16) - timedelta(days=12 * 7 - 1)


def test_the_sales_files_hold_what_was_sold(retailer, files):
    header, earlier = cells(files.sales_earlier)
    _, later = cells(files.sales_later)
    sold = good(earlier + later)

    assert header == ["sku", "product_name", "store", "quantity", "date"]
    assert len(sold) == len(retailer.sales.units)
    assert 15_000 < len(sold) < 40_000
    assert sum(row[3] for row in sold) == retailer.sales.units.sum()
    assert {row[0] for row in sold} <= {product.sku for product in retailer.products}
    assert sum(row[3] < 0 for row in sold) > 50
    assert sum(row[3] == 0 for row in sold) > 20


def test_two_rows_of_the_later_sales_are_no_good(files):
    _, rows = cells(files.sales_later)
    bad_day, bad_quantity = filter(is_bad, rows)

    assert bad_day[4] == "2025-02-31"
    assert bad_quantity[3] == "dos"
    assert not any(map(is_bad, cells(files.sales_earlier)[1]))


def test_both_sales_files_give_the_three_week_mode_hundreds_of_pairs(files):
    for path in (files.sales_earlier, files.sales_later):
        weeks = weeks_with_sales(cells(path)[1])

        assert 500 < sum(count >= 3 for count in weeks.values()) < 3_000


def test_most_pairs_of_a_month_sell_in_one_week_only(files):
    weeks = weeks_with_sales(cells(files.sales_later)[1])

    assert sum(count == 1 for count in weeks.values()) > len(weeks) / 2


def test_shipping_is_most_of_what_the_web_sells(files):
    web = [row for row in good(cells(files.sales_earlier)[1]) if row[2] == "WEB"]
    shipping = sum(row[3] for row in web if row[0] == "DESPACHO")

    assert 0.8 < shipping / sum(row[3] for row in web) < 0.95


def test_the_cd_holds_none_of_many_products_and_less_than_none_of_a_few(retailer, files):
    header, rows = cells(files.cd_stock)
    units = [row[2] for row in rows]

    assert header == ["sku", "product_name", "quantity"]
    assert sum(units) == retailer.cd_stock[retailer.cd_recorded].sum()
    assert sum(count == 0 for count in units) > 0.4 * len(units)
    assert sum(count < 0 for count in units) == 8


def test_the_cd_export_forgot_a_few_products_that_sell(files):
    recorded = {row[0] for row in cells(files.cd_stock)[1]}
    sold = {row[0] for row in cells(files.sales_earlier)[1]}

    assert len(sold - recorded) == 5


def test_the_cd_holds_too_little_of_some_products_for_what_stores_sell_in_a_week(files):
    held = {row[0]: row[2] for row in cells(files.cd_stock)[1]}
    pairs = weeks_with_sales(cells(files.sales_later)[1])
    sold = Counter()
    for sku, _, store, units, _ in good(cells(files.sales_later)[1]):
        if pairs[sku, store] >= 3:
            sold[sku] += units / 4
    short = [sku for sku, weekly in sold.items() if sku in held and held[sku] < weekly]

    assert 0.1 < len(short) / len(sold) < 0.4


def test_the_store_stock_is_a_matrix_mostly_empty_with_one_fraction(retailer, files):
    header, rows = cells(files.store_stock)
    matrix = [units for row in rows for units in row[2:]]

    assert header[:2] == ["Codigo", "Nombre"]
    assert (len(header), len(rows)) == (28, 2000)
    assert [units for units in matrix if units % 1] == [FRACTION]
    assert sum(matrix) == retailer.store_stock.sum() + FRACTION
    assert 0.08 < sum(units > 0 for units in matrix) / len(matrix) < 0.15
    assert sum(units < 0 for units in matrix) == 20
    assert not retailer.store_stock[-1].any()  # the head office has no column


def test_merchandise_is_bought_from_suppliers_on_terms_and_some_is_not_known(retailer, files):
    header, rows = cells(files.products)
    merchandise = [dict(zip(header, row, strict=True)) for row in rows if row[3] == "1"]
    known = {row[0] for row in cells(files.suppliers)[1]}

    assert header[4:] == ["supplier", "unit_cost", "pack_size", "moq"]
    named = Counter(row["supplier"] for row in merchandise)
    assert named.keys() - {""} == known - {"Papeles Rucapillán"}
    unpriced = [row for row in merchandise if row["unit_cost"] == ""]
    for few in (named[""], len(unpriced)):
        assert 10 < few < 0.05 * len(merchandise)
    costs = [row["unit_cost"] for row in merchandise if row["unit_cost"] != ""]
    assert (min(costs), max(costs)) > (1_000, 100_000)
    assert {row["pack_size"] for row in merchandise} == {1, 3, 4, 6, 24}
    assert 0.3 < sum(row["moq"] > 0 for row in merchandise) / len(merchandise) < 0.5
    assert all(row["moq"] % row["pack_size"] == 0 for row in merchandise)


def test_suppliers_have_lead_times_and_some_are_not_known(files):
    header, rows = cells(files.suppliers)

    assert header == ["name", "lead_time_days", "lead_time_spread_days"]
    assert len({row[0] for row in rows}) == len(rows) == 7
    assert sum(row[1] == "" for row in rows) == 1
    assert sum(row[2] == "" for row in rows) == 2


def test_orders_are_whole_packs_of_what_sells_and_a_few_are_overdue(retailer, files):
    header, rows = cells(files.orders)
    terms = {p.sku: t for p, t in zip(retailer.products, retailer.terms, strict=True)}
    last_sunday = date(2025, 11, 16)
    days = [date.fromisoformat(row[3]) for row in rows]

    assert header == ["SKU", "Producto", "Cantidad pendiente", "Fecha de llegada"]
    assert 40 < len(rows) < 400
    assert [row[2] for row in rows].count(0) == 1
    assert all(row[2] % terms[row[0]].pack_size == 0 for row in rows)
    assert sum(day <= last_sunday for day in days) == 4
    coming = [day - last_sunday for day in days if day > last_sunday]
    assert timedelta(days=7) < min(coming) < max(coming) < timedelta(days=90)
    assert len({row[0] for row in rows}) < len(rows)


def test_skus_are_text_and_survive_the_files_exactly(retailer, files):
    skus = [product.sku for product in retailer.products]

    assert [row[0] for row in cells(files.products)[1]] == skus
    assert [row[0] for row in cells(files.store_stock)[1]] == skus


def test_the_same_seed_and_day_give_the_same_bytes(files, tmp_path):
    again = write_files(make_retailer(seed=7, last_day=LAST_DAY), tmp_path)

    for kind, path in vars(files).items():
        assert vars(again)[kind].read_bytes() == path.read_bytes()


def test_the_files_do_not_depend_on_the_order_of_sets(files, tmp_path):
    program = (
        "from datetime import date; from pathlib import Path\n"
        "from fastdso.demo.files import write_files\n"
        "from fastdso.demo.retailer import make_retailer\n"
        f"last_day = date.fromisoformat('{LAST_DAY}')\n"
        f"write_files(make_retailer(seed=7, last_day=last_day), Path({str(tmp_path)!r}))\n"
    )
    env = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}

    subprocess.run([sys.executable, "-c", program], env=env, check=True)

    for path in vars(files).values():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_another_seed_gives_another_retailer(retailer):
    other = make_retailer(seed=8, last_day=LAST_DAY)

    assert other.products != retailer.products
    assert other.stores == retailer.stores


def test_a_retailer_too_small_to_show_anything_is_refused():
    with pytest.raises(ValueError, match="300 products and 7 weeks"):
        make_retailer(seed=7, last_day=LAST_DAY, products=100)
