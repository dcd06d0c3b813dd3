from catalog.services import load_products
from intake.management.base import ListCommand
from intake.reading import read_products


class Command(ListCommand):
    help = "Load products: sku, name, and if given category, merchandise and active (yes/no)."
    reader = staticmethod(read_products)
    loader = staticmethod(load_products)
    permission = "catalog.change_product"
