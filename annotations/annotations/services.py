import contextlib
import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import change_hooks
from annotations.annotations.models import Annotation
from annotations.annotations.offsets import CONTEXT
from annotations.articles.models.articles import ArticleVersion
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.database.row_state import columns_of
from ctplatform.domain_errors import Conflict, StaleVersion

KEPT_FOR = datetime.timedelta(days=30)
EDITABLE = ("start", "end", "quote", "code", "note", "certainty")


def annotate(
    *, by, article_version, start, end, quote, code=None, note="", certainty="certain",
    attributes=None,
):  # fmt: skip
    """Annotate a passage of a text; return the Annotation.

    `start` and `end` are code points, end exclusive; `quote` must equal the text there.
    `attributes` are JSON values beyond that, by name.
    """
    project = article_version.article.project
    require_role(by, project, Role.ANNOTATOR)
    check_code(code, project)
    annotation = Annotation(
        article_version=article_version,
        author=by,
        code=code,
        note=note,
        certainty=certainty,
        attributes=attributes or {},
    )
    _place(annotation, start, end, quote, _around(article_version, start, end))
    with _once(), _alone():
        annotation.save(force_insert=True)
    return annotation


def annotate_many(rows, *, by):
    """Annotate many passages, all or none; `rows` are dicts of annotate's arguments.

    Raises RowErrors with the errors of each row.
    """
    texts, made, wrong = {}, [], {}
    for position, row in enumerate(rows):
        version = row["article_version"]
        if version.pk not in texts:
            require_role(by, version.article.project, Role.ANNOTATOR)
            text = ArticleVersion.objects.values_list("text", flat=True).get(pk=version.pk)
            texts[version.pk] = _Whole(text)
        annotation = Annotation(
            article_version=version,
            author=by,
            code=row.get("code"),
            note=row.get("note", ""),
            certainty=row.get("certainty", "certain"),
        )
        try:
            check_code(annotation.code, version.article.project)
            _place(annotation, row["start"], row["end"], row["quote"], texts[version.pk])
        except ValidationError as error:
            wrong[position] = error.message_dict
        made.append(annotation)
    if wrong:
        raise RowErrors(wrong)
    with _once(), transaction.atomic():
        Annotation.objects.bulk_create(made, batch_size=500)
    return made


class RowErrors(Exception):
    """Rows that cannot be stored: {position: {field: [messages]}}. Nothing was stored."""

    def __init__(self, rows):
        super().__init__(f"{len(rows)} rows are wrong")
        self.rows = rows


def _around(version, start, end):
    """The text around a span: the whole text if it was loaded with the version, else a window."""
    text = getattr(version, "short_text", None)
    return _Window(version, start, end) if text is None else _Whole(text)


class _Window:
    """The part of a stored text around a span, cut by the database, since texts may be long."""

    def __init__(self, version, start, end):
        self.length = version.length
        self.offset = max(0, start - CONTEXT)
        self.text = ""
        if 0 <= start < end <= self.length:
            part = Substr("text", self.offset + 1, end + CONTEXT - self.offset)
            self.text = (
                ArticleVersion.objects.filter(pk=version.pk).values_list(part, flat=True).get()
            )

    def cut(self, start, end):
        return self.text[max(0, start - self.offset) : max(0, end - self.offset)]


class _Whole(_Window):
    """The same for a text that is already in memory."""

    def __init__(self, text):
        self.length, self.offset, self.text = len(text), 0, text


def _place(annotation, start, end, quote, text):
    """Set the span and its context, after checking that the quote is there."""
    if not 0 <= start < end:
        raise ValidationError({"end": _("A passage ends after it starts.")})
    if end > text.length:
        raise ValidationError(
            {"end": _("The text ends at %(length)d.") % {"length": text.length}}, code="past_end"
        )
    found = text.cut(start, end)
    if found != quote:
        message = _("From %(start)d to %(end)d the text reads “%(found)s”.")
        values = {"start": start, "end": end, "found": found[:200]}
        raise ValidationError({"quote": message % values})
    annotation.start, annotation.end, annotation.quote = start, end, quote
    annotation.prefix = text.cut(max(0, start - CONTEXT), start)
    annotation.suffix = text.cut(end, min(text.length, end + CONTEXT))


