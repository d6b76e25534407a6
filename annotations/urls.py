"""Addresses of texts."""

from django.urls import path

from annotations.views import reading

urlpatterns = [
    path("articles/<uuid:pk>/", reading.read, name="article"),
]
