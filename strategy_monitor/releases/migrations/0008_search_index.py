import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('releases', '0007_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchIndex',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rules', models.CharField(help_text='Empreinte du code qui l’a écrit\u202f: un autre l’écrit à nouveau.', max_length=16, verbose_name='règles')),
                ('content', models.BinaryField(verbose_name='contenu')),
                ('release', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='search_index', to='releases.release', verbose_name='version publiée')),
            ],
            options={
                'verbose_name': 'index de recherche',
                'verbose_name_plural': 'index de recherche',
                'default_permissions': (),
            },
        ),
    ]
