"""URLs of texts, links and codebooks."""

from django.urls import path

from annotations.models import Article
from annotations.views import (
    adding,
    choosing,
    codebooks,
    finding,
    library,
    reading,
    rereading,
    suggesting,
    weights,
)
from ctplatform.markings.views import matches, readers

MARKED = {"noun": "articles", "model": Article}
urlpatterns = [
    path("articles/", library.library, name="library"),
    path("passages/find/", finding.find_passage, name="find-passage"),
    path("articles/touched/", rereading.touched_texts, name="touched-texts"),
    path("articles/new", adding.add_article, name="article-new"),
    path("articles/new/preview", adding.preview_article, name="article-preview"),
    path("articles/<uuid:pk>/about", adding.change_article, name="article-about"),
    path("articles/<uuid:pk>/readers/", readers, MARKED, name="articles-readers"),
    path("articles/<uuid:pk>/readers/find/", matches, MARKED, name="articles-readers-find"),
    path("articles/<uuid:pk>/", reading.read, name="article"),
    path("links/suggested/", suggesting.suggested, name="link-suggested"),
    path("links/rows/", choosing.field_rows, name="link-rows"),
    path("links/compared/", choosing.compared, name="link-compared"),
    path("links/<uuid:pk>/weigh/", weights.weigh, name="link-weigh"),
    path("links/<uuid:pk>/choose/", choosing.choose, name="link-choose"),
    path("codebooks/", codebooks.codebooks, name="codebooks"),
    path("codebooks/new", codebooks.new_codebook, name="codebook-new"),
    path("codebooks/<uuid:pk>/", codebooks.codebook, name="codebook"),
    path("codebooks/<uuid:pk>/about", codebooks.change_codebook, name="codebook-about"),
    path("codebooks/<uuid:pk>/publish", codebooks.publish_codebook, name="codebook-publish"),
    path("codebooks/<uuid:pk>/delete", codebooks.delete_codebook, name="codebook-delete"),
    path("codebooks/<uuid:pk>/codes/new", codebooks.new_code, name="code-new"),
    path("codes/<uuid:pk>/", codebooks.change_code, name="code"),
    path("codes/<uuid:pk>/delete", codebooks.delete_code, name="code-delete"),
]
