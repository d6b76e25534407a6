"""URLs of the pages about bundles."""

from django.urls import path

from ctplatform.bundles import views

urlpatterns = [
    path("projects/copy", views.copy_project, name="project-copy"),
    path("bundles/<uuid:pk>/", views.copy_page, name="bundle-copy"),
    path("bundles/<uuid:pk>/state/", views.copy_fragment, name="bundle-copy-state"),
    path("bundles/<uuid:pk>/commit/", views.commit_copy, name="bundle-copy-commit"),
    path("projects/<slug:slug>/bundle", views.make_bundle, name="bundle-make"),
]
