from django.db import models
from django.utils.translation import gettext_lazy as _

from annotations.articles.models.articles import Article
from incidents.charts.models import PlacedChart, kind_is_known


class ArticleChart(PlacedChart):
    """A pinned chart beside a text, such as the figures that the text argues from."""

    visible_through = ("article", "snapshot")
    PLACE = "article__project"

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("chart of an article")
        verbose_name_plural = _("charts of articles")
        constraints = [kind_is_known("article_chart_kind_is_known")]

    @property
    def place(self):
        """What the chart is shown on."""
        return self.article
