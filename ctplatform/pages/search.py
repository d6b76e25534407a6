"""One search over texts and records, ignoring case and accents."""

from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from annotations.models import Article
from annotations.reading.shown_part import id_of
from annotations.reading.text_parts import may_be_in_a_later_part
from ctplatform.accounts.current_project.context import find_project
from ctplatform.record_types.registry import record_types
from ctplatform.search.folding import find, fold

SHOWN = 8  # rows per kind; the list of the kind has all
AROUND = 90  # characters of a text shown on each side of the match
DEEP = 200_000  # characters of a text that are searched for the passage to show


@require_safe
def search(request):
    words = request.GET.get("q", "").strip()[:200]
    project = find_project(request)
    parts = fold(words).split()[:20]
    groups = [
        matching_records(each, request.user, project, parts, words)
        for each in record_types()
        if parts
    ]
    context = {
        "project": project,
        "search_words": words,
        "texts": matching_texts(request.user, project, words) if parts else [],
        "groups": [group for group in groups if group["rows"]],
    }
    return render(request, "search.html", context)


def matching_records(record_type, user, project, parts, words):
    """The first records of a type with every word, and a link to all of them."""
    rows = seen = record_type.model.objects.visible_to(user)
    if hasattr(rows, "canonical"):  # sources are never merged
        rows = rows.canonical()
    if project:
        rows = rows.in_project(project)
    rows = rows.with_words(" ".join(parts), seen)
    found = list(rows.order_by("-id")[: SHOWN + 1])
    query = urlencode({"search": words} | ({"project": project.slug} if project else {}))
    return {
        "kind": record_type.key,
        "label": record_type.plural,
        "rows": [
            {"url": record_type.address_of(row.pk), "title": str(row)} for row in found[:SHOWN]
        ],
        "all": f"/{record_type.noun}/?{query}" if len(found) > SHOWN else "",
    }


def matching_texts(user, project, words):
    """The first texts with every word, each with the first match of the first word."""
    rows = Article.objects.visible_to(user).matching(words, user).without_text()
    if project:
        rows = rows.in_project(project)
    rows = rows.select_related("source", "current_version").order_by("-id")[:SHOWN]
    word = fold(words).split()[0]
    return [
        {"article": each} | (first_match(each, word) if each.is_whole_for(user) else {"anchor": ""})
        for each in rows
    ]


def first_match(article, word):
    """The first match of `word` in the text, with the words around it and its paragraph.

    `anchor` is "" if there is none.
    """
    text = article.current_version.text
    for position, segment in enumerate(article.current_version.segments):
        start, end = segment["start"], segment["end"]
        if start > DEEP:
            break
        if found := find(word, text[start : min(end, start + DEEP)]):
            first, last = start + found[0], start + found[1]
            return {
                "anchor": id_of(segment, position),
                "at": start if may_be_in_a_later_part(position, end) else None,
                "label": segment["label"],
                "before": ("…" if first - AROUND > start else "")
                + text[max(start, first - AROUND) : first],
                "word": text[first:last],
                "after": text[last : min(end, last + AROUND)]
                + ("…" if last + AROUND < end else ""),
            }
    return {"anchor": ""}
