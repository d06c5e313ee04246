"""The newest edition that the public reads is the one that the working copy feeds; those before it are closed since it
was published. What older releases brought was not said, and is not guessed now: only a first one is no correction."""

from django.db import migrations

FICTIVE = "-fictive"


def say_which_is_fed(apps, schema_editor):
    Edition = apps.get_model("releases", "Edition")
    Release = apps.get_model("releases", "Release")
    Release.objects.filter(number=1).update(kind="update")
    real = Edition.objects.exclude(label__endswith=FICTIVE)
    read = Release.objects.filter(withdrawal__isnull=True, edition__in=real).select_related("edition")
    newest = max((one.edition.label for one in read), default=None)
    fed = real.filter(label=newest).first() if newest else real.order_by("-label").first()
    if fed is None:
        return
    first = Release.objects.filter(edition=fed).order_by("number").first()
    fed.fed_slot, fed.prepared_at = 1, first.published_at if first else None
    fed.save()
    if first:
        real.filter(label__lt=fed.label).update(closed_at=first.published_at)


class Migration(migrations.Migration):
    dependencies = [("releases", "0004_life_of_editions")]
    operations = [migrations.RunPython(say_which_is_fed, migrations.RunPython.noop)]
