"""Passages that a form offers as evidence of a change."""

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Abs

from annotations.annotations.models import Annotation
from annotations.links.models.links import TARGETS, PassageLink
from annotations.links.queries.evidence import describe_annotations
from ctplatform.web.references import is_id

MOST = 20


def offered_passages(user, project, *, record=None, ids=(), near="", words=""):
    """Passages of a project that the user may see, at most 20 unless named by `ids`.

    With `words`: those whose quote or note contains every word, newest first. With `near` (the id
    of a passage): others of its text, nearest first. Otherwise those linked to the record.
    """
    seen = Annotation.objects.visible_to(user).filter(article_version__article__project=project)
    if ids:
        found = {str(row.pk): row for row in seen.filter(pk__in=[pk for pk in ids if is_id(pk)])}
        rows = [found[pk] for pk in map(str, ids) if pk in found]
    elif words:
        found = _worded(seen, words).order_by("-id").values_list("pk", flat=True)[:MOST]
        rows = list(seen.filter(pk__in=list(found)).order_by("-id"))  # sort ids only
    elif near:
        rows = _beside(seen, near)
    else:
        rows = _linked(seen, record, user)
    return describe_annotations(rows, record, user) if rows else []


def _worded(rows, words):
    for word in words.split()[:10]:
        spellings = {word}
        if connection.vendor == "sqlite" and not word.isascii():  # ASCII only
            spellings |= {word.lower(), word.upper(), word.capitalize()}
        condition = Q()
        for each in spellings:
            condition |= Q(quote__icontains=each) | Q(note__icontains=each)
        rows = rows.filter(condition)
    return rows


def _beside(rows, near):
    here = rows.filter(pk=near).first() if is_id(near) else None
    if here is None:
        return []
    away = Abs(F("start") - here.start)
    found = rows.filter(article_version=here.article_version_id).exclude(pk=here.pk)
    return list(found.annotate(away=away).order_by("away", "id")[:MOST])


def _linked(rows, record, user):
    if not isinstance(record, tuple(TARGETS.values())):
        return []
    links = PassageLink.objects.visible_to(user).about(record)
    return list(rows.filter(pk__in=links.values("annotation")).order_by("-id")[:MOST])
