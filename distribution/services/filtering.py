"""The stores a distribution is narrowed to."""

from django.utils.translation import gettext as _

from catalog.queries import own_names_of_stores
from runs.errors import Refused


def stores_asked(text: str) -> list[str]:
    """The stores a filter names, by their own names; several are parted by commas."""
    if not text.strip():
        return []
    names = (
        [text]
        if own_names_of_stores([text])
        else [part for part in text.split(",") if part.strip()]
    )
    found = own_names_of_stores(names)
    if missing := [name.strip() for name in names if name not in found]:
        raise Refused(
            _("Nothing was generated: the store filter names unknown stores: %(names)s.")
            % {"names": ", ".join(missing)}
        )
    return sorted(set(found.values()))
