"""URLs of the pages about exports."""

from django.urls import path

from ctplatform.exchange.losses import views

urlpatterns = [
    path(
        "exports/<slug:resource>/<slug:format_name>/",
        views.before_download,
        name="before-download",
    ),
]
