from django.db import migrations


def forwards(apps, schema_editor):
    """Counts that were the whole truth about their places say which places these were."""
    Location = apps.get_model("stock", "Location")
    StockPosting = apps.get_model("stock", "StockPosting")
    cd = list(Location.objects.filter(is_cd=True).values_list("pk", flat=True))
    places = dict(Location.objects.filter(is_cd=False).values_list("store__name", "pk"))
    for posting in StockPosting.objects.filter(kind="count", run__mode="replace", places=[]):
        said = posting.run.parameters
        names = set(said.get("stores", {}).values())
        posting.places = cd if said.get("place") == "cd" else sorted(places[n] for n in names & places.keys())
        posting.save(update_fields=["places"])


class Migration(migrations.Migration):
    dependencies = [("stock", "0006_undoing_uploads")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