def check_code(code, project):
    """Raise ValidationError unless the code, if there is one, may be used in the project."""
    if code is None:
        return
    if code.codebook.project_id not in (None, project.pk):
        raise ValidationError({"code": _("This code belongs to another project.")})
    if not code.is_codable:
        raise ValidationError({"code": _("This code only groups others; choose one below it.")})


def _alone():
    """A savepoint within a transaction; a single statement outside one needs none."""
    return transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext()


@contextlib.contextmanager
def _once():
    try:
        yield
    except IntegrityError as error:
        raise Conflict(_("You have annotated this passage with this code already.")) from error


def may_change_annotation(annotation, user):
    """Whether the user is its author and still an annotator, or an editor of the project."""
    least = Role.ANNOTATOR if annotation.author_id == user.pk else Role.EDITOR
    return has_role(user, annotation.article_version.article.project, least)


def _lock(annotation, by, expected_version):
    locked = (
        Annotation.objects.select_for_update(of=("self",))
        .select_related("article_version__article__project")
        .defer("article_version__text", "article_version__article__search_text")
        .get(pk=annotation.pk)
    )
    if not may_change_annotation(locked, by):
        raise PermissionDenied(_("Only its author or an editor may change an annotation."))
    if expected_version not in (None, locked.version):
        raise StaleVersion
    return locked


@transaction.atomic
def change_annotation(annotation, values, *, by, expected_version=None):
    """Change the code, note, certainty, attributes or span of an annotation."""
    annotation = _lock(annotation, by, expected_version)
    before = columns_of(annotation)
    if "code" in values:
        check_code(values["code"], annotation.article_version.article.project)
    for name in ("code", "note", "certainty", "attributes"):
        if name in values:
            setattr(annotation, name, values[name])
    if {"start", "end", "quote"} & values.keys():
        start, end = values.get("start", annotation.start), values.get("end", annotation.end)
        window = _around(annotation.article_version, start, end)
        _place(annotation, start, end, values.get("quote", annotation.quote), window)
    if columns_of(annotation) == before:
        return annotation
    annotation.version += 1
    with _once(), transaction.atomic():
        annotation.save()
    return annotation


@transaction.atomic
def delete_annotation(annotation, *, by, expected_version=None):
    """Delete an annotation with its links; both can be restored for 30 days, then are purged.

    Raises Conflict if a published field has this passage as its only support.
    """
    annotation = _lock(annotation, by, expected_version)
    links = annotation.links.filter(deleted=None)
    for check in change_hooks.before_deletion:
        check(annotation)
    annotation.deleted = timezone.now()
    links.update(deleted=annotation.deleted, updated=annotation.deleted)
    annotation.version += 1
    annotation.save()
    for react in change_hooks.when_deleted:
        react(annotation)
    return annotation


@transaction.atomic
def restore_annotation(annotation, *, by):
    """Restore a deleted annotation with its links."""
    annotation = _lock(annotation, by, None)
    deleted = annotation.deleted
    links = annotation.links.filter(deleted=deleted)
    links.update(deleted=None, updated=timezone.now())
    annotation.deleted = None
    annotation.version += 1
    with _once(), transaction.atomic():
        annotation.save()
    for react in change_hooks.when_deleted:
        react(annotation)
    for react in change_hooks.when_restored:
        react(annotation, deleted)
    return annotation


def purge_deleted():
    """Purge what was deleted more than 30 days ago; return the number of deleted rows."""
    before = timezone.now() - KEPT_FOR
    return Annotation.objects.filter(deleted__lt=before).delete()[0]
