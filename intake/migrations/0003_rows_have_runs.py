"""On PostgreSQL triggers keep the key to the run, not a foreign key (decision 0004)."""

from django.db import migrations

from runs.guard import GuardRows


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_files_to_look_at"), ("runs", "0008_rows_have_runs")]
    operations = [GuardRows("RejectedRow"), GuardRows("WarnedRow")]
