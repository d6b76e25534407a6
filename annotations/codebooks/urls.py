"""URLs of codebooks and codes."""

from django.urls import path

from annotations.codebooks import views

urlpatterns = [
    path("codebooks/", views.codebooks, name="codebooks"),
    path("codebooks/new", views.new_codebook, name="codebook-new"),
    path("codebooks/<uuid:pk>/", views.codebook, name="codebook"),
    path("codebooks/<uuid:pk>/about", views.change_codebook, name="codebook-about"),
    path("codebooks/<uuid:pk>/publish", views.publish_codebook, name="codebook-publish"),
    path("codebooks/<uuid:pk>/delete", views.delete_codebook, name="codebook-delete"),
    path("codebooks/<uuid:pk>/codes/new", views.new_code, name="code-new"),
    path("codes/<uuid:pk>/", views.change_code, name="code"),
    path("codes/<uuid:pk>/delete", views.delete_code, name="code-delete"),
]
