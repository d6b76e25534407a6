"""Every table of texts at once: a new database needs none of the steps before."""

import django.core.validators
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('annotations', '0001_initial'),
        ('annotations', '0002_link_weights'),
        ('annotations', '0003_warnings_and_allegations'),
        ('annotations', '0004_markings'),
        ('annotations', '0005_links_name_relations'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('incidents', '0011_markings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.project', verbose_name='project')),
                ('absences', models.JSONField(blank=True, default=dict, verbose_name='absences')),
                ('marking', models.CharField(choices=[('clear', 'TLP:CLEAR'), ('green', 'TLP:GREEN'), ('amber', 'TLP:AMBER'), ('amber+strict', 'TLP:AMBER+STRICT'), ('red', 'TLP:RED')], default='clear', max_length=12, verbose_name='marking')),
                ('title', models.CharField(max_length=500, verbose_name='title')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incidents.source', verbose_name='source')),
                ('authors', models.JSONField(blank=True, default=list, verbose_name='authors')),
                ('published', models.CharField(blank=True, max_length=60, verbose_name='published (EDTF)')),
                ('language', models.CharField(default='en', max_length=35, verbose_name='language (BCP 47)')),
                ('url', models.URLField(blank=True, max_length=2000, verbose_name='address')),
                ('rights', models.CharField(choices=[('unknown', 'unknown'), ('public_domain', 'public domain'), ('cc', 'Creative Commons'), ('licensed', 'licensed'), ('fair_use_excerpt', 'excerpt under fair use'), ('restricted', 'restricted')], default='unknown', max_length=20, verbose_name='rights')),
                ('embargo_until', models.DateTimeField(blank=True, null=True, verbose_name='embargo until')),
                ('search_text', models.TextField(default='', editable=False)),
                ('named', models.ManyToManyField(blank=True, editable=False, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='an_article_has_a_title'), models.CheckConstraint(condition=models.Q(('rights__in', ['unknown', 'public_domain', 'cc', 'licensed', 'fair_use_excerpt', 'restricted'])), name='article_rights_are_known'), models.CheckConstraint(condition=models.Q(('marking__in', ['clear', 'green', 'amber', 'amber+strict', 'red'])), name='article_marking_is_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Codebook',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.project', verbose_name='project')),
                ('absences', models.JSONField(blank=True, default=dict, verbose_name='absences')),
                ('slug', models.SlugField(max_length=60, verbose_name='name')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('edition', models.CharField(default='1.0', max_length=20, verbose_name='edition')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published')], default='draft', editable=False, max_length=10)),
                ('copied_from', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='annotations.codebook')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'slug', 'edition'), name='editions_of_a_codebook_are_unique'), models.UniqueConstraint(condition=models.Q(('project', None)), fields=('slug', 'edition'), name='editions_of_a_shared_codebook_are_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ArticleVersion',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='annotations.article')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('length', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('raw_sha256', models.CharField(max_length=64)),
                ('normalisation', models.JSONField(default=list)),
                ('segments', models.JSONField(default=list)),
                ('capture', models.CharField(choices=[('paste', 'paste'), ('file', 'file'), ('api', 'api')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['article', 'number'],
                'constraints': [models.UniqueConstraint(fields=('article', 'number'), name='version_numbers_of_an_article_are_unique'), models.UniqueConstraint(fields=('article', 'sha256'), name='two_versions_of_an_article_differ'), models.CheckConstraint(condition=models.Q(('length__gt', 0)), name='a_version_has_text')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='annotations.codebook')),
                ('guid', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False)),
                ('slug', models.CharField(max_length=60, verbose_name='slug')),
                ('label', models.CharField(max_length=80, verbose_name='label')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='annotations.code')),
                ('definition', models.TextField(blank=True, verbose_name='definition')),
                ('guidance', models.TextField(blank=True, verbose_name='include and exclude')),
                ('colour', models.CharField(choices=[('madder', 'madder'), ('ochre', 'ochre'), ('azure', 'azure'), ('plum', 'plum'), ('pine', 'pine'), ('graphite', 'graphite'), ('rose', 'rose'), ('olive', 'olive'), ('teal', 'teal'), ('indigo', 'indigo'), ('umber', 'umber'), ('sage', 'sage')], default='graphite', max_length=10, verbose_name='colour')),
                ('is_codable', models.BooleanField(default=True, verbose_name='may be used on text')),
                ('key', models.CharField(blank=True, max_length=1, verbose_name='key')),
                ('sort', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['codebook', 'sort', 'id'],
                'constraints': [models.UniqueConstraint(fields=('codebook', 'slug'), name='code_slugs_of_a_codebook_are_unique'), models.UniqueConstraint(fields=('codebook', 'guid'), name='code_guids_of_a_codebook_are_unique'), models.CheckConstraint(condition=models.Q(('colour__in', ['madder', 'ochre', 'azure', 'plum', 'pine', 'graphite', 'rose', 'olive', 'teal', 'indigo', 'umber', 'sage'])), name='code_colour_is_in_the_palette')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Annotation',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
                ('article_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='annotations', to='annotations.articleversion', verbose_name='text')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('start', models.PositiveIntegerField(verbose_name='start')),
                ('end', models.PositiveIntegerField(verbose_name='end')),
                ('quote', models.TextField(verbose_name='quote')),
                ('prefix', models.CharField(blank=True, max_length=32)),
                ('suffix', models.CharField(blank=True, max_length=32)),
                ('code', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='annotations.code')),
                ('certainty', models.CharField(choices=[('certain', 'certain'), ('probable', 'probable'), ('unsure', 'unsure')], default='certain', max_length=8, verbose_name='certainty')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('deleted', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['article_version', 'updated'], name='annotations_article_32c161_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='a_passage_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('certainty__in', ['certain', 'probable', 'unsure'])), name='annotation_certainty_is_known'), models.UniqueConstraint(condition=models.Q(('deleted', None)), fields=('article_version', 'start', 'end', 'author', 'code'), name='a_reader_codes_a_passage_with_a_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='annotations.article')),
                ('annotation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='annotations.annotation')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.incident')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.actor')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.place')),
                ('assessment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.assessment')),
                ('warning', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.warning')),
                ('allegation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.allegation')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='annotations.comment')),
                ('text', models.TextField(max_length=20000, verbose_name='text')),
                ('deleted', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('actor__isnull', True), ('allegation__isnull', True), ('annotation__isnull', False), ('article__isnull', True), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', True)), models.Q(('actor__isnull', True), ('allegation__isnull', True), ('annotation__isnull', True), ('article__isnull', False), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', True)), models.Q(('actor__isnull', True), ('allegation__isnull', True), ('annotation__isnull', True), ('article__isnull', True), ('assessment__isnull', True), ('incident__isnull', False), ('place__isnull', True), ('warning__isnull', True)), models.Q(('actor__isnull', False), ('allegation__isnull', True), ('annotation__isnull', True), ('article__isnull', True), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', True)), models.Q(('actor__isnull', True), ('allegation__isnull', True), ('annotation__isnull', True), ('article__isnull', True), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', False), ('warning__isnull', True)), models.Q(('actor__isnull', True), ('allegation__isnull', True), ('annotation__isnull', True), ('article__isnull', True), ('assessment__isnull', False), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', True)), models.Q(('actor__isnull', True), ('allegation__isnull', True), ('annotation__isnull', True), ('article__isnull', True), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', False)), models.Q(('actor__isnull', True), ('allegation__isnull', False), ('annotation__isnull', True), ('article__isnull', True), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', True)), _connector='OR'), name='a_comment_is_on_exactly_one_thing'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_comment_says_something')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PassageLink',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('annotation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='annotations.annotation')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.incident')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.actor')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.place')),
                ('assessment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.assessment')),
                ('warning', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.warning')),
                ('allegation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.allegation')),
                ('relation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='incidents.actorrelation', verbose_name='relation')),
                ('role', models.CharField(choices=[('supports', 'supports'), ('contradicts', 'contradicts'), ('mentions', 'mentions'), ('restates', 'restates'), ('context', 'gives context')], default='mentions', max_length=12, verbose_name='stance')),
                ('field', models.CharField(blank=True, max_length=40, verbose_name='field')),
                ('stated_value', models.JSONField(blank=True, null=True, verbose_name='stated value')),
                ('credibility', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'confirmed by other sources'), (2, 'probably true'), (3, 'possibly true'), (4, 'doubtful'), (5, 'improbable'), (6, 'cannot be judged')], null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)], verbose_name='credibility')),
                ('relevance', models.CharField(blank=True, choices=[('low', 'low'), ('medium', 'medium'), ('high', 'high')], max_length=6, null=True, verbose_name='relevance')),
                ('independence_group', models.CharField(blank=True, max_length=100, verbose_name='repeats the story of')),
                ('deleted', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('actor__isnull', True), ('allegation__isnull', True), ('assessment__isnull', True), ('incident__isnull', False), ('place__isnull', True), ('warning__isnull', True)), models.Q(('actor__isnull', False), ('allegation__isnull', True), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', True)), models.Q(('actor__isnull', True), ('allegation__isnull', True), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', False), ('warning__isnull', True)), models.Q(('actor__isnull', True), ('allegation__isnull', True), ('assessment__isnull', False), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', True)), models.Q(('actor__isnull', True), ('allegation__isnull', True), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', False)), models.Q(('actor__isnull', True), ('allegation__isnull', False), ('assessment__isnull', True), ('incident__isnull', True), ('place__isnull', True), ('warning__isnull', True)), _connector='OR'), name='a_link_has_exactly_one_target'), models.CheckConstraint(condition=models.Q(('role__in', ['supports', 'contradicts', 'mentions', 'restates', 'context'])), name='the_stance_of_a_link_is_known'), models.CheckConstraint(condition=models.Q(('credibility', None), ('credibility__range', (1, 6)), _connector='OR'), name='credibility_is_graded_1_to_6'), models.CheckConstraint(condition=models.Q(('relevance', None), ('relevance__in', ['low', 'medium', 'high']), _connector='OR'), name='the_relevance_of_a_link_is_known'), models.UniqueConstraint(condition=models.Q(('deleted', None)), fields=('annotation', 'incident', 'field', 'role'), name='a_passage_says_a_thing_of_a_incident_once'), models.UniqueConstraint(condition=models.Q(('deleted', None), ('relation', None)), fields=('annotation', 'actor', 'field', 'role'), name='a_passage_says_a_thing_of_a_actor_once'), models.UniqueConstraint(condition=models.Q(('deleted', None)), fields=('annotation', 'place', 'field', 'role'), name='a_passage_says_a_thing_of_a_place_once'), models.UniqueConstraint(condition=models.Q(('deleted', None)), fields=('annotation', 'assessment', 'field', 'role'), name='a_passage_says_a_thing_of_a_assessment_once'), models.UniqueConstraint(condition=models.Q(('deleted', None)), fields=('annotation', 'warning', 'field', 'role'), name='a_passage_says_a_thing_of_a_warning_once'), models.UniqueConstraint(condition=models.Q(('deleted', None)), fields=('annotation', 'allegation', 'field', 'role'), name='a_passage_says_a_thing_of_a_allegation_once'), models.UniqueConstraint(condition=models.Q(('deleted', None)), fields=('annotation', 'relation', 'role'), name='a_passage_says_a_thing_of_a_relation_once'), models.CheckConstraint(condition=models.Q(('relation__isnull', True), models.Q(('actor__isnull', False), ('field', 'relations')), _connector='OR'), name='a_relation_is_named_of_an_actor_and_its_relations')],
                'indexes': [],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='current_version',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotations.articleversion'),
        ),
    ]
