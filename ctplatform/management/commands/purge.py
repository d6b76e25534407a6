"""`manage.py purge`: delete a project permanently."""

from django.core.management.base import BaseCommand, CommandError

from ctplatform.accounts.models import Project, User
from ctplatform.curation.history_chain.purging import purge_project


class Command(BaseCommand):
    """Delete a project with its texts, records and history. Only a backup can restore it."""

    help = (
        "Delete a project with its texts, records and history. The chain of the history keeps who "
        "did it, when and why. Make a backup first: nothing else brings it back."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="address of the project")
        parser.add_argument("--by", required=True, help="user name of an administrator of the site")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--yes", action="store_true", help="without it nothing is deleted")

    def handle(self, *args, slug, by, reason, yes, **options):
        project = Project.objects.filter(slug=slug).first()
        person = User.objects.filter(username=by, is_superuser=True, is_active=True).first()
        if project is None or person is None:
            what = f"project “{slug}”" if project is None else f"administrator “{by}”"
            raise CommandError(f"There is no {what}.")
        if not yes:
            raise CommandError(f"“{project.title}” would be deleted for good. Add --yes to do it.")
        for table, rows in sorted(purge_project(project, by=person, reason=reason).items()):
            self.stdout.write(f"{table}: {rows}")
