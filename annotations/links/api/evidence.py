from django.shortcuts import get_object_or_404
from rest_framework import serializers

from annotations.annotations.models import limit_excerpts
from annotations.links.models.links import TARGETS, PassageLink
from annotations.links.queries.evidence import lineage_of, links_about
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet


def row_id(name):
    return serializers.UUIDField(source=f"{name}_id", allow_null=True)


class EvidenceSerializer(ModelSerializer):
    """Passages of one `group` have one original source, `group_name`, and count once."""

    relation = row_id("relation")
    casualty_estimate = row_id("casualty_estimate")
    responsibility_statement = row_id("responsibility_statement")
    participation = row_id("participation")
    incident_link = row_id("incident_link")
    claimant = row_id("claimant")
    verdict = row_id("verdict")
    annotation = serializers.UUIDField(source="annotation_id")
    article = serializers.UUIDField(source="annotation.article_version.article_id")
    article_title = serializers.CharField(source="annotation.article_version.article.title")
    article_version = serializers.UUIDField(source="annotation.article_version_id")
    start = serializers.IntegerField(source="annotation.start")
    end = serializers.IntegerField(source="annotation.end")
    quote = serializers.SerializerMethodField()
    prefix = serializers.SerializerMethodField()
    suffix = serializers.SerializerMethodField()
    group = serializers.CharField()
    group_name = serializers.CharField()
    source = serializers.SerializerMethodField()
    reliability = serializers.SerializerMethodField()
    author = serializers.CharField(source="annotation.author_name", allow_null=True)

    class Meta:
        model = PassageLink
        fields = [
            "id",
            "field",
            "relation",
            "casualty_estimate",
            "responsibility_statement",
            "participation",
            "incident_link",
            "claimant",
            "verdict",
            "role",
            "stated_value",
            "credibility",
            "relevance",
            "independence_group",
            "group",
            "group_name",
            "reliability",
            "source",
            "annotation",
            "article",
            "article_title",
            "article_version",
            "start",
            "end",
            "quote",
            "prefix",
            "suffix",
            "author",
            "created",
        ]

    def get_prefix(self, link) -> str:
        return self.excerpt(link)[0]

    def get_quote(self, link) -> str:
        return self.excerpt(link)[1]

    def get_suffix(self, link) -> str:
        return self.excerpt(link)[2]

    def excerpt(self, link):
        return link.annotation.excerpt_for(self.context["request"].user)

    def get_source(self, link) -> str | None:
        source = link.annotation.article_version.article.source
        return source.name if source else None

    def get_reliability(self, link) -> str | None:
        source = link.annotation.article_version.article.source
        return source.reliability if source else None


class EvidenceFilter(FilterSet):
    class Meta:
        model = PassageLink
        fields = []


class EvidenceViewSet(ReadViewSet):
    """The passages linked to one record, nested below incidents, actors, places and assessments."""

    model = PassageLink
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    target_type = None

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return PassageLink.objects.none()
        target = TARGETS[self.target_type]
        user = self.request.user
        record = get_object_or_404(target.objects.get_visible_row(self.kwargs["record"], user))
        return links_about(record, user)

    def paginate_queryset(self, queryset):
        page = super().paginate_queryset(queryset)
        annotations = [link.annotation for link in page]
        limit_excerpts(annotations, self.request.user)
        lineage = lineage_of(annotations, self.request.user)
        for link in page:
            article = link.annotation.article_version.article
            link.group, link.group_name = lineage.group(article, link.independence_group)
        return page
