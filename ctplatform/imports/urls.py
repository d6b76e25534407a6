"""URLs of the page of all imports, and of those where single kinds began."""

from django.urls import path

from ctplatform.imports import views

urlpatterns = [
    path("imports/", views.imports_page, name="imports"),
    path("imports/new/", views.former_start, name="import-new"),
    path("annotation-imports/", views.redirect_former_list, name="annotation-imports"),
    path("annotation-imports/new/", views.former_start, name="annotation-import-new"),
]
