from django.db import migrations
from django.db.models.functions import Length


class Migration(migrations.Migration):
    dependencies = [("axes", "0001_whole")]

    operations = [
        migrations.AlterModelOptions(
            name="footnote",
            options={
                "ordering": [Length("marker"), "marker"],
                "verbose_name": "note de bas de page",
                "verbose_name_plural": "notes de bas de page",
            },
        )
    ]
