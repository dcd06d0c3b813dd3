"""A list of other spellings of store names."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Store, StoreAlias, plain_name
from catalog.queries import own_names_of_stores
from catalog.services.lists import Loaded

STORE_NAME_LENGTH = Store._meta.get_field("name").max_length


@transaction.atomic
def load_aliases(columns: dict[str, list[str]], rows: list[int], *, by: AbstractBaseUser) -> Loaded:
    """Create or change store aliases from columns `alias` and `store` (an exact store name)."""
    loaded = Loaded()
    stores = dict(Store.objects.values_list("name", "pk"))
    known = {alias.alias: alias for alias in StoreAlias.objects.all()}
    own_names = own_names_of_stores(columns["store"])
    for index, row in enumerate(rows):
        name, store = plain_name(columns["alias"][index]), columns["store"][index]
        if problem := _problem_of_alias(name, store, stores, own_names):
            loaded.rejected.append((row, name or store, problem))
            continue
        alias = known.get(name)
        store_id = stores[own_names[store]]
        if alias and alias.store_id == store_id:
            loaded.unchanged += 1
            continue
        loaded.created += alias is None
        loaded.updated += alias is not None
        alias = alias or StoreAlias(alias=name)
        alias.store_id, alias._history_user = store_id, by
        alias.save()
        known[name] = alias
    return loaded


def _problem_of_alias(
    alias: str, store: str, stores: dict[str, int], own_names: dict[str, str]
) -> str:
    if not alias:
        return _("the alias is missing")
    if len(alias) > STORE_NAME_LENGTH:
        return _("the alias is too long")
    if alias in stores:
        return _("the alias is the name of a store itself")
    if store not in own_names:
        return _("there is no store “%(name)s”") % {"name": store}
    return ""
