"""Suggest records for a new link: those that the passage names, and those linked most recently."""

import re
from functools import reduce
from operator import or_

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_safe

from annotations.links.models.links import TARGETS, PassageLink
from ctplatform.accounts.current_project.context import find_project
from ctplatform.search.folding import fold
from ctplatform.web.references import choosable
from incidents.models import Actor, Incident, Place
from incidents.records.services import names_of

QUOTE = 500  # characters of a passage that are searched
SHORTEST = 3  # letters; shorter words are not looked up
MOST_WORDS, MOST_ROWS = 40, 200
MOST_NAMED, MOST_RECENT = 6, 5
LOOKED_BACK = 50  # the user's last links, from which recent records are taken
NAMED_TYPES = {"actor": Actor, "place": Place, "incident": Incident}


@require_safe
@login_required
def suggested(request):
    """[{type, id, title, why}] for the words of a passage (`quote`): `why` is named or recent."""
    project = find_project(request)
    if project is None:
        raise Http404
    words = fold(request.GET.get("quote", "")[:QUOTE])
    found = [("named", *each) for each in _named(words, request.user, project)]
    found += [("recent", *each) for each in _recent(request.user, project)]
    shown = {}
    for why, kind, record in found:
        row = {"type": kind, "id": record.pk, "title": str(record), "why": why}
        shown.setdefault((kind, record.pk), row)
    return JsonResponse(list(shown.values()), safe=False)


def _named(quote, user, project):
    """(type, record) of records whose whole name occurs in the quote, longest first."""
    words = {each for each in re.findall(r"\w+", quote) if len(each) >= SHORTEST}
    if not words:
        return []
    chosen = sorted(words, key=len, reverse=True)[:MOST_WORDS]
    holds = reduce(or_, (Q(search_text__contains=word) for word in chosen))
    found = []
    for kind, model in NAMED_TYPES.items():
        rows = choosable(model, user=user, project=project).filter(holds)
        for record in rows.order_by("-id")[:MOST_ROWS]:
            names = [name for name in names_of(record) if _stands_in(name, quote)]
            if names:
                found.append((max(map(len, names)), kind, record))
    found.sort(key=lambda each: -each[0])
    return [(kind, record) for _length, kind, record in found[:MOST_NAMED]]


def _stands_in(name, quote):
    if len(name) < SHORTEST:
        return False
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", quote) is not None


def _recent(user, project):
    """(type, record) of the records that the user linked to most recently."""
    mine = PassageLink.objects.filter(
        created_by=user, deleted=None, annotation__article_version__article__project=project
    )
    order = [
        (link.target_type, link.target_id)
        for link in mine.only("created_by", *TARGETS).order_by("-id")[:LOOKED_BACK]
    ]
    order = list(dict.fromkeys(order))[:MOST_RECENT]
    rows = {
        kind: choosable(model, user=user, project=project).in_bulk(ids)
        for kind, model in TARGETS.items()
        if (ids := [pk for name, pk in order if name == kind])
    }
    return [(kind, rows[kind][pk]) for kind, pk in order if pk in rows[kind]]
