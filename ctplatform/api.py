"""ROOF: the one router and the schema. Joins what the floor and both apps offer."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from annotations.api import annotations, articles, codebooks, comments, evidence, links
from ctplatform.accounts import api as accounts
from ctplatform.accounts.models import NAME
from ctplatform.curation import api as curation
from ctplatform.jobs.api import JobViewSet
from ctplatform.lists.api import SavedViewViewSet
from ctplatform.rest.views import UUID
from incidents.api import contested, dates, duplicates, imports, judging, series
from incidents.api import views as incidents

router = SimpleRouter()
router.register("projects", accounts.ProjectViewSet, "project")
router.register("tokens", accounts.TokenViewSet, "token")
router.register("proposals", curation.ProposalViewSet, "proposal")
router.register("notifications", curation.NotificationViewSet, "notification")
router.register("saved-views", SavedViewViewSet, "saved-view")
router.register("revisions", curation.RevisionViewSet, "revision")
router.register("articles", articles.ArticleViewSet, "article")
router.register(f"articles/(?P<article>{UUID})/versions", articles.VersionViewSet, "version")
router.register("codebooks", codebooks.CodebookViewSet, "codebook")
router.register("codes", codebooks.CodeViewSet, "code")
router.register("annotations", annotations.AnnotationViewSet, "annotation")
router.register("links", links.LinkViewSet, "link")
router.register("comments", comments.CommentViewSet, "comment")
router.register("sources", incidents.SourceViewSet, "source")
router.register("places", incidents.PlaceViewSet, "place")
router.register("actors", incidents.ActorViewSet, "actor")
router.register("actor-aliases", incidents.ActorAliasViewSet, "actor-alias")
router.register("actor-kinds", incidents.ActorKindViewSet, "actor-kind")
router.register("actor-sizes", incidents.ActorSizeViewSet, "actor-size")
router.register("actor-relations", incidents.ActorRelationViewSet, "actor-relation")
router.register("incidents", incidents.IncidentViewSet, "incident")
router.register("participations", incidents.ParticipationViewSet, "participation")
router.register("casualties", incidents.CasualtyEstimateViewSet, "casualty")
router.register("responsibility", incidents.ResponsibilityViewSet, "responsibility")
router.register("incident-links", contested.IncidentLinkViewSet, "incident-link")
router.register("warnings", contested.WarningViewSet, "warning")
router.register("allegations", contested.AllegationViewSet, "allegation")
router.register("claimants", contested.ClaimantViewSet, "claimant")
router.register("verdicts", contested.VerdictViewSet, "verdict")
router.register("assessments", incidents.AssessmentViewSet, "assessment")
router.register("assessment-scopes", judging.AssessmentScopeViewSet, "assessment-scope")
router.register("judgements", judging.JudgementViewSet, "judgement")
router.register("hypotheses", judging.HypothesisViewSet, "hypothesis")
router.register("ach-items", judging.AchItemViewSet, "ach-item")
router.register("ach-ratings", judging.AchRatingViewSet, "ach-rating")
router.register("series", series.SeriesViewSet, "series")
router.register(f"series/(?P<series>{UUID})/points", series.PointViewSet, "point")
router.register("duplicates", duplicates.DuplicateViewSet, "duplicate")
router.register("jobs", JobViewSet, "job")
router.register("imports", imports.ImportViewSet, "import")

TARGETS = {
    "incidents": "incident",
    "actors": "actor",
    "places": "place",
    "assessments": "assessment",
    "warnings": "warning",
    "allegations": "allegation",
}
passages = [
    path(
        f"{noun}/<uuid:record>/evidence/",
        evidence.EvidenceViewSet.as_view({"get": "list"}, target_type=target_type),
        name=f"{target_type}-evidence",
    )
    for noun, target_type in TARGETS.items()
]
members = accounts.MemberViewSet.as_view
# Its script at an address of its own: the content security policy runs none that stands in a page.
docs = SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="api_docs.html")
urlpatterns = [
    path("me/", accounts.MeView.as_view(), name="me"),
    path(
        "projects/<slug:slug>/members/",
        members({"get": "list", "post": "create"}),
        name="member-list",
    ),
    re_path(
        rf"^projects/(?P<slug>[-\w]+)/members/(?P<username>{NAME})/$",
        members({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="member-detail",
    ),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    *passages,
    path("dates/", dates.DateView.as_view(), name="date"),
    path("series/<uuid:pk>/chart.svg", series.chart, name="series-chart"),
    path("", include(router.urls)),
]
