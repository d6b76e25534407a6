"""URLs of the audit log of a project."""

from django.urls import path

from ctplatform.audit import views

urlpatterns = [
    path("projects/<slug:slug>/audit", views.audit_list, name="audit"),
    path("projects/<slug:slug>/audit.csv", views.audit_csv, name="audit-csv"),
]
