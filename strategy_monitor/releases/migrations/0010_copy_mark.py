from django.db import migrations, models


def forget_tables(apps, schema_editor):
    from strategy_monitor.releases import marks

    marks.forget_tables(schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('releases', '0009_compressed_documents'),
    ]

    operations = [
        migrations.CreateModel(
            name='CopyMark',
            fields=[
                ('writer', models.BigIntegerField(help_text='Transaction qui a écrit.', primary_key=True, serialize=False)),
                ('drawn', models.BigIntegerField(help_text='Tiré au sort à chaque changement.')),
            ],
            options={
                'verbose_name': 'marque de changement',
                'verbose_name_plural': 'marques de changement',
            },
        ),
        # The triggers are made after each migration; none may be left once the table is gone.
        migrations.RunPython(migrations.RunPython.noop, forget_tables),
    ]
