"""The products of the demo retailer: merchandise, and what is sold without being it."""

from dataclasses import dataclass
from random import Random

from fastdso.demo.names import CONSOLES, product_category, product_name
from fastdso.demo.skus import make_skus, make_twins

SHIPPING, SUPPLIES, DIGITAL = "Servicios", "Insumos", "Códigos digitales"
TWINS = 13
SAME_NAME = 20


@dataclass(frozen=True, slots=True)
class Product:
    """One SKU of the item master."""

    sku: str
    name: str
    category: str
    is_merchandise: bool = True


NOT_MERCHANDISE = (
    Product("DESPACHO", "Despacho a domicilio", SHIPPING, False),
    Product("BOLSA-CHICA", "Bolsa de papel chica", SUPPLIES, False),
    Product("BOLSA-MEDIANA", "Bolsa de papel mediana", SUPPLIES, False),
    Product("BOLSA-GRANDE", "Bolsa de papel grande", SUPPLIES, False),
    *(
        Product(
            f"DIG{amount}{console[:3].upper()}",
            f"Código digital {console} {amount} monedas",
            DIGITAL,
            False,
        )
        for console in CONSOLES
        for amount in (1000, 2500, 5000, 10000, 20000)
    ),
)


def make_products(count: int, rng: Random) -> list[Product]:
    """Different products, best seller first, what is not merchandise last.

    Thirteen games have a pre-order whose SKU is the game's without its leading zero; they stand
    among the best sellers, where a lost zero would show. Some names belong to several SKUs.
    """
    skus = make_skus(count - len(NOT_MERCHANDISE) - 2 * TWINS, rng)
    ranked = [_merchandise(sku, rng) for sku in skus]
    for original in range(SAME_NAME):
        copy = ranked[-1 - original]
        ranked[-1 - original] = Product(copy.sku, ranked[original].name, ranked[original].category)

    for number, (zero_led, stripped) in enumerate(make_twins(TWINS, rng)):
        game = Product(zero_led, product_name("Videojuegos", rng), "Videojuegos")
        preorder = Product(stripped, f"Preventa {game.name}", "Preventas")
        ranked[12 * number + 5 : 12 * number + 5] = [game, preorder]
    return [*ranked, *NOT_MERCHANDISE]


def _merchandise(sku: str, rng: Random) -> Product:
    category = product_category(rng)
    return Product(sku, product_name(category, rng), category)
