import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from strategy_monitor.backoffice.tables import CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ('releases', '0002_withdrawal'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [CreateTables([
        migrations.CreateModel(
            name='HistoricalSiteStatement',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slot', models.PositiveSmallIntegerField(db_index=True, default=1, editable=False)),
                ('contact_service', models.CharField(blank=True, help_text='Qui répond aux questions sur la stratégie et son suivi.', max_length=200, verbose_name='service')),
                ('contact_email', models.EmailField(blank=True, help_text='D’un service plutôt que d’une personne\u202f: elle est publiée.', max_length=254, verbose_name='adresse électronique')),
                ('contact_phone', models.CharField(blank=True, help_text='Avec l’indicatif du pays\u202f: +32 …', max_length=60, verbose_name='téléphone')),
                ('contact_address', models.TextField(blank=True, help_text='Une ligne par ligne d’adresse.', verbose_name='adresse postale')),
                ('publisher', models.TextField(blank=True, help_text='Nom, forme juridique, siège et numéro d’entreprise.', verbose_name='éditeur du site')),
                ('host', models.TextField(blank=True, help_text='Nom et adresse de qui héberge le site.', verbose_name='hébergeur')),
                ('reuse', models.TextField(blank=True, help_text='À quelles conditions ils se reprennent\u202f; les données ont leur licence.', verbose_name='textes et images')),
                ('accessibility_state', models.TextField(blank=True, help_text='Par exemple «\u202fpartiellement conforme\u202f», depuis quand, et ce qui ne l’est pas.', verbose_name='état de conformité déclaré')),
                ('accessibility_audit', models.TextField(blank=True, help_text='Qui a évalué le site, quand, selon quelle méthode.', verbose_name='évaluation')),
                ('accessibility_contact', models.TextField(blank=True, help_text='À qui écrire, et sous quel délai une réponse vient.', verbose_name='signaler un obstacle')),
                ('accessibility_appeal', models.TextField(blank=True, help_text='À qui s’adresser quand la réponse ne satisfait pas.', verbose_name='voie de recours')),
                ('controller', models.TextField(blank=True, help_text='Qui décide de ce que le site garde des personnes.', verbose_name='responsable du traitement')),
                ('privacy_contact', models.TextField(blank=True, help_text='Son nom ou sa fonction, et son adresse.', verbose_name='délégué à la protection des données')),
                ('retention', models.TextField(blank=True, help_text='Des comptes, de l’historique, des journaux du serveur.', verbose_name='durées de conservation')),
                ('privacy_rights', models.TextField(blank=True, help_text='Accès, rectification, effacement, plainte\u202f: comment, et auprès de qui.', verbose_name='exercer ses droits')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historique des mentions du site',
                'verbose_name_plural': 'historical mentions du site',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SiteStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.PositiveSmallIntegerField(default=1, editable=False, unique=True)),
                ('contact_service', models.CharField(blank=True, help_text='Qui répond aux questions sur la stratégie et son suivi.', max_length=200, verbose_name='service')),
                ('contact_email', models.EmailField(blank=True, help_text='D’un service plutôt que d’une personne\u202f: elle est publiée.', max_length=254, verbose_name='adresse électronique')),
                ('contact_phone', models.CharField(blank=True, help_text='Avec l’indicatif du pays\u202f: +32 …', max_length=60, verbose_name='téléphone')),
                ('contact_address', models.TextField(blank=True, help_text='Une ligne par ligne d’adresse.', verbose_name='adresse postale')),
                ('publisher', models.TextField(blank=True, help_text='Nom, forme juridique, siège et numéro d’entreprise.', verbose_name='éditeur du site')),
                ('host', models.TextField(blank=True, help_text='Nom et adresse de qui héberge le site.', verbose_name='hébergeur')),
                ('reuse', models.TextField(blank=True, help_text='À quelles conditions ils se reprennent\u202f; les données ont leur licence.', verbose_name='textes et images')),
                ('accessibility_state', models.TextField(blank=True, help_text='Par exemple «\u202fpartiellement conforme\u202f», depuis quand, et ce qui ne l’est pas.', verbose_name='état de conformité déclaré')),
                ('accessibility_audit', models.TextField(blank=True, help_text='Qui a évalué le site, quand, selon quelle méthode.', verbose_name='évaluation')),
                ('accessibility_contact', models.TextField(blank=True, help_text='À qui écrire, et sous quel délai une réponse vient.', verbose_name='signaler un obstacle')),
                ('accessibility_appeal', models.TextField(blank=True, help_text='À qui s’adresser quand la réponse ne satisfait pas.', verbose_name='voie de recours')),
                ('controller', models.TextField(blank=True, help_text='Qui décide de ce que le site garde des personnes.', verbose_name='responsable du traitement')),
                ('privacy_contact', models.TextField(blank=True, help_text='Son nom ou sa fonction, et son adresse.', verbose_name='délégué à la protection des données')),
                ('retention', models.TextField(blank=True, help_text='Des comptes, de l’historique, des journaux du serveur.', verbose_name='durées de conservation')),
                ('privacy_rights', models.TextField(blank=True, help_text='Accès, rectification, effacement, plainte\u202f: comment, et auprès de qui.', verbose_name='exercer ses droits')),
            ],
            options={
                'verbose_name': 'mentions du site',
                'verbose_name_plural': 'mentions du site',
                'constraints': [models.CheckConstraint(condition=models.Q(('slot', 1)), name='site_statement_is_the_only_one', violation_error_message='Un site n’a qu’une page de mentions.')],
            },
        ),
    ])]
