"""The router and the schema of the API, for the base apps, `annotations` and `incidents`."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from annotations.articles import api as articles
from annotations.articles.charts_api import ArticleChartViewSet
from annotations.codebooks import api as codebooks
from annotations.comments import api as comments
from annotations.exchange.api.imports import AnnotationImportViewSet
from annotations.exchange.api.web_annotations import (
    AnnotationContainerViewSet,
    WebAnnotationViewSet,
)
from annotations.links.api import evidence, links
from annotations.links.models.links import TARGETS
from annotations.reading import api as reading
from annotations.relations.api import AnnotationRelationViewSet
from ctplatform.accounts import api as accounts
from ctplatform.accounts.invitations.api import InvitationViewSet
from ctplatform.accounts.models import NAME
from ctplatform.accounts.sign_in.token_api import TokenViewSet
from ctplatform.audit.api import AuditViewSet
from ctplatform.bundles.api import BundleViewSet
from ctplatform.changes.api import ChangesViewSet
from ctplatform.curation import api as curation
from ctplatform.imports.api import FileImportViewSet
from ctplatform.jobs.api import JobViewSet
from ctplatform.lists.api import SavedViewViewSet
from ctplatform.notifications.api.views import NotificationViewSet
from ctplatform.record_types.ids import UUID
from ctplatform.record_types.registry import record_type_of, record_types, row_types
from ctplatform.rest.schema.views import SchemaView
from ctplatform.webhooks.api import WebhookViewSet
from incidents.charts import api as charts_api
from incidents.checks.api import OutcomeViewSet
from incidents.duplicates import api as duplicates_api
from incidents.findings.api import findings
from incidents.imports import api as imports_api
from incidents.networks.api import NetworkViewSet
from incidents.records.api import dates
from incidents.regions import api as regions_api
from incidents.releases.api import ReleaseViewSet
from incidents.releases.takedowns.api import TakedownViewSet
from incidents.series.api import points, series
from incidents.timelines.api import TimelineViewSet

router = SimpleRouter()
router.register("projects", accounts.ProjectViewSet, "project")
router.register("invitations", InvitationViewSet, "invitation")
router.register("tokens", TokenViewSet, "token")
router.register("proposals", curation.ProposalViewSet, "proposal")
router.register("notifications", NotificationViewSet, "notification")
router.register("saved-views", SavedViewViewSet, "saved-view")
router.register("changes", ChangesViewSet, "change")
router.register("revisions", curation.RevisionViewSet, "revision")
router.register("articles", articles.ArticleViewSet, "article")
router.register(f"articles/(?P<article>{UUID})/versions", reading.LayeredVersionViewSet, "version")
router.register("reading-positions", reading.ReadingPositionViewSet, "reading-position")
router.register("codebooks", codebooks.CodebookViewSet, "codebook")
router.register("codes", codebooks.CodeViewSet, "code")
router.register("annotations", WebAnnotationViewSet, "annotation")
router.register("web-annotations", AnnotationContainerViewSet, "web-annotation")
router.register("annotation-relations", AnnotationRelationViewSet, "annotation-relation")
router.register("annotation-imports", AnnotationImportViewSet, "annotation-import")
router.register("links", links.LinkViewSet, "link")
router.register("comments", comments.CommentViewSet, "comment")
router.register("region-sets", regions_api.RegionSetViewSet, "region-set")
router.register("series", series.SeriesViewSet, "series")
router.register(f"series/(?P<series>{UUID})/points", points.PointViewSet, "point")
router.register("chart-snapshots", charts_api.ChartSnapshotViewSet, "chart-snapshot")
router.register("assessment-charts", charts_api.AssessmentChartViewSet, "assessment-chart")
router.register("article-charts", ArticleChartViewSet, "article-chart")
router.register("releases", ReleaseViewSet, "release")
router.register("takedowns", TakedownViewSet, "takedown")
router.register("network", NetworkViewSet, "network")
router.register("timeline", TimelineViewSet, "timeline")
router.register(f"checks/(?P<check>{UUID})/outcomes", OutcomeViewSet, "check-outcome")
router.register("duplicates", duplicates_api.DuplicateViewSet, "duplicate")
router.register("webhooks", WebhookViewSet, "webhook")
router.register("jobs", JobViewSet, "job")
router.register("bundles", BundleViewSet, "bundle")
router.register("audit", AuditViewSet, "audit-entry")
router.register("file-imports", FileImportViewSet, "file-import")
router.register("imports", imports_api.ImportViewSet, "import")

for each in (*record_types(), *row_types()):
    router.register(each.noun, each.viewset, each.key)

passages = [
    path(
        f"{record_type_of(model).noun}/<uuid:record>/evidence/",
        evidence.EvidenceViewSet.as_view({"get": "list"}, target_type=target_type),
        name=f"{target_type}-evidence",
    )
    for target_type, model in TARGETS.items()
]
members = accounts.MemberViewSet.as_view
docs = SpectacularSwaggerView.as_view(url_name="schema", template_name="api_docs.html")
urlpatterns = [
    path("me/", accounts.MeView.as_view(), name="me"),
    path(
        "projects/<slug:slug>/members/",
        members({"get": "list", "post": "create"}),
        name="member-list",
    ),
    re_path(
        rf"^projects/(?P<slug>[-\w]+)/members/(?P<username>{NAME})/$",
        members({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}, detail=True),
        name="member-detail",
    ),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    *passages,
    path("dates/", dates.DateView.as_view(), name="date"),
    path("series/<uuid:pk>/findings/", findings, name="series-findings"),
    path("series/<uuid:pk>/chart.svg", series.chart, name="series-chart"),
    path("", include(router.urls)),
]
