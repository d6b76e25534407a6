"""The reading page: one text, its marks, and what readers say of them."""

from django.shortcuts import get_object_or_404, render
from django.utils.text import Truncator
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from annotations.models import Annotation, Article, limit_excerpts
from annotations.services.articles import may_change_article
from annotations.views.reading_config import config_of

RIGHT_TO_LEFT = {"ar", "fa", "ps", "ur", "he", "ug", "sd", "yi", "dv", "ckb"}
WORDS_A_MINUTE = 220
MOST_EXCERPTS = 50
FRONT = {"date", "title", "byline"}  # what stands before the first paragraph


@require_safe
@ensure_csrf_cookie
def read(request, pk):
    """The current version of an article. Its layer is fetched by the page itself."""
    articles = Article.objects.seen_row(pk, request.user).without_text()
    article = get_object_or_404(articles.select_related("current_version", "project", "source"))
    version = article.current_version
    if not article.is_whole_for(request.user):
        return excerpts(request, article)
    blocks = blocks_of(version.text, version.segments)
    words = len(version.text.split())
    config = config_of(article, version, request.user)
    context = {
        "article": article,
        "version": version,
        "project": article.project,
        "front": [block for block in blocks if block["kind"] in FRONT],
        "body": [block for block in blocks if block["kind"] not in FRONT],
        "kinds": {block["kind"]: True for block in blocks},
        "sections": sections_of(blocks),
        "direction": direction_of(article.language),
        "words": words,
        "minutes": max(1, round(words / WORDS_A_MINUTE)),
        "config": config,
        "may_describe": may_change_article(article, request.user),
        "families": [code for code in config["codes"] if code["offered"] and not code["parent"]],
    }
    return render(request, "annotations/reading.html", context)


def excerpts(request, article):
    """What those are shown who may not read a restricted text: what it is, and what was quoted."""
    marks = Annotation.objects.visible_to(request.user).filter(
        article_version=article.current_version_id
    )
    marks = marks.select_related("code", "article_version__article").order_by("start", "id")
    marks = marks.defer("article_version__text", "article_version__article__search_text")
    limit_excerpts(marks, request.user)
    quoted = [mark for mark in marks if mark.told][:MOST_EXCERPTS]
    context = {
        "article": article,
        "project": article.project,
        "quotes": [(mark, mark.excerpt_for(request.user)[1]) for mark in quoted],
        "direction": direction_of(article.language),
    }
    return render(request, "annotations/excerpts.html", context)


def direction_of(language):
    """`rtl` or `ltr`, by the primary subtag of a BCP 47 tag, or its script."""
    primary, *others = language.lower().split("-")
    return "rtl" if primary in RIGHT_TO_LEFT or "arab" in others else "ltr"


def blocks_of(text, segments):
    """Segments with their words, an element id, and the white space up to the next one."""
    ends = [segment["start"] for segment in segments[1:]] + [len(text)]
    return [
        {
            **segment,
            "id": id_of(segment, position),
            "number": segment["label"].removeprefix("¶") if segment["kind"] == "paragraph" else "",
            "text": text[segment["start"] : segment["end"]],
            "gap": text[segment["end"] : end],
        }
        for position, (segment, end) in enumerate(zip(segments, ends, strict=True))
    ]


def id_of(segment, position):
    """`p4` for ¶4, `h2` for the second heading, `s0` for what is neither."""
    if segment["kind"] == "paragraph":
        return f"p{segment['label'].removeprefix('¶')}"
    if segment["kind"] == "heading":
        return segment["label"].lower()
    return f"s{position}"


def sections_of(blocks):
    """What the outline shows: the opening (no words), then every heading, by where it starts."""
    headings = [
        {"id": block["id"], "start": block["start"], "words": Truncator(block["text"]).chars(80)}
        for block in blocks
        if block["kind"] == "heading"
    ]
    if blocks and (not headings or headings[0]["start"] > blocks[0]["start"]):
        headings.insert(0, {"id": blocks[0]["id"], "start": 0, "words": ""})
    return headings
