"""Read the originals of texts again after the file reader was corrected."""

from difflib import SequenceMatcher
from itertools import islice

from django.db import transaction

from annotations.articles.extraction import limited_reader, normalisation
from annotations.articles.extraction.decoding import CHOICES
from annotations.articles.extraction.glued_footnotes import glued_figures
from annotations.articles.models.articles import Article, ArticleVersion
from annotations.articles.models.rereading import Rereading
from annotations.articles.services.articles import version_of
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role

MOST_CHANGES = 20
MOST_LINES = 5000  # lines of a text that are compared
SHOWN = 120  # code points of a change that are shown


def versions_to_read(project=None):
    """The current versions that an earlier edition of the file reader made, oldest first."""
    rows = ArticleVersion.objects.filter(
        reader__lt=normalisation.READER, article__current_version__isnull=False
    )
    rows = rows.filter(pk__in=Article.objects.values("current_version"))
    if project is not None:
        rows = rows.filter(article__project=project)
    return rows.select_related("article__project").order_by("pk")


def reread(version: ArticleVersion):
    """Read the original again and store the result.

    Returns (Rereading or None if there is nothing to report, the Extract or None). The version
    itself never changes.
    """
    outcome, found = _read_again(version)
    suspicious = glued_figures(version.text)
    if outcome == "" and not suspicious:
        return None, None
    changes = changes_of(version.text, found.text) if outcome == "differs" else []
    row, _new = Rereading.objects.update_or_create(
        version=version,
        defaults={
            "outcome": outcome or "lost",
            "reader": normalisation.READER,
            "changes": changes,
            "suspicious": suspicious,
        },
    )
    return row, found


def _read_again(version):
    """(outcome, Extract or None); no outcome for texts that never had a file."""
    if version.capture != "file":
        return "", None
    if not version.original:
        return "lost", None
    with version.original.open() as file:
        data = file.read()
    try:
        found = _read(version, data)
    except normalisation.UnreadableText:
        return "refused", None
    return ("same" if found.text == version.text else "differs"), found


def _read(version, data):
    """Read with the file's own encoding, or with the one that was chosen when it was added."""
    name = version.original_name
    try:
        found = limited_reader.read_upload(name, data)
    except limited_reader.UnsureText:
        if version.encoding not in CHOICES:
            raise
        return limited_reader.read_upload(name, data, version.encoding)
    if version.encoding in CHOICES and found.encoding != version.encoding:
        return limited_reader.read_upload(name, data, version.encoding)
    return found


def changes_of(before: str, after: str) -> list[dict]:
    """The first places where two texts differ, as [{"before", "after"}] of a few words."""
    old, new = (text.split("\n")[:MOST_LINES] for text in (before, after))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    differing = ((a, b, c, d) for kind, a, b, c, d in codes if kind != "equal")
    return [
        _change("\n".join(old[a:b]), "\n".join(new[c:d]))
        for a, b, c, d in islice(differing, MOST_CHANGES)
    ]


def _change(old, new):
    same = next((at for at, (x, y) in enumerate(zip(old, new, strict=False)) if x != y), 0)
    begin = max(0, same - SHOWN // 3)
    return {"before": old[begin : begin + SHOWN], "after": new[begin : begin + SHOWN]}


@transaction.atomic
def add_reread_version(version, found, *, by):
    """Store the new reading as the article's current version, unless the old one has annotations.

    Returns the new version; None if the text has annotations, was changed in the meantime, or has a
    version with the same text.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=version.article_id)
    require_role(by, article.project, Role.EDITOR)
    if article.current_version_id != version.pk or is_annotated(version):
        return None
    if article.versions.filter(sha256=normalisation.fingerprint(found.text)).exists():
        return None
    with version.original.open() as file:
        data = file.read()
    new = version_of(
        found,
        article=article,
        number=version.number + 1,
        by=by,
        raw=data,
        capture="file",
        original_name=version.original_name,
        reason=f"The file was read again by edition {normalisation.READER} of the reader.",
    )
    new.original = version.original.name  # the same stored file
    new.save()
    article.current_version = new
    article.version += 1
    article.index(new.text)
    article.save()
    return new


def is_annotated(version):
    """Whether it has any annotations, including deleted ones."""
    return version.annotations.exists()
