"""URL of the reading page."""

from django.urls import path

from annotations.reading import views

urlpatterns = [
    path("articles/<uuid:pk>/", views.read, name="article"),
]
