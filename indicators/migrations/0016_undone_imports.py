import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('indicators', "0015_words"),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalobservation',
            name='undone',
            field=models.BooleanField(default=False, help_text='Un import ou une validation que quelqu’un a défait depuis.', verbose_name='défait'),
        ),
        migrations.AddField(
            model_name='importedfile',
            name='undone_at',
            field=models.DateTimeField(blank=True, help_text='Vide\u202f: ce que le fichier a apporté y est encore.', null=True, verbose_name='défait le'),
        ),
        migrations.AddField(
            model_name='importedfile',
            name='undone_by',
            field=models.ForeignKey(blank=True, help_text='Qui a défait cet import, en une fois.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='défait par'),
        ),
        migrations.AddField(
            model_name='importedfile',
            name='undone_left',
            field=models.PositiveIntegerField(default=0, help_text='Valeurs changées depuis l’import, qui n’ont pas été défaites.', verbose_name='laissés tels quels'),
        ),
        migrations.AddField(
            model_name='importedfile',
            name='undone_why',
            field=models.TextField(blank=True, default='', help_text='Elle reste dans l’historique de chaque valeur.', verbose_name='raison de défaire'),
        ),
        migrations.AddConstraint(
            model_name='importedfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True), ('undone_left', 0), ('undone_why', '')), models.Q(('confirmed_at__isnull', False), ('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undone_why', ''), _negated=True)), _connector='OR'), name='an_undone_import_says_who_and_why', violation_error_message='Un import défait était confirmé\u202f; il dit par qui, quand et pourquoi.'),
        ),
    ]
