"""A site of its own, so that the tests do not depend on how the apps arrange theirs."""

from django.contrib.admin import AdminSite
from django.urls import include, path

from ctplatform.curation.admin import ChildInline, CuratedAdmin, ProposalAdmin, RevisionAdmin
from ctplatform.curation.models import Proposal, Revision
from incidents.models import CasualtyEstimate, Incident


class Casualties(ChildInline):
    model = CasualtyEstimate


class IncidentAdmin(CuratedAdmin):
    inlines = [Casualties]
    search_fields = ["title"]


class CasualtyAdmin(CuratedAdmin):
    list_filter = ["kind"]
    list_display = ["kind", "incident"]
    actions = []


site = AdminSite(name="plain")
site.register(Incident, IncidentAdmin)
site.register(CasualtyEstimate, CasualtyAdmin)
site.register(Proposal, ProposalAdmin)
site.register(Revision, RevisionAdmin)

urlpatterns = [
    path("plain/", site.urls),
    path("", include("ctplatform.urls")),
]
