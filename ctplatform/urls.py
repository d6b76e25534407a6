"""All URLs of the product."""

from django.contrib import admin
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from ctplatform.ops.health import healthz
from ctplatform.pages import exports, home, search

handler404 = "ctplatform.web.errors.not_found"
handler500 = "ctplatform.web.errors.server_error"
handler403 = "ctplatform.web.errors.forbidden"
handler400 = "ctplatform.web.errors.bad_request"


def icon(_request):
    return redirect(static("ctplatform/icon.svg"), permanent=False)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # The admin's pages link no icon, so browsers request this one.
    path("favicon.ico", icon, name="icon"),
    path("api/v1/", include("ctplatform.api")),
    path("", include("ctplatform.assistants.urls")),
    # Only one page asks for passwords and counts wrong ones.
    path("admin/login/", RedirectView.as_view(pattern_name="sign-in", query_string=True)),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", admin.site.urls),
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("exports/", exports.exports, name="exports"),
    path("", include("ctplatform.audit.urls")),
    path("", include("ctplatform.webhooks.urls")),
    path("", include("ctplatform.bundles.urls")),
    path("", include("ctplatform.imports.urls")),
    path("", include("ctplatform.accounts.urls")),
    path("", include("ctplatform.curation.pages.urls")),
    path("", include("ctplatform.lists.urls")),
    path("", include("ctplatform.notifications.urls")),
    path("", include("ctplatform.jobs.urls")),
    path("", include("ctplatform.exchange.losses.urls")),
    path("", include("annotations.urls")),
    path("", include("incidents.urls")),
]
