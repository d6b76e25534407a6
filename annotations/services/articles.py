from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from uuid_utils.compat import uuid7

from annotations import texts
from annotations.extraction import read_file
from annotations.models import Article, ArticleVersion
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.markings.levels import check_marking, up_to
from ctplatform.rest.problems import PreconditionFailed

METADATA = (
    "title", "source", "authors", "published", "language", "url", "rights", "marking",
    "embargo_until",
)  # fmt: skip


def add_article(*, by, project, text, title="", raw=None, capture="paste", **metadata):
    """Store a text as an article's first version; return the article.

    `text` is normalised first (annotations.texts); `raw` are the bytes that it came from, for
    their fingerprint. Without a title the text's own first heading line is taken.
    Raises ValidationError naming the field.
    """
    require_role(by, project, Role.ANNOTATOR)
    try:
        normal, log = texts.normalise(text)
    except texts.UnreadableText as error:
        raise ValidationError({"text": str(error)}) from error
    segments = texts.segment(normal, title)
    article = Article(
        project=project, created_by=by, title=title or _own_title(normal, segments), **metadata
    )
    article.index(normal)
    article.full_clean(exclude=["current_version"])
    version = ArticleVersion(
        id=uuid7(),
        article=article,
        number=1,
        text=normal,
        length=len(normal),
        sha256=texts.fingerprint(normal),
        raw_sha256=sha256(text.encode() if raw is None else raw).hexdigest(),
        normalisation=log,
        segments=segments,
        capture=capture,
        created_by=by,
    )
    with transaction.atomic():
        article.save()
        version.save()
        Article.objects.filter(pk=article.pk).update(current_version=version)
    article.current_version = version
    return article


def add_article_from_file(*, by, project, name, data, title="", **metadata):
    """Store a TXT or HTML file; what the page says of itself fills what was not given."""
    require_role(by, project, Role.ANNOTATOR)
    try:
        found = read_file(name, data)
    except texts.UnreadableText as error:
        raise ValidationError({"file": str(error)}) from error
    given = {name: value for name, value in metadata.items() if value}
    metadata |= _well_formed(found) | given
    try:
        return add_article(
            by=by,
            project=project,
            text=found.text,
            raw=data,
            title=title or found.title[:500],
            capture="file",
            **metadata,
        )
    except ValidationError as error:
        raise _as_file_error(error) from error


def _well_formed(found):
    """What a page says of itself, as far as it can be believed in form."""
    said = {"published": found.published, "language": found.language, "url": found.url}
    said = {name: value for name, value in said.items() if value}
    if found.authors:
        said["authors"] = list(found.authors)
    others = {field.name for field in Article._meta.fields} - said.keys()
    try:
        Article(**said).full_clean(others, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return {name: value for name, value in said.items() if name not in error.error_dict}
    return said


def _as_file_error(error):
    """The reader gave a file, so what is wrong with its text is said of the file."""
    if not hasattr(error, "error_dict"):
        return error
    return ValidationError(
        {("file" if name == "text" else name): found for name, found in error.error_dict.items()}
    )


def _own_title(text, segments):
    chosen = next((s for s in segments if s["kind"] == "title"), segments[0])
    line = text[chosen["start"] : chosen["end"]].split("\n", 1)[0]
    return line if len(line) <= 200 else f"{line[:199].rsplit(' ', 1)[0]}…"


def may_change_article(article, user):
    """Its creator may while they annotate here, and the project's editors."""
    least = Role.ANNOTATOR if article.created_by == user else Role.EDITOR
    return has_role(user, article.project, least)


def _check_marking(article, marking, by):
    """Whoever raises a marking must go on seeing the text; an editor lowers it."""
    if marking in up_to(article.marking)[:-1]:
        require_role(by, article.project, Role.EDITOR)
    elif marking != article.marking:
        check_marking(marking, article, by)


@transaction.atomic
def change_article(article, values, *, by, expected_version=None):
    """Change what is said about the text (METADATA), never the text."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    require_role(by, article.project, Role.ANNOTATOR if article.created_by == by else Role.EDITOR)
    if expected_version not in (None, article.version):
        raise PreconditionFailed
    _check_marking(article, values.get("marking", article.marking), by)
    for name in METADATA:
        if name in values:
            setattr(article, name, values[name])
    article.index(article.current_version.text)
    article.full_clean(exclude=["current_version"])
    article.version += 1
    article.save()
    return article
