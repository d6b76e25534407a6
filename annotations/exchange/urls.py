"""URLs of imports and exports of annotated texts."""

from django.urls import path

from annotations.exchange import views

urlpatterns = [
    path("annotation-imports/<uuid:pk>/", views.import_page, name="annotation-import"),
    path(
        "annotation-imports/<uuid:pk>/state/", views.import_fragment, name="annotation-import-state"
    ),
    path(
        "annotation-imports/<uuid:pk>/commit/", views.commit_import, name="annotation-import-commit"
    ),
    path("annotation-imports/<uuid:pk>/undo/", views.undo, name="annotation-import-undo"),
    path("annotation-exports/", views.export_page, name="annotation-exports"),
]
