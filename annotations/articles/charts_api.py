"""`article-charts/`: the pinned charts beside a text."""

from annotations.articles.models.articles import Article
from annotations.articles.models.charts import ArticleChart
from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from incidents.charts.api import PlacedChartFields, PlacedChartSerializer, PlacedChartViewSet
from incidents.records.filters import ProjectFilter


class ArticleField(VisibleRelatedField):
    """An article that the user may see, without its text."""

    @staticmethod
    def read(rows):
        return rows.without_text()


class ArticleChartSerializer(PlacedChartSerializer):
    """A pinned chart beside a text."""

    article = ArticleField(model=Article)

    class Meta(PlacedChartFields):
        model = ArticleChart
        fields = ["article", *PlacedChartFields.fields]


class ArticleChartFilter(FilterSet):
    project = ProjectFilter("article__project")

    class Meta:
        model = ArticleChart
        fields = ["article", "snapshot", "kind"]


class ArticleChartViewSet(PlacedChartViewSet):
    """Charts beside texts."""

    model = ArticleChart
    serializer_class = ArticleChartSerializer
    filterset_class = ArticleChartFilter
    related = ("snapshot__series__project", "article__project", "created_by")
    place = "article"
