import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('releases', '0013_eu_accessibility_statement'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentParts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rules', models.CharField(help_text='Empreinte du code qui l’a écrit\u202f: un autre l’écrit à nouveau.', max_length=16, verbose_name='règles')),
                ('content', models.BinaryField(verbose_name='contenu')),
                ('release', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='document_parts', to='releases.release', verbose_name='version publiée')),
            ],
            options={
                'verbose_name': 'document en parties',
                'verbose_name_plural': 'documents en parties',
                'default_permissions': (),
            },
        ),
    ]
