"""Every table of people and projects at once: a new database needs none of the steps before."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_blind_judgements'), ('accounts', '0003_sessions'), ('accounts', '0004_token_use'), ('accounts', '0005_open_request'), ('accounts', '0006_invitations')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('username', models.CharField(max_length=150, unique=True, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9._+@-]*\\Z', 'Use letters, digits and . _ + @ - only, beginning with a letter or a digit.')], verbose_name='user name')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('shortcuts', models.BooleanField(default=True, verbose_name='single-key shortcuts')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='user_names_differ_by_more_than_case')],
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('visibility', models.CharField(choices=[('private', 'members only'), ('internal', 'anyone signed in may read'), ('public', 'anyone may read')], default='private', max_length=10, verbose_name='who may read')),
                ('review_policy', models.CharField(choices=[('four_eyes', 'a second person reads every change'), ('open', 'changes apply at once and are recorded')], default='four_eyes', max_length=10, verbose_name='review')),
                ('blind_judgements', models.BooleanField(default=False, help_text='Analysts see the judgements of others once they have judged themselves, or once the question is resolved.', verbose_name='blind judgements')),
                ('open_requested_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('visibility__in', ['private', 'internal', 'public'])), name='project_visibility_is_known'), models.CheckConstraint(condition=models.Q(('review_policy__in', ['four_eyes', 'open'])), name='project_review_policy_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                ('started', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_used', models.DateTimeField(default=django.utils.timezone.now)),
                ('address', models.GenericIPAddressField(null=True)),
                ('browser', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expires', models.DateTimeField(blank=True, null=True, verbose_name='expires')),
                ('last_used', models.DateTimeField(editable=False, null=True, verbose_name='last used')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='accounts.project')),
                ('invited', models.CharField(max_length=254, validators=[django.core.validators.RegexValidator("\\A[A-Za-z0-9][A-Za-z0-9._+@'-]*\\Z", 'Write one user name or one e-mail address.')], verbose_name='user name or e-mail address')),
                ('key', models.CharField(editable=False, max_length=254)),
                ('role', models.CharField(choices=[('reader', 'reader'), ('annotator', 'annotator'), ('reviewer', 'reviewer'), ('editor', 'editor'), ('owner', 'owner')], max_length=10, verbose_name='role')),
                ('state', models.CharField(choices=[('open', 'invited'), ('accepted', 'accepted'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], default='open', max_length=10, verbose_name='state')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                ('created', models.DateTimeField(default=django.utils.timezone.now, verbose_name='invited on')),
                ('answered', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'state'], name='invitation_by_address'), models.Index(fields=['created_by', 'created'], name='invitation_by_owner')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('project', 'key'), name='one_open_invitation_of_an_address_to_a_project'), models.CheckConstraint(condition=models.Q(('role__in', ['reader', 'annotator', 'reviewer', 'editor', 'owner'])), name='invitation_role_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('answered', None), ('state', 'open')), models.Q(('answered__isnull', False), ('state__in', ['accepted', 'declined', 'withdrawn'])), _connector='OR'), name='an_invitation_is_open_until_it_is_answered')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.project')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('reader', 'reader'), ('annotator', 'annotator'), ('reviewer', 'reviewer'), ('editor', 'editor'), ('owner', 'owner')], max_length=10, verbose_name='role')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'user'), name='a_user_has_one_role_in_a_project'), models.CheckConstraint(condition=models.Q(('role__in', ['reader', 'annotator', 'reviewer', 'editor', 'owner'])), name='membership_role_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ProjectEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='accounts.project')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('changes', models.JSONField()),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
    ]
