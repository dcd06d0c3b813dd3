from django.db import migrations

from runs.groups import EVERYONE, grant


def forwards(apps, schema_editor):
    grant(apps, "stock", ["view_stocklevel", "view_stockmovement"], EVERYONE)


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial"), ("runs", "0002_groups_and_system_user")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
