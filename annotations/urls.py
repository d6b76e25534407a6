"""URLs of texts and of what readers write about them, by subject."""

from django.urls import include, path

urlpatterns = [
    path("", include(f"annotations.{subject}.urls"))
    for subject in ("articles", "codebooks", "links", "exchange", "reading", "library")
]
