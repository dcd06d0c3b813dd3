"""The sidebar: the same for admin and for our pages, each item for those who may open it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from runs.queries import waiting_runs


@dataclass(frozen=True)
class Item:
    title: Any
    icon: str
    url_name: str
    permission: str

    def address(self) -> str:
        """Where it leads; nothing where the page is not installed."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


def _admin(title: Any, icon: str, app: str, model: str) -> Item:
    return Item(title, icon, f"admin:{app}_{model}_changelist", f"{app}.view_{model}")


GROUPS = [
    (
        _("Operations"),
        [
            Item(_("Dashboard"), "space_dashboard", "dashboard", "runs.view_run"),
            Item(_("Runs Center"), "list_alt", "runs:list", "runs.view_run"),
            Item(_("Compare Runs"), "compare_arrows", "runs:compare", "runs.view_run"),
        ],
    ),
    (
        _("Uploads"),
        [
            Item(_("Sales"), "point_of_sale", "upload", "runs.upload_run"),
            Item(_("Stock"), "inventory", "stock:upload", "runs.upload_run"),
        ],
    ),
    (
        _("Analysis"),
        [
            Item(_("New distribution"), "local_shipping", "distribution:new", "runs.generate_run"),
            Item(_("Purchase forecast"), "query_stats", "forecast", "runs.view_run"),
            Item(_("Stock query"), "warehouse", "stock:query", "runs.view_run"),
        ],
    ),
]
STAFF_GROUPS = [
    (
        _("Catalogue"),
        [
            _admin(_("Products"), "category", "catalog", "product"),
            _admin(_("Stores"), "storefront", "catalog", "store"),
            _admin(_("Store aliases"), "alternate_email", "catalog", "storealias"),
            _admin(_("Categories"), "label", "catalog", "category"),
            _admin(_("Suppliers"), "handshake", "catalog", "supplier"),
        ],
    ),
    (
        _("Administration"),
        [
            _admin(_("Runs (admin)"), "database", "runs", "run"),
            _admin(_("Users"), "person", "auth", "user"),
            _admin(_("Groups"), "group", "auth", "group"),
        ],
    ),
]


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups in unfold's words. The item with the longest address above this page is active.

    A page whose address does not say where it belongs says it by its trail.
    """
    shown = []
    for title, items in GROUPS + (STAFF_GROUPS if request.user.is_staff else []):
        allowed = [item for item in items if request.user.has_perm(item.permission)]
        links = [
            {"title": item.title, "icon": item.icon, "link": address}
            for item in allowed
            if (address := item.address())
        ]
        if links:
            shown.append({"title": title, "items": links})

    links = [link for group in shown for link in group["items"]]
    if waiting := _waiting_for(request):
        center = reverse("runs:list")
        for link in links:
            if link["link"] == center:
                link |= {"badge": waiting, "badge_variant": "warning"}
    here = getattr(request, "place", request.path)
    above = [link["link"] for link in links if here.startswith(link["link"])]
    active = max(above, key=len, default=None)
    for link in links:
        link["active"] = link["link"] == active
    return shown


def _waiting_for(request: HttpRequest) -> int:
    """How many runs wait for the approval of this user's like."""
    if not request.user.has_perm("runs.change_status_run"):
        return 0
    return waiting_runs().count()


def stylesheet(request: HttpRequest) -> str:
    return static("fastdso.css")


def favicon(request: HttpRequest) -> str:
    return static("favicon.svg")
