from django.db import migrations

from runs.groups import ADMIN, BACK_OFFICE, EVERYONE, MANAGER, grant


def forwards(apps, schema_editor):
    grant(apps, "catalog", ["view_supplier"], EVERYONE)
    grant(apps, "catalog", ["add_supplier", "change_supplier"], [ADMIN, MANAGER, BACK_OFFICE])


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_suppliers_and_purchase_terms"),
        ("runs", "0002_groups_and_system_user"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
