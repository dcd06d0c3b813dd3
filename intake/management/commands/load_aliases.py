from catalog.services import load_aliases
from intake.management.base import ListCommand
from intake.reading import read_aliases


class Command(ListCommand):
    help = "Load store aliases: alias, store."
    reader = staticmethod(read_aliases)
    loader = staticmethod(load_aliases)
    permission = "catalog.change_storealias"
