"""All of the migrations of `axes` up to 0008_sixth_colour, as one: a new database is made by it in a third of the time.

A database that has gone through some of them goes through the others, which stand beside this one until then.
"""

import axes.models.checks
import django.core.validators
import django.db.models.deletion
import simple_history.models
import strategy_monitor.language.codes
from django.conf import settings
from django.db import migrations, models

from strategy_monitor.backoffice.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('axes', '0001_initial'),
        ('axes', '0002_assignments'),
        ('axes', '0003_linkcheck'),
        ('axes', '0004_words_of_the_codes'),
        ('axes', '0005_hints_of_the_fields'),
        ('axes', '0006_official_text'),
        ('axes', '0007_official_introduction'),
        ('axes', '0008_sixth_colour'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [CreateTables([
        migrations.CreateModel(
            name='Acronym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letters', models.CharField(max_length=30, unique=True, verbose_name='sigle')),
                ('meaning', models.CharField(max_length=200, verbose_name='signification')),
            ],
            options={
                'verbose_name': 'sigle',
                'ordering': ['letters'],
            },
        ),
        migrations.CreateModel(
            name='Axis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(unique=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='numéro')),
                ('title', models.CharField(max_length=300, verbose_name='titre')),
                ('short_title', models.CharField(max_length=120, verbose_name='titre court')),
                ('hue', models.CharField(choices=strategy_monitor.language.codes.Hue.choices, max_length=10, verbose_name='couleur')),
                ('page', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='page du rapport imprimé')),
                ('impact_page', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='page des indicateurs d’impact')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='axes', to='axes.strategy', verbose_name='stratégie')),
            ],
            options={
                'verbose_name': 'axe',
                'ordering': ['number'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 9)), name='axis_number_from_1_to_9', violation_error_message='Un axe porte un numéro de 1 à 9.'),
                    models.CheckConstraint(condition=models.Q(('hue__in', ['blue', 'brick', 'green', 'violet', 'ochre', 'plum'])), name='axis_hue_is_known', violation_error_message='Choisir une des couleurs de la palette.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ContentTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'Un code ne contient que des lettres, des chiffres, des points et des tirets.')], verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('title', models.CharField(max_length=300, verbose_name='titre')),
                ('caption', models.TextField(verbose_name='légende')),
                ('kind', models.CharField(choices=strategy_monitor.language.codes.TableKind.choices, max_length=5, verbose_name='type')),
                ('row_heading', models.CharField(max_length=100, verbose_name='intitulé des lignes')),
                ('columns', models.JSONField(validators=[axes.models.checks.check_texts], verbose_name='colonnes')),
                ('column_descriptions', models.JSONField(blank=True, default=list, validators=[axes.models.checks.check_texts], verbose_name='explication des colonnes')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tables', to='axes.measure', verbose_name='mesure')),
            ],
            options={
                'verbose_name': 'tableau',
                'verbose_name_plural': 'tableaux',
                'ordering': ['position', 'code'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['marks', 'text'])), name='table_kind_is_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAcronym',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('letters', models.CharField(db_index=True, max_length=30, verbose_name='sigle')),
                ('meaning', models.CharField(max_length=200, verbose_name='signification')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historique du sigle',
                'verbose_name_plural': 'historical sigles',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalContentRow',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('label', models.CharField(max_length=200, verbose_name='intitulé')),
                ('cells', models.JSONField(validators=[axes.models.checks.check_texts], verbose_name='cellules')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('table', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.contenttable', verbose_name='tableau')),
            ],
            options={
                'verbose_name': 'historique de la ligne',
                'verbose_name_plural': 'historical lignes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPriorityAction',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.CharField(max_length=5, validators=[django.core.validators.RegexValidator('^[1-9](-[1-9])?\\Z', 'Un numéro d’action s’écrit «\u202f1\u202f» ou «\u202f2-3\u202f».')], verbose_name='numéro')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('title', models.CharField(max_length=400, verbose_name='titre')),
                ('page', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='page du rapport imprimé')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('axis', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.axis', verbose_name='axe')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historique de l’action',
                'verbose_name_plural': 'historical actions prioritaires',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReference',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.CharField(db_index=True, max_length=80, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'Un code ne contient que des lettres, des chiffres, des points et des tirets.')], verbose_name='code')),
                ('kind', models.CharField(choices=strategy_monitor.language.codes.ReferenceKind.choices, max_length=10, verbose_name='type')),
                ('label', models.CharField(max_length=500, verbose_name='intitulé')),
                ('identifier', models.CharField(blank=True, max_length=40, verbose_name='numéro')),
                ('date', models.DateField(blank=True, null=True, verbose_name='date')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='adresse')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historique de la référence',
                'verbose_name_plural': 'historical références',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalStrategy',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slot', models.PositiveSmallIntegerField(db_index=True, default=1, editable=False)),
                ('title', models.CharField(max_length=300, verbose_name='titre')),
                ('short_title', models.CharField(max_length=120, verbose_name='titre court')),
                ('authority', models.CharField(max_length=200, verbose_name='autorité')),
                ('adopted_on', models.DateField(verbose_name='adoptée le')),
                ('legal_basis', models.TextField(verbose_name='base légale')),
                ('introduction', models.TextField(verbose_name='introduction')),
                ('official_introduction', models.TextField(blank=True, default='', verbose_name='texte officiel de l’introduction')),
                ('indicators_remark', models.TextField(verbose_name='remarque sur les indicateurs')),
                ('governance_title', models.CharField(max_length=300, verbose_name='titre de la gouvernance')),
                ('governance_page', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='page de la gouvernance')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historique de la stratégie',
                'verbose_name_plural': 'historical stratégie',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, unique=True, verbose_name='adresse')),
                ('checked_at', models.DateTimeField(verbose_name='visitée le')),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='réponse du site')),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='pourquoi il n’y a pas de réponse')),
            ],
            options={
                'verbose_name': 'visite d’un lien',
                'verbose_name_plural': 'visites des liens',
                'ordering': ['url'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('error', ''), ('status__isnull', False)), models.Q(('status__isnull', True), models.Q(('error', ''), _negated=True)), _connector='OR'), name='a_visit_has_an_answer_or_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'Un code ne contient que des lettres, des chiffres, des points et des tirets.')], verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('text', models.TextField(verbose_name='texte')),
                ('official_text', models.TextField(blank=True, default='', verbose_name='texte officiel')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='axes.measure', verbose_name='précise la mesure')),
                ('action', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='axes.priorityaction', verbose_name='action')),
                ('references', models.ManyToManyField(related_name='measures', through='axes.Citation', to='axes.reference', verbose_name='références')),
                ('strategy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='axes.strategy', verbose_name='gouvernance de')),
            ],
            options={
                'verbose_name': 'mesure mise en œuvre',
                'verbose_name_plural': 'mesures mises en œuvre',
                'ordering': ['position', 'code'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='measure_says_something', violation_error_message='Le texte de la mesure manque.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('action__isnull', True), ('parent__isnull', True), ('strategy__isnull', False)), models.Q(('action__isnull', False), ('parent__isnull', True), ('strategy__isnull', True)), models.Q(('action__isnull', True), ('parent__isnull', False), ('strategy__isnull', True)), _connector='OR'), name='measure_has_one_place', violation_error_message='Une mesure appartient à une action, à la gouvernance ou à une autre mesure\u202f: exactement une des trois.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HistoricalContentTable',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.CharField(db_index=True, max_length=30, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'Un code ne contient que des lettres, des chiffres, des points et des tirets.')], verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('title', models.CharField(max_length=300, verbose_name='titre')),
                ('caption', models.TextField(verbose_name='légende')),
                ('kind', models.CharField(choices=strategy_monitor.language.codes.TableKind.choices, max_length=5, verbose_name='type')),
                ('row_heading', models.CharField(max_length=100, verbose_name='intitulé des lignes')),
                ('columns', models.JSONField(validators=[axes.models.checks.check_texts], verbose_name='colonnes')),
                ('column_descriptions', models.JSONField(blank=True, default=list, validators=[axes.models.checks.check_texts], verbose_name='explication des colonnes')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.measure', verbose_name='mesure')),
            ],
            options={
                'verbose_name': 'historique du tableau',
                'verbose_name_plural': 'historical tableaux',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('printed_label', models.CharField(max_length=500, verbose_name='intitulé imprimé')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='axes.measure', verbose_name='mesure')),
                ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='axes.reference', verbose_name='référence')),
            ],
            options={
                'verbose_name': 'référence citée',
                'verbose_name_plural': 'références citées',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('measure', 'reference'), name='reference_cited_once_per_measure', violation_error_message='Cette mesure cite déjà cette référence.')],
            },
        ),
        migrations.CreateModel(
            name='PriorityAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=5, validators=[django.core.validators.RegexValidator('^[1-9](-[1-9])?\\Z', 'Un numéro d’action s’écrit «\u202f1\u202f» ou «\u202f2-3\u202f».')], verbose_name='numéro')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('title', models.CharField(max_length=400, verbose_name='titre')),
                ('page', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='page du rapport imprimé')),
                ('axis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='axes.axis', verbose_name='axe')),
            ],
            options={
                'verbose_name': 'action prioritaire',
                'verbose_name_plural': 'actions prioritaires',
                'ordering': ['axis__number', 'position'],
                'constraints': [
                    models.UniqueConstraint(fields=('axis', 'number'), name='action_number_once_per_axis', violation_error_message='Cet axe a déjà une action de ce numéro.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Reference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80, unique=True, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'Un code ne contient que des lettres, des chiffres, des points et des tirets.')], verbose_name='code')),
                ('kind', models.CharField(choices=strategy_monitor.language.codes.ReferenceKind.choices, max_length=10, verbose_name='type')),
                ('label', models.CharField(max_length=500, verbose_name='intitulé')),
                ('identifier', models.CharField(blank=True, max_length=40, verbose_name='numéro')),
                ('date', models.DateField(blank=True, null=True, verbose_name='date')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='adresse')),
            ],
            options={
                'verbose_name': 'référence',
                'ordering': ['label'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['decree', 'circular', 'guide', 'report', 'site', 'framework', 'page'])), name='reference_kind_is_known'), models.CheckConstraint(condition=models.Q(('url', ''), ('url__startswith', 'https://'), ('url__startswith', 'http://'), _connector='OR'), name='reference_url_is_web', violation_error_message='Une adresse commence par «\u202fhttps://\u202f» ou «\u202fhttp://\u202f».')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCitation',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('printed_label', models.CharField(max_length=500, verbose_name='intitulé imprimé')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.measure', verbose_name='mesure')),
                ('reference', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.reference', verbose_name='référence')),
            ],
            options={
                'verbose_name': 'historique de la citation',
                'verbose_name_plural': 'historical références citées',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Strategy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.PositiveSmallIntegerField(default=1, editable=False, unique=True)),
                ('title', models.CharField(max_length=300, verbose_name='titre')),
                ('short_title', models.CharField(max_length=120, verbose_name='titre court')),
                ('authority', models.CharField(max_length=200, verbose_name='autorité')),
                ('adopted_on', models.DateField(verbose_name='adoptée le')),
                ('legal_basis', models.TextField(verbose_name='base légale')),
                ('introduction', models.TextField(verbose_name='introduction')),
                ('official_introduction', models.TextField(blank=True, default='', verbose_name='texte officiel de l’introduction')),
                ('indicators_remark', models.TextField(verbose_name='remarque sur les indicateurs')),
                ('governance_title', models.CharField(max_length=300, verbose_name='titre de la gouvernance')),
                ('governance_page', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='page de la gouvernance')),
            ],
            options={
                'verbose_name': 'stratégie',
                'verbose_name_plural': 'stratégie',
                'constraints': [models.CheckConstraint(condition=models.Q(('slot', 1)), name='strategy_is_the_only_one', violation_error_message='Un site suit une seule stratégie.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalMeasure',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.CharField(db_index=True, max_length=30, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9.-]*\\Z', 'Un code ne contient que des lettres, des chiffres, des points et des tirets.')], verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('text', models.TextField(verbose_name='texte')),
                ('official_text', models.TextField(blank=True, default='', verbose_name='texte officiel')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.measure', verbose_name='précise la mesure')),
                ('action', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.priorityaction', verbose_name='action')),
                ('strategy', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.strategy', verbose_name='gouvernance de')),
            ],
            options={
                'verbose_name': 'historique de la mesure',
                'verbose_name_plural': 'historical mesures mises en œuvre',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalFootnote',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('marker', models.CharField(max_length=5, verbose_name='appel')),
                ('text', models.TextField(verbose_name='texte')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='adresse')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.measure', verbose_name='mesure')),
                ('strategy', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.strategy', verbose_name='stratégie')),
            ],
            options={
                'verbose_name': 'historique de la note de bas de page',
                'verbose_name_plural': 'historical notes de bas de page',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalAxis',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(db_index=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='numéro')),
                ('title', models.CharField(max_length=300, verbose_name='titre')),
                ('short_title', models.CharField(max_length=120, verbose_name='titre court')),
                ('hue', models.CharField(choices=strategy_monitor.language.codes.Hue.choices, max_length=10, verbose_name='couleur')),
                ('page', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='page du rapport imprimé')),
                ('impact_page', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='page des indicateurs d’impact')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('strategy', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='axes.strategy', verbose_name='stratégie')),
            ],
            options={
                'verbose_name': 'historique de l’axe',
                'verbose_name_plural': 'historical axes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Footnote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marker', models.CharField(max_length=5, verbose_name='appel')),
                ('text', models.TextField(verbose_name='texte')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='adresse')),
                ('measure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='footnotes', to='axes.measure', verbose_name='mesure')),
                ('strategy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='footnotes', to='axes.strategy', verbose_name='stratégie')),
            ],
            options={
                'verbose_name': 'note de bas de page',
                'verbose_name_plural': 'notes de bas de page',
                'ordering': ['marker'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('measure__isnull', True), ('strategy__isnull', False)), models.Q(('measure__isnull', False), ('strategy__isnull', True)), _connector='OR'), name='footnote_has_one_place', violation_error_message='Une note de bas de page appartient à l’introduction ou à une mesure.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AxisAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('axis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='axes.axis', verbose_name='axe')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='axis_assignments', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'axe confié',
                'verbose_name_plural': 'axes confiés',
                'ordering': ['axis__number'],
                'permissions': [('work_on_all_axes', 'Peut travailler sur tous les axes')],
                'constraints': [models.UniqueConstraint(fields=('user', 'axis'), name='axis_assigned_once', violation_error_message='Cet axe est déjà confié à cette personne.')],
            },
        ),
        migrations.CreateModel(
            name='ContentRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='rang')),
                ('label', models.CharField(max_length=200, verbose_name='intitulé')),
                ('cells', models.JSONField(validators=[axes.models.checks.check_texts], verbose_name='cellules')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='axes.contenttable', verbose_name='tableau')),
            ],
            options={
                'verbose_name': 'ligne',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('table', 'label'), name='row_label_once_per_table', violation_error_message='Ce tableau a déjà une ligne de ce nom.')],
            },
        ),
    ])]
