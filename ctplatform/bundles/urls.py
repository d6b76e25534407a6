"""URLs of the pages about bundles."""

from django.urls import path

from ctplatform.bundles import views

urlpatterns = [
    path("projects/copy", views.copy_project, name="project-copy"),
    path("projects/<slug:slug>/bundle", views.make_bundle, name="bundle-make"),
]
