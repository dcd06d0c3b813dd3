from django.db import migrations

from runs.groups import ADMIN, ANALYST, EVERYONE, MANAGER, grant


def forwards(apps, schema_editor):
    grant(apps, "forecasting", ["view_uplift"], EVERYONE)
    kept = ["add_uplift", "change_uplift", "delete_uplift"]
    grant(apps, "forecasting", kept, [ADMIN, MANAGER, ANALYST])


class Migration(migrations.Migration):
    dependencies = [
        ("forecasting", "0001_forecasts_and_uplifts"),
        ("runs", "0002_groups_and_system_user"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
