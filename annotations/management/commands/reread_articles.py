"""`manage.py reread_articles`: find the texts that the corrected file reader reads differently."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from annotations.articles.services.rereading import (
    add_reread_version,
    is_annotated,
    reread,
    versions_to_read,
)
from ctplatform.accounts.models import Project, User


class Command(BaseCommand):
    help = (
        "Read the kept originals of texts again and say which read differently. Versions never "
        "change; --write adds new versions of the texts in which nothing is annotated."
    )

    def add_arguments(self, parser):
        parser.add_argument("--project", default="", help="address (slug); all where not given")
        parser.add_argument("--write", action="store_true", help="add new versions where allowed")
        parser.add_argument("--by", default="", help="user name of the editor who adds them")

    def handle(self, *, project, write, by, **_options):
        user = self._user(by) if write else None
        counts = Counter()
        for version in versions_to_read(self._project(project)).iterator(chunk_size=20):
            counts["checked"] += 1
            row, found = reread(version)
            if row is None:
                continue
            counts[row.outcome if version.capture == "file" else "pasted"] += 1
            counts["suspicious"] += bool(row.suspicious)
            self._say(version, row)
            if write and row.outcome == "differs":
                new = add_reread_version(version, found, by=user)
                counts["written"] += new is not None
        self.stdout.write(_summary(counts))

    def _project(self, slug):
        if not slug:
            return None
        try:
            return Project.objects.get(slug=slug)
        except Project.DoesNotExist as error:
            raise CommandError(f"There is no project {slug!r}.") from error

    def _user(self, name):
        try:
            return User.objects.get(username=name)
        except User.DoesNotExist as error:
            raise CommandError("--write needs --by, the user name of an editor.") from error

    def _say(self, version, row):
        words = [row.get_outcome_display() if version.capture == "file" else "pasted"]
        if row.changes:
            words.append(f"{len(row.changes)} changes")
        if row.suspicious:
            words.append("figures: " + ", ".join(place["figure"] for place in row.suspicious[:5]))
        if is_annotated(version):
            words.append("annotated: its version stays")
        title = version.article.title[:60]
        self.stdout.write(f"{version.article_id} {title}: {'; '.join(words)}")


def _summary(counts):
    return (
        f"{counts['checked']} texts of an earlier reader: {counts['differs']} read differently, "
        f"{counts['same']} the same, {counts['refused']} can no longer be read, "
        f"{counts['lost']} without their file; {counts['suspicious']} with figures to which "
        f"a note mark seems glued; {counts['written']} new versions."
    )
