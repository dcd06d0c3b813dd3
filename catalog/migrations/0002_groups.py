from django.db import migrations

from runs.groups import ADMIN, BACK_OFFICE, EVERYONE, MANAGER, grant

MODELS = ("product", "store", "storealias", "category")


def forwards(apps, schema_editor):
    grant(apps, "catalog", [f"view_{model}" for model in MODELS], EVERYONE)
    kept = [f"{verb}_{model}" for verb in ("add", "change") for model in MODELS]
    grant(apps, "catalog", kept, [ADMIN, MANAGER, BACK_OFFICE])
    removed = ["delete_storealias", "delete_category"]
    grant(apps, "catalog", removed, [ADMIN, MANAGER, BACK_OFFICE])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("runs", "0002_groups_and_system_user")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
