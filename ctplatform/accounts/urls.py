"""Addresses of the pages about people and projects."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from ctplatform.accounts import views

urlpatterns = [
    path("sign-in/", LoginView.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("account/", views.account, name="account"),
    path("account/password", views.PasswordView.as_view(), name="password"),
    path("account/tokens", views.create_token, name="token-create"),
    path("account/tokens/<uuid:pk>/revoke", views.revoke_token, name="token-revoke"),
    path("projects/", views.projects, name="projects"),
    path("projects/new", views.new_project, name="project-new"),
    path("projects/<slug:slug>/settings", views.project_settings, name="project-settings"),
    path("projects/<slug:slug>/members", views.set_member, name="member-set"),
    path("projects/<slug:slug>/members/remove", views.remove_member, name="member-remove"),
]
