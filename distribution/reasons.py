"""“¿Por qué?”: a stored line in words. Nothing here is computed anew."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HUNDREDTH = Decimal("0.01")


def weekly_mean(line: Mapping[str, Any]) -> Decimal | None:
    """Units per week over the weeks the mode looks at, to two decimals; None if unknown."""
    if line["window_weeks"] is None:
        return None
    return (Decimal(line["window_units"]) / line["window_weeks"]).quantize(HUNDREDTH)


def explanation(line: Mapping[str, Any]) -> str:
    """Why a suggested line has its quantity, from the facts stored beside it."""
    if line["window_weeks"] is None:
        return _("The predecessor did not say why.")
    said = [
        ngettext(
            "Sold %(units)s in its last week with sales (of %(weeks)s): %(mean)s a week.",
            "Sold %(units)s in its last %(window)s weeks with sales (of %(weeks)s): "
            "%(mean)s a week.",
            line["window_weeks"],
        )
        % {
            "units": localize(line["window_units"]),
            "window": line["window_weeks"],
            "weeks": line["weeks"],
            "mean": localize(weekly_mean(line)),
        },
        _("The store holds %(stock)s; it needs %(need)s.")
        % {"stock": localize(line["store_stock"]), "need": localize(line["need"])},
    ]
    if line["cd_before"] is None:
        said.append(_("There is no CD stock record: it was not limited."))
    elif line["need"]:
        said.append(
            ngettext(
                "Turn %(rank)s of its SKU: the CD still held %(left)s unit.",
                "Turn %(rank)s of its SKU: the CD still held %(left)s units.",
                line["cd_before"],
            )
            % {"rank": line["rank"], "left": localize(line["cd_before"])}
        )
    said.append(_("Suggested: %(units)s.") % {"units": localize(line["suggested"])})
    return " ".join(said)
