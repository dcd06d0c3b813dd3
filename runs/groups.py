"""The groups, and how a migration gives them permissions.

They are ordinary Django groups: what an administrator changes afterwards stays changed, as
nothing but a migration, which runs once, ever gives a permission.
"""

from collections.abc import Iterable

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

ADMIN, MANAGER, ANALYST, BACK_OFFICE = "Admin", "Manager", "Analyst", "Back office"
EVERYONE = (ADMIN, MANAGER, ANALYST, BACK_OFFICE)


def grant(apps, app_label: str, codenames: Iterable[str], groups: Iterable[str]) -> None:
    """Give groups permissions of one app, from within a migration.

    Permissions come into being only after all migrations; here they are needed at once.
    """
    create_permissions(installed.get_app_config(app_label), verbosity=0, apps=apps)
    permissions = list(
        apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label=app_label, codename__in=list(codenames)
        )
    )
    if missing := set(codenames) - {permission.codename for permission in permissions}:
        raise LookupError(f"{app_label} has no permissions {sorted(missing)}")
    for name in groups:
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions)
