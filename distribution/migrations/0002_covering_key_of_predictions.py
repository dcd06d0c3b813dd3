"""On PostgreSQL the key of suggested lines carries the final quantity, so that two runs can be
compared from their keys alone. To Django it is the same constraint, with the same name; SQLite's
keys carry nothing.
"""

from django.db import migrations

KEY = "UNIQUE (run_id, product_id, store_id)"


def replaced_by(rule):
    def replace(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                "ALTER TABLE distribution_prediction DROP CONSTRAINT prediction_of_run, "
                f"ADD CONSTRAINT prediction_of_run {rule}"
            )

    return replace


class Migration(migrations.Migration):
    dependencies = [("distribution", "0001_initial")]

    operations = [
        migrations.RunPython(replaced_by(f"{KEY} INCLUDE (final)"), replaced_by(KEY)),
    ]
