"""URLs of lists of texts."""

from django.urls import path

from annotations.library.views import library, rereading

urlpatterns = [
    path("articles/", library.library, name="library"),
    path("articles/touched/", rereading.touched_texts, name="touched-texts"),
]
