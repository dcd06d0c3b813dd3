"""On PostgreSQL triggers keep the key to the run, not a foreign key (decision 0004)."""

from django.db import migrations

from runs.guard import GuardRows


class Migration(migrations.Migration):
    dependencies = [("forecasting", "0002_groups"), ("runs", "0008_rows_have_runs")]
    operations = [
        GuardRows("PurchaseSuggestion"),
        GuardRows("Forecast"),
        GuardRows("LeftOut"),
    ]
