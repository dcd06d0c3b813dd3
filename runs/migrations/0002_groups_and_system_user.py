from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import migrations

from runs.groups import ADMIN, ANALYST, BACK_OFFICE, EVERYONE, MANAGER, grant


def forwards(apps, schema_editor):
    grant(apps, "runs", ["view_run"], EVERYONE)
    grant(apps, "runs", ["upload_run", "generate_run"], [ADMIN, MANAGER, ANALYST, BACK_OFFICE])
    grant(apps, "runs", ["activate_run", "change_status_run"], [ADMIN, MANAGER])
    grant(
        apps,
        "auth",
        ["add_user", "change_user", "view_user", "add_group", "change_group", "view_group"],
        [ADMIN],
    )
    apps.get_model(settings.AUTH_USER_MODEL).objects.get_or_create(
        username="sistema",
        defaults={"first_name": "Sistema", "is_active": False, "password": make_password(None)},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("runs", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
