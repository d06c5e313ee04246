"""All of the migrations of `releases` up to 0007_words, as one: a new database is made by it in a third of the time.

A database that has gone through some of them goes through the others, which stand beside this one until then.
"""

import django.db.models.deletion
import simple_history.models
import strategy_monitor.language.codes
from django.conf import settings
from django.db import migrations, models

from strategy_monitor.backoffice.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('releases', '0001_initial'),
        ('releases', '0002_withdrawal'),
        ('releases', '0003_site_statement'),
        ('releases', '0004_life_of_editions'),
        ('releases', '0005_which_edition_is_fed'),
        ('releases', '0006_checklist'),
        ('releases', '0007_words'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [CreateTables([
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.SlugField(help_text='L’année du rapport\u202f: «\u202f2025\u202f».', max_length=20, unique=True, verbose_name='édition')),
                ('fed_slot', models.PositiveSmallIntegerField(editable=False, help_text='1 pour celle que la copie de travail nourrit.', null=True, unique=True)),
                ('prepared_at', models.DateTimeField(editable=False, null=True, verbose_name='préparée le')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='close le')),
                ('prepared_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='préparée par')),
            ],
            options={
                'verbose_name': 'édition',
                'ordering': ['-label'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('fed_slot__isnull', True), ('fed_slot', 1), _connector='OR'), name='one_edition_is_fed'),
                    models.CheckConstraint(condition=models.Q(('fed_slot__isnull', True), ('closed_at__isnull', True), _connector='OR'), name='a_closed_edition_is_not_fed'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ChecklistAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(help_text='Ce qui est à revoir\u202f: «\u202findicator 2.2-O2\u202f».', max_length=80, verbose_name='point')),
                ('decision', models.CharField(choices=strategy_monitor.language.codes.ChecklistDecision.choices, max_length=10, verbose_name='décision')),
                ('answered_at', models.DateTimeField(auto_now=True, verbose_name='décidé le')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidé par')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='releases.edition', verbose_name='édition')),
            ],
            options={
                'verbose_name': 'point revu',
                'verbose_name_plural': 'points revus',
                'ordering': ['item'],
                'default_permissions': (),
                'constraints': [
                    models.UniqueConstraint(fields=('edition', 'item'), name='an_item_is_answered_once_per_edition'),
                    models.CheckConstraint(condition=models.Q(('decision__in', ['reviewed', 'continued', 'closed'])), name='checklist_decision_is_known'),
                ],
            },
        ),
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
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='numéro')),
                ('document', models.TextField(verbose_name='document')),
                ('sha256', models.CharField(max_length=64, verbose_name='empreinte SHA-256')),
                ('schema_version', models.CharField(max_length=10, verbose_name='version du schéma')),
                ('kind', models.CharField(blank=True, choices=strategy_monitor.language.codes.ReleaseKind.choices, help_text='Vide pour une version publiée avant que la distinction ne soit faite.', max_length=10, verbose_name='nature')),
                ('reason', models.TextField(verbose_name='raison')),
                ('override_reason', models.TextField(blank=True, verbose_name='raison de publier malgré des alertes bloquantes')),
                ('published_at', models.DateTimeField(verbose_name='publiée le')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='publiée par')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='releases.edition', verbose_name='édition')),
            ],
            options={
                'verbose_name': 'version publiée',
                'verbose_name_plural': 'versions publiées',
                'ordering': ['-published_at', '-pk'],
                'permissions': [('withdraw_release', 'Peut retirer une version publiée'), ('override_gate', 'Peut publier malgré des alertes bloquantes')],
                'base_manager_name': 'objects',
                'constraints': [
                    models.UniqueConstraint(fields=('edition', 'number'), name='release_number_once_per_edition'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='release_number_from_1'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['', 'update', 'erratum'])), name='release_kind_is_known'),
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='release_has_a_reason', violation_error_message='La raison de la publication manque.'),
                ],
            },
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
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='raison')),
                ('withdrawn_at', models.DateTimeField(verbose_name='retirée le')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='retirée par')),
                ('release', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='releases.release', verbose_name='version publiée')),
            ],
            options={
                'verbose_name': 'retrait d’une version',
                'verbose_name_plural': 'retraits de versions',
                'ordering': ['-withdrawn_at', '-pk'],
                'default_permissions': ('view',),
                'base_manager_name': 'objects',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='withdrawal_has_a_reason', violation_error_message='La raison du retrait manque.'),
                ],
            },
        ),
    ])]
