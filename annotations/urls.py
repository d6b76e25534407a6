"""Addresses of texts."""

from django.urls import path

from annotations.views import adding, library, reading

urlpatterns = [
    path("articles/", library.library, name="library"),
    path("articles/new", adding.add_article, name="article-new"),
    path("articles/<uuid:pk>/about", adding.change_article, name="article-about"),
    path("articles/<uuid:pk>/", reading.read, name="article"),
]
