"""Addresses of the pages about people and projects."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from ctplatform.accounts import views

urlpatterns = [
    path("sign-in/", LoginView.as_view(redirect_authenticated_user=True), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("account/", views.AccountView.as_view(), name="account"),
    path("projects/", views.ProjectListView.as_view(), name="projects"),
    path("projects/new", views.NewProjectView.as_view(), name="project-new"),
    path("projects/<slug:slug>/settings", views.SettingsView.as_view(), name="project-settings"),
]
