"""Which store a name in a file may mean."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.models import Store, StoreAlias
from catalog.queries import own_names_of_stores, similar_stores
from catalog.queries.likely import Names
from catalog.queries.likeness import likeness
from catalog.queries.similar import LEAST
from catalog.services import StoreDecision, decide_store_names
from runs.errors import Conflict
from runs.services import system_user
from tests import do, make

pytestmark = pytest.mark.django_db

SAME = [
    ("Plaza Oeste", "B_p.oeste"),
    ("La Serena", "La serena"),
    ("La Serena", "B_laserena"),
    ("WEB", "Web"),
    ("Plaza Bio Bio", "Bio Bio"),
    ("Plaza Bio Bio", "B_biobio"),
    ("Plaza Vespucio 2", "Plaza Vespucio"),
    ("Machalí", "Machali"),
    ("Espacio Urbano Viña", "EU Vina"),
    ("Outlet Camino Viejo", "Camino Viejo Outlet"),
]
OTHER = [
    ("Plaza Norte", "Plaza Sur"),
    ("Local 12", "Local 13"),
    ("Tienda 1", "Tienda 11"),
    ("Maipo", "Maipu"),
    ("Mall Plaza", "Plaza Egaña"),
    ("Paseo Oeste", "Plaza Oeste"),
    ("", "Web"),
    ("***", "Web"),
]


@pytest.mark.parametrize(("name", "store"), SAME)
def test_another_spelling_of_a_store_is_a_good_suggestion(name, store):
    make.store(store), make.store("Costanera Center")

    (first, *_others) = similar_stores([name])[name]

    assert (first.name, first.is_good) == (store, True)
    assert likeness(name, store) == likeness(store, name)


@pytest.mark.parametrize(("name", "store"), OTHER)
def test_another_store_is_none(name, store):
    make.store(store)

    assert [s.name for s in similar_stores([name])[name] if s.is_good] == []


def test_of_two_that_are_as_alike_none_is_good():
    make.store("Outlet Temuco"), make.store("Portal Temuco")

    found = similar_stores(["Temuco"])["Temuco"]

    assert [(s.name, s.is_good) for s in found] == [
        ("Outlet Temuco", False),
        ("Portal Temuco", False),
    ]


def test_a_store_is_a_good_suggestion_for_one_name_only_and_for_none_if_the_file_names_it():
    make.store("Plaza Vespucio")
    names = ["Plaza Vespucio 2", "P. Vespucio"]

    free = similar_stores(names)
    taken = similar_stores(names, taken=["Plaza Vespucio"])

    assert sum(s.is_good for name in names for s in free[name]) == 1
    assert sum(s.is_good for name in names for s in taken[name]) == 0


def test_aliases_are_looked_at_too():
    store = make.store("Sucursal 44")
    make.alias("Mall del Río", store)

    (found,) = similar_stores(["B_m.rio"])["B_m.rio"]

    assert (found.name, found.is_good) == ("Sucursal 44", True)


def decide(*decisions, by=None):
    return decide_store_names(decisions, by=by or system_user(), reason="upload")


def test_what_was_decided_is_done_and_remembered():
    soho = make.store("Soho")

    found = decide(
        StoreDecision("SOHO", store=soho.pk),
        StoreDecision("Tienda Web", type="web"),
        StoreDecision("Nowhere"),
    )

    assert found == {"SOHO": "Soho", "Tienda Web": "Tienda Web", "Nowhere": None}
    assert own_names_of_stores(found) == {"SOHO": "Soho", "Tienda Web": "Tienda Web"}
    assert Store.objects.get(name="Tienda Web").type == "web"
    assert StoreAlias.history.get().history_user == system_user()


def test_who_may_keep_no_alias_decides_for_once():
    soho = make.store("Soho")

    assert decide(StoreDecision("SOHO", store=soho.pk), by=make.user()) == {"SOHO": "Soho"}
    assert StoreAlias.objects.count() == 0


def test_what_somebody_else_decided_meanwhile_stands():
    soho, eden = make.store("Soho"), make.store("Eden")
    make.alias("SOHO", eden)

    assert decide(StoreDecision("SOHO", store=soho.pk)) == {"SOHO": "Eden"}


def test_a_store_that_is_gone_is_no_decision():
    do.refused(Conflict, decide, StoreDecision("SOHO", store=4711))


WORDS = """Mall Plaza Paseo Norte norte Norte2 Sur San Pedro sanpedro Maipú Maipo EU Espacio Urbano
Viña del Mar B_ B_viña 1 12 0012 P. N S de la El O'Higgins *** ñandú egaña"""
PARTS = st.sampled_from(WORDS.split())
NAMES = st.lists(PARTS, min_size=1, max_size=5).map(" ".join) | st.text(max_size=12)


@given(st.lists(NAMES, min_size=1, max_size=12), NAMES, st.floats(0.05, 1))
@example(["Espacio Urbano Viña"], "EU Vina", LEAST)
@example(["San Pedro"], "Mall Plaza Paseo sanpedro", LEAST)
@example(["Norte"], "Norte Grande Poniente Oriente Lago", LEAST)
@example(["Mall Plaza de la Sur"], "Mall Plaza de la Norte", LEAST)
def test_no_name_that_is_like_another_is_left_out(names, name, least):
    alike = {place for place, other in enumerate(names) if likeness(name, other) >= least}

    assert alike <= Names(names).likely(name, least)


def test_most_names_that_are_not_alike_are():
    names = [f"{mall} {place}" for mall in ("Mall", "Plaza") for place in ("Norte", "Sur", "Maipú")]

    assert Names(names).likely("B_mall norte", LEAST) == {0, 3}
