"""URLs of texts: add one, change its metadata, choose its readers."""

from django.urls import path

from annotations.articles.models.articles import Article
from annotations.articles.views import adding, charts
from ctplatform.markings.views import matches, readers

MARKED = {"noun": "articles", "model": Article}
urlpatterns = [
    path("articles/new", adding.add_article, name="article-new"),
    path("articles/new/preview", adding.preview_article, name="article-preview"),
    path("articles/<uuid:pk>/about", adding.change_article, name="article-about"),
    path("articles/<uuid:pk>/charts/new/", charts.place_on_article, name="article-chart-new"),
    path("article-charts/<uuid:pk>/renew/", charts.renew_on_article),
    path("article-charts/<uuid:pk>/remove/", charts.remove_from_article),
    path("articles/<uuid:pk>/readers/", readers, MARKED, name="articles-readers"),
    path("articles/<uuid:pk>/readers/find/", matches, MARKED, name="articles-readers-find"),
]
