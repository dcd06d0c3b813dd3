"""Rows of one run, as nearly all are, are guarded in less time (decision 0004)."""

from django.db import migrations

from runs.guard import LookForOneRun


class Migration(migrations.Migration):
    dependencies = [("runs", "0008_rows_have_runs")]
    operations = [LookForOneRun()]
