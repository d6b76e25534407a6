"""URLs of saved views."""

from django.urls import path

from ctplatform.lists import views

urlpatterns = [
    path("saved-views/save/", views.save_view, name="view-save"),
    path("saved-views/<uuid:pk>/forget/", views.delete_view, name="view-forget"),
]
