"""How notifications about comments are described and linked, and who may still see them."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from annotations.annotations.models import Annotation
from annotations.comments.models import TARGETS, Comment
from annotations.comments.services import COMMENT
from ctplatform.notifications.subjects import Description, Subject, register_subject

SHOWN = 120  # characters of a comment that are shown


def register_subjects():
    """Register comments as subjects of notifications; call in `ready()`."""
    register_subject(Subject(COMMENT, _comments_shown, _describe_comments))


def _comments_shown(user, rows):
    visible = Comment.objects.visible_to(user).order_by()
    return Q(Exists(visible.filter(pk=OuterRef("subject_id"))))


def _describe_comments(ids, user):
    found, by_type = {}, {}
    for row in Comment.objects.filter(pk__in=ids).only("text", *(f"{name}_id" for name in TARGETS)):
        by_type.setdefault(row.on_type, []).append(row)
    for name, rows in by_type.items():
        places = _passages(rows) if name == "annotation" else _records(name, rows)
        for row in rows:
            title, url = places[row.on_id]
            found[row.pk] = Description(title, url, f"“{Truncator(row.text).chars(SHOWN)}”")
    return found


def _passages(rows):
    """{annotation: (title, URL)}; the quote is left out, since the text may be restricted."""
    article = "article_version__article"
    found = Annotation.objects.filter(pk__in=[row.annotation_id for row in rows])
    return {
        pk: (_("A passage of “%s”") % title, f"{reverse('article', args=[text])}#a-{pk}")
        for pk, text, title in found.values_list("pk", article, f"{article}__title")
    }


def _records(name, rows):
    """{record: (title, URL)} of texts or of records of one type."""
    model = Comment._meta.get_field(name).related_model
    found = model._base_manager.filter(pk__in=[row.on_id for row in rows])
    return {each.pk: (str(each), reverse(name, args=[each.pk])) for each in found}
