from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("axes", "0007_official_introduction"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="axis", name="axis_hue_is_known"),
        migrations.AddConstraint(
            model_name="axis",
            constraint=models.CheckConstraint(
                condition=models.Q(hue__in=["blue", "brick", "green", "violet", "ochre", "plum"]),
                name="axis_hue_is_known",
                violation_error_message="Choisir une des couleurs de la palette.",
            ),
        ),
    ]
