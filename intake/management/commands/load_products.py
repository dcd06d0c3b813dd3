from typing import Any

from catalog.services import Loaded, load_products
from intake.management.base import ListCommand
from intake.reading import read_products


class Command(ListCommand):
    help = (
        "Load products: sku, name, and if given category, merchandise and active (yes/no), "
        "supplier, unit cost, units per pack and minimum order."
    )
    reader = staticmethod(read_products)
    loader = staticmethod(load_products)
    permission = "catalog.change_product"

    def facts(self, loaded: Loaded) -> dict[str, Any]:
        return {
            "new_categories": len(loaded.new_categories),
            "new_suppliers": len(loaded.new_suppliers),
        }
