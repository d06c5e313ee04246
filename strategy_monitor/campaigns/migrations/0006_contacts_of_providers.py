"""A provider's own address: the one that its newest demand was written to, which was proposed until now."""

from typing import Any

from django.db import migrations


def take_newest(apps: Any, _schema_editor: Any) -> None:
    demands = apps.get_model("campaigns", "Demand").objects.exclude(contact="")
    newest = dict(demands.order_by("campaign__opens_on", "pk").values_list("provider", "contact"))
    for key, contact in newest.items():
        apps.get_model("indicators", "Provider").objects.filter(pk=key, contact="").update(contact=contact)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_kept_files"), ("indicators", "0018_contact_of_a_provider")]
    operations = [migrations.RunPython(take_newest, migrations.RunPython.noop)]
