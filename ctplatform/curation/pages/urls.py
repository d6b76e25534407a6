"""URLs of the review pages."""

from django.urls import path, re_path

from ctplatform.curation.pages import bulk_actions, history, passage_picker, views

urlpatterns = [
    path("review/", views.review, name="review"),
    path("review/many/", bulk_actions.review_many, name="review-many"),
    path("passages/found/", passage_picker.found_passages, name="passages-found"),
    path("review/<uuid:pk>/resolve/", views.resolve, name="proposal-resolve"),
    path("review/<uuid:pk>/comment/", views.comment, name="proposal-comment"),
    path("review/<uuid:pk>/", views.proposal, name="proposal"),
    path("review/<uuid:pk>/amend/", views.amend, name="proposal-amend"),
    re_path(
        r"^review/(?P<pk>[0-9a-f-]{36})/(?P<decision>accept|reject|request-changes|withdraw)/$",
        views.decide,
        name="proposal-decide",
    ),
    path("history/<slug:target_type>/<uuid:pk>/", history.history, name="history"),
    path("revisions/<uuid:pk>/revert/", history.revert, name="revision-revert"),
]
