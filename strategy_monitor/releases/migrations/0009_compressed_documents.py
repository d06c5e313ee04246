import hashlib

from django.db import migrations, models

from strategy_monitor.releases.compressed import CompressedText


class DocumentChanged(Exception):
    """A document is not read as it was: nothing is migrated."""


def compress_documents(apps, schema_editor):
    move(apps, "document", "kept")


def expand_documents(apps, schema_editor):
    move(apps, "kept", "document")


def move(apps, source, target):
    """One document in memory at a time. Each has the hash that it had, also one that was altered before, and is refused
    where it is read: it stays as it is."""
    Release = apps.get_model("releases", "Release")
    for pk in Release.objects.order_by("pk").values_list("pk", flat=True):
        before = Release.objects.values_list(source, flat=True).get(pk=pk)
        Release.objects.filter(pk=pk).update(**{target: before})
        after = Release.objects.values_list(target, flat=True).get(pk=pk)
        if digest(after) != digest(before):
            raise DocumentChanged(f"Le document de la version n° {pk} ne se relit pas comme il était.")


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Migration(migrations.Migration):
    """In one transaction: whoever is killed in the middle leaves what was there."""

    dependencies = [
        ('releases', '0008_search_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='release',
            name='kept',
            field=CompressedText(default='', verbose_name='document'),
        ),
        migrations.AlterField(
            model_name='release',
            name='document',
            field=models.TextField(null=True, verbose_name='document'),
        ),
        migrations.RunPython(compress_documents, expand_documents),
        migrations.RemoveField(model_name='release', name='document'),
        migrations.RenameField(model_name='release', old_name='kept', new_name='document'),
        migrations.AlterField(
            model_name='release',
            name='document',
            field=CompressedText(verbose_name='document'),
        ),
    ]
