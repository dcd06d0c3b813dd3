"""The stores of the demo retailer, and the ways its own exports spell them."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

PHYSICAL, WEB, HEAD_OFFICE = "physical", "web", "head_office"


@dataclass(frozen=True, slots=True)
class Store:
    """A place that sells: its name, and its name in the sales and in the store stock export."""

    name: str
    code: str
    type: Literal["physical", "web", "head_office"]
    in_sales: str
    in_stock: str


class Alias(NamedTuple):
    """Another spelling of a store's name."""

    alias: str
    store: str


# Name, then its spelling in the sales export and in the store stock export where they differ.
_MALLS: tuple[tuple[str, str, str], ...] = (
    ("Alto Quebrada", "", ""),
    ("Bahía Azul", "Bahia Azul", "Bahia azul"),
    ("Boulevard Los Aromos", "", "Blvd. Aromos"),
    ("Camino Viejo Outlet", "Outlet Camino Viejo", "Outlet C.Viejo"),
    ("Costa Sur", "", "Costa sur"),
    ("Espacio Litoral", "", "E. Litoral"),
    ("Galería Austral", "", ""),
    ("Mall del Río", "", "B_m.rio"),
    ("Mall del Salar", "", ""),
    ("Mall Puerto Niebla", "", "Puerto Niebla"),
    ("Mall Tres Volcanes", "", ""),
    ("Paseo del Muelle", "", ""),
    ("Paseo Las Dunas", "", "B_dunas"),
    ("Paseo Quillayes", "", ""),
    ("Paseo Viñedos", "Paseo Vinedos", "P. Vinedos"),
    ("Plaza Araucaria", "", ""),
    ("Plaza Canelo", "PLAZA CANELO", ""),
    ("Plaza Cordillera", "", "B_p.cordillera"),
    ("Plaza Copihue", "", ""),
    ("Plaza Estación Vieja", "Plaza Estacion Vieja", "Plaza Estacion Vieja"),
    ("Plaza Peumo 2", "", "Plaza Peumo"),
    ("Portal Aconcagua", "", ""),
    ("Portal del Desierto", "", "Portal Desierto"),
    ("Portal Ñandú", "Portal Nandu", "Portal nandu"),
    ("Valle Alto", "", ""),
)


def make_stores() -> tuple[Store, ...]:
    """All stores: 25 physical ones, the web, the head office."""
    return (
        *(
            Store(name, f"T{number:02d}", PHYSICAL, in_sales or name, in_stock or name)
            for number, (name, in_sales, in_stock) in enumerate(_MALLS, start=1)
        ),
        Store("WEB", "WEB", WEB, "WEB", "Web"),
        Store("Casa Matriz", "CM", HEAD_OFFICE, "CASA MATRIZ", "Casa Matriz"),
    )


def make_aliases(stores: tuple[Store, ...]) -> tuple[Alias, ...]:
    """Every spelling of the exports that is not a store's name, sorted."""
    spellings = {
        Alias(spelling, store.name)
        for store in stores
        for spelling in (store.in_sales, store.in_stock)
        if spelling != store.name
    }
    return tuple(sorted(spellings))
