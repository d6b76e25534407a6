"""URLs of the pages about notifications."""

from django.urls import path

from ctplatform.notifications import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.read, name="notifications-read"),
    path("notifications/preferences/", views.change_preferences, name="notification-preferences"),
    path("projects/<slug:slug>/members/find/", views.members_to_mention, name="mention-find"),
]
