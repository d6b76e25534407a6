"""The reading page: one text with its annotations and comments."""

import json

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from annotations.annotations.models import Annotation, limit_excerpts
from annotations.articles.extraction.languages import direction_of
from annotations.articles.models.articles import Article
from annotations.articles.models.charts import ArticleChart
from annotations.articles.models.rereading import Rereading
from annotations.articles.services.articles import may_change_article
from annotations.exchange.queries import whole_text_annotations
from annotations.links.views.finding import sought_in
from annotations.reading.page_config import config_of
from annotations.reading.services import position_in
from annotations.reading.shown_part import ShownPart
from incidents.charts.queries.placed import placed_charts

WORDS_A_MINUTE = 220
MOST_EXCERPTS = 50
FRONT = {"date", "title", "byline"}  # segments before the first paragraph


@require_safe
@ensure_csrf_cookie
def read(request, pk):
    """Show the current version of an article. The page itself fetches the annotation layer."""
    articles = Article.objects.get_visible_row(pk, request.user).without_text()
    article = get_object_or_404(
        articles.select_related("current_version", "project", "source", "repeats")
    )
    version = article.current_version
    if not article.is_whole_for(request.user):
        return excerpts(request, article)
    resume = None if request.GET else position_in(version, user=request.user)
    query = request.GET if resume is None else {"at": str(resume)}
    shown = ShownPart(version, query, request.user)
    blocks = shown.blocks
    words = len(version.text.split())
    config = config_of(article, version, request.user)
    config |= {"parts": shown.spans(), "resume": resume}
    sought = sought_in(request.GET, request.user)
    if sought and config["may_write"] and sought.record.project_id in (None, article.project_id):
        config["preset"] = sought.preset()
    context = {
        "article": article,
        "version": version,
        "project": article.project,
        "front": [block for block in blocks if block["kind"] in FRONT],
        "body": [block for block in blocks if block["kind"] not in FRONT],
        "kinds": {block["kind"]: True for block in blocks},
        "sections": shown.sections(),
        "shown": shown,
        "rereading": Rereading.objects.visible_to(request.user).filter(version=version).first(),
        "direction": direction_of(article.language, article.direction),
        "words": words,
        "minutes": max(1, round(words / WORDS_A_MINUTE)),
        "config": config,
        "sought": sought if "preset" in config else None,
        "may_describe": may_change_article(article, request.user),
        "charts": charts_of(article, request.user) if shown.is_last else None,
        "of_whole_text": of_whole_text(version),
        "families": [code for code in config["codes"] if code["offered"] and not code["parent"]],
    }
    return render(request, "annotations/reading/page.html", context)


def of_whole_text(version) -> list[dict]:
    """What files state of the text as a whole: `code`, `note`, `annotator` and `others`."""
    return [
        {
            "code": " / ".join(each.get("code", ())),
            "layer": each.get("layer", ""),
            "note": each.get("note", ""),
            "annotator": each.get("annotator", ""),
            "others": [
                (name, ", ".join(map(_in_words, value if isinstance(value, list) else [value])))
                for name, value in each.get("attributes", {}).items()
            ],
        }
        for each in whole_text_annotations(version.pk)
    ]


def _in_words(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def charts_of(article, user) -> dict:
    """The charts that are shown after a text, for annotators with a link to add one."""
    addresses = (reverse("article-chart-new", args=[article.pk]), "/article-charts/")
    return placed_charts(ArticleChart, user, addresses, article=article)


def excerpts(request, article):
    """Show metadata and quoted excerpts of a restricted text to users who may not read it."""
    marks = Annotation.objects.visible_to(request.user).filter(
        article_version=article.current_version_id
    )
    marks = marks.select_related("code", "article_version__article").order_by("start", "id")
    marks = marks.defer("article_version__text", "article_version__article__search_text")
    limit_excerpts(marks, request.user)
    quoted = [mark for mark in marks if mark.shown_length][:MOST_EXCERPTS]
    context = {
        "article": article,
        "project": article.project,
        "quotes": [(mark, mark.excerpt_for(request.user)[1]) for mark in quoted],
        "direction": direction_of(article.language, article.direction),
    }
    return render(request, "annotations/reading/excerpts.html", context)
