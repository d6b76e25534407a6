"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from ctplatform.health import healthz

handler404 = "ctplatform.errors.not_found"
handler500 = "ctplatform.errors.server_error"
handler403 = "ctplatform.errors.forbidden"
handler400 = "ctplatform.errors.bad_request"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", include("ctplatform.api")),
    path("admin/", admin.site.urls),
    path("", include("ctplatform.accounts.urls")),
    path("", include("ctplatform.curation.urls")),
    path("", include("annotations.urls")),
]
