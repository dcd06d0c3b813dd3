"""On PostgreSQL triggers keep the key to the run, not a foreign key (decision 0004)."""

from django.db import migrations

from runs.guard import GuardRuns


class Migration(migrations.Migration):
    dependencies = [("runs", "0007_kept_results")]
    operations = [GuardRuns()]
