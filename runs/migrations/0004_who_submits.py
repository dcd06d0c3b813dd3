from django.db import migrations

from runs.groups import ADMIN, ANALYST, MANAGER, grant


def forwards(apps, schema_editor):
    grant(apps, "runs", ["submit_run"], [ADMIN, MANAGER, ANALYST])


class Migration(migrations.Migration):
    dependencies = [("runs", "0003_submission")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
