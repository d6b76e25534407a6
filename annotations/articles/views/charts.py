"""Pages that place pinned charts on the page of a text."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from annotations.articles.models.articles import Article
from annotations.articles.models.charts import ArticleChart
from incidents.charts.services import remove_chart, renew_chart
from incidents.charts.views.pinned import add_chart_page, change_placed


def place_on_article(request, pk):
    """Place a chart on the page of a text."""
    rows = Article.objects.get_visible_row(pk, request.user).without_text()
    article = get_object_or_404(rows.select_related("project"))
    back = reverse("article", args=[article.pk])
    return add_chart_page(request, ArticleChart, article.title, back, article=article)


def _reading_page(chart):
    return reverse("article", args=[chart.article_id]) + "#charts-head"


@require_POST
def renew_on_article(request, pk):
    """Pin the present numbers of a chart of a text."""
    return change_placed(request, ArticleChart, pk, renew_chart, _reading_page)


@require_POST
def remove_from_article(request, pk):
    """Take a chart away from a text."""
    return change_placed(request, ArticleChart, pk, remove_chart, _reading_page)
