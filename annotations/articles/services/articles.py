from contextlib import contextmanager
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from uuid_utils.compat import uuid7

from annotations import change_hooks
from annotations.articles.extraction import limited_reader, normalisation
from annotations.articles.extraction.languages import UNKNOWN, direction_of, direction_of_letters
from annotations.articles.extraction.text_reader import read_text
from annotations.articles.models.articles import Article, ArticleVersion
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.database.row_state import columns_of
from ctplatform.domain_errors import StaleVersion
from ctplatform.markings.levels import check_not_hidden_from, up_to

METADATA = (
    "title",
    "source",
    "repeats",
    "authors",
    "published",
    "language",
    "direction",
    "url",
    "rights",
    "marking",
    "embargo_until",
)


def add_article(*, by, project, text, title="", raw=None, capture="paste", **metadata):
    """Store a trusted text (of a demonstration or a test) as an article; return the article.

    Other texts must go through `add_pasted_article` and `add_article_from_file`, which read them in
    a limited process. Raises ValidationError naming the field.
    """
    require_role(by, project, Role.ANNOTATOR)
    try:
        found = read_text(text, title)
    except normalisation.UnreadableText as error:
        raise ValidationError({"text": str(error)}) from error
    raw = text.encode() if raw is None else raw
    return store_article(
        found, by=by, project=project, title=title, raw=raw, capture=capture, **metadata
    )


def add_pasted_article(*, by, project, text, title="", capture="paste", **metadata):
    """Read a text that a user or a program sent, and store it; return the article."""
    require_role(by, project, Role.ANNOTATOR)
    found = read_pasted_text(text, title)
    return store_article(
        found, by=by, project=project, title=title, raw=text.encode(), capture=capture, **metadata
    )


def add_article_from_file(*, by, project, name, data, title="", encoding="", **metadata):
    """Store a TXT, HTML, PDF or DOCX file; the file's metadata fills in what was not given."""
    require_role(by, project, Role.ANNOTATOR)
    found = read_uploaded_file(name, data, encoding, title)
    return store_file(found, by=by, project=project, name=name, data=data, title=title, **metadata)


def read_pasted_text(text, title=""):
    """Read a text in a limited process; raises ValidationError of the field `text`."""
    try:
        return limited_reader.read_pasted(text, title)
    except normalisation.UnreadableText as error:
        raise ValidationError({"text": str(error)}) from error


def read_uploaded_file(name, data, encoding="", title=""):
    """Read a file in a limited process; raises ValidationError of the field `file`.

    The error's parameter `suggestion` names the most likely encoding if the encoding is unclear.
    """
    try:
        return limited_reader.read_upload(name, data, encoding, title)
    except normalisation.UnreadableText as error:
        params = {"suggestion": getattr(error, "suggestion", "")}
        refusal = ValidationError(str(error).replace("%", "%%"), params=params)
        raise ValidationError({"file": refusal}) from error


def store_file(found, *, by, project, name, data, title="", **metadata):
    """Store the Extract of a file together with the file; return the article."""
    given = {field: value for field, value in metadata.items() if value}
    metadata |= _well_formed(found) | given
    title = title or found.title[:500]
    original = ContentFile(data, name=uuid7().hex)
    try:
        return store_article(
            found,
            by=by,
            project=project,
            title=title,
            raw=data,
            capture="file",
            original=original,
            original_name=name[-200:],
            **metadata,
        )
    except ValidationError as error:
        raise _as_file_error(error) from error


def store_article(
    found, *, by, project, title, raw, capture, original=None, original_name="", **metadata
):
    """Store an Extract as the first version of a new article; return the article.

    `raw` is the bytes that it was read from, for their hash; `original` is a file to keep. Without
    a title, the first line of the text's title or first segment is used.
    """
    require_role(by, project, Role.ANNOTATOR)
    title = title or _own_title(found.text, found.segments)
    article = Article(project=project, created_by=by, title=title, **_in_language(found, metadata))
    article.index(found.text)
    article.full_clean(exclude=["current_version"])
    version = version_of(
        found,
        article=article,
        number=1,
        by=by,
        raw=raw,
        capture=capture,
        original_name=original_name,
    )
    with transaction.atomic(), kept_file(version, original):
        article.save()
        version.save()
        Article.objects.filter(pk=article.pk).update(current_version=version)
    article.current_version = version
    return article


def version_of(found, *, article, number, by, raw, capture, original_name="", reason=""):
    """An unsaved version with the text of an Extract."""
    return ArticleVersion(
        id=uuid7(),
        article=article,
        number=number,
        text=found.text,
        length=len(found.text),
        sha256=normalisation.fingerprint(found.text),
        raw_sha256=sha256(raw).hexdigest(),
        normalisation=list(found.normalisation),
        segments=list(found.segments),
        notes=list(found.notes),
        warnings=list(found.warnings),
        encoding=found.encoding,
        original_name=original_name,
        reader=normalisation.READER,
        capture=capture,
        reason=reason,
        created_by=by,
    )


@contextmanager
def kept_file(version, original):
    """Save the original with its version; delete it again if storing the version fails."""
    if original is None:
        yield
        return
    version.original.save(original.name, original, save=False)
    try:
        yield
    except BaseException:
        version.original.storage.delete(version.original.name)
        raise


def _in_language(found, metadata):
    """The metadata of a text, with the detected language and direction where none are given."""
    language = metadata.get("language") or found.language or UNKNOWN
    direction = metadata.get("direction") or found.direction
    if not direction and language == UNKNOWN:
        direction = direction_of_letters(found.text)
    if direction == direction_of(language):
        direction = ""
    return {**metadata, "language": language, "direction": direction}


def _well_formed(found):
    """The metadata that a page declares, without values that fail validation."""
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
    """The error with those of `text` moved to `file`, for texts read from a file."""
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
    """Whether the user is its creator and still an annotator, or an editor of the project."""
    least = Role.ANNOTATOR if article.created_by == user else Role.EDITOR
    return has_role(user, article.project, least)


def _check_marking(article, marking, by):
    """Check a change of the marking: the user must still see the text; only editors lower it."""
    if marking in up_to(article.marking)[:-1]:
        require_role(by, article.project, Role.EDITOR)
    elif marking != article.marking:
        check_not_hidden_from(marking, article, by)


@transaction.atomic
def change_article(article, values, *, by, expected_version=None):
    """Change the metadata of a text (METADATA), never the text."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    require_role(by, article.project, Role.ANNOTATOR if article.created_by == by else Role.EDITOR)
    if expected_version not in (None, article.version):
        raise StaleVersion
    _check_marking(article, values.get("marking", article.marking), by)
    before = columns_of(article)
    for name in METADATA:
        if name in values:
            setattr(article, name, values[name])
    article.index(article.current_version.text)
    article.full_clean(exclude=["current_version"])
    if columns_of(article) == before:
        return article
    article.version += 1
    article.save()
    for react in change_hooks.when_changed:
        react(article)
    if "published" in values:
        for react in change_hooks.when_date_changes:
            react(article)
    return article
