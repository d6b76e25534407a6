"""URLs of the jobs' pages."""

from django.urls import path, re_path

from ctplatform.jobs import views

urlpatterns = [
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/state/", views.piece, name="job-state"),
    path("jobs/<uuid:pk>/download/", views.download, name="job-download-page"),
    re_path(
        r"^jobs/(?P<pk>[0-9a-f-]{36})/(?P<act>cancel|retry)/$", views.direct, name="job-direct"
    ),
]
