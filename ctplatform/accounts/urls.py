"""URLs of the pages about users and projects."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from ctplatform.accounts import membership_views, views

urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("account/", views.account, name="account"),
    path("account/password", views.PasswordView.as_view(), name="password"),
    path("account/sessions/end", views.end_sessions, name="sessions-end"),
    path("account/tokens", views.create_token, name="token-create"),
    path("account/tokens/<uuid:pk>/revoke", views.revoke_token, name="token-revoke"),
    path("projects/", views.projects, name="projects"),
    path("projects/new", views.new_project, name="project-new"),
    path("projects/<slug:slug>/settings", views.project_settings, name="project-settings"),
    path("projects/<slug:slug>/open", views.answer_open_request, name="open-request"),
    path("projects/<slug:slug>/four-eyes", views.turn_on_four_eyes, name="four-eyes"),
    path("projects/<slug:slug>/members", membership_views.set_member, name="member-set"),
    path(
        "projects/<slug:slug>/members/remove", membership_views.remove_member, name="member-remove"
    ),
    path("projects/<slug:slug>/invite", membership_views.invite, name="invite"),
    path(
        "invitations/<uuid:pk>/withdraw",
        membership_views.withdraw_invitation,
        name="invitation-withdraw",
    ),
    path(
        "invitations/<uuid:pk>/accept",
        membership_views.accept_invitation,
        name="invitation-accept",
    ),
    path(
        "invitations/<uuid:pk>/decline",
        membership_views.decline_invitation,
        name="invitation-decline",
    ),
]
