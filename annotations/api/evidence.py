from django.shortcuts import get_object_or_404
from rest_framework import serializers

from annotations.aggregates.evidence import links_about
from annotations.models import PassageLink, limit_excerpts
from annotations.models.links import TARGETS
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet


class EvidenceSerializer(ModelSerializer):
    relation = serializers.UUIDField(source="relation_id", allow_null=True)
    annotation = serializers.UUIDField(source="annotation_id")
    article = serializers.UUIDField(source="annotation.article_version.article_id")
    article_title = serializers.CharField(source="annotation.article_version.article.title")
    article_version = serializers.UUIDField(source="annotation.article_version_id")
    start = serializers.IntegerField(source="annotation.start")
    end = serializers.IntegerField(source="annotation.end")
    quote = serializers.SerializerMethodField()
    prefix = serializers.SerializerMethodField()
    suffix = serializers.SerializerMethodField()
    source = serializers.SerializerMethodField()
    reliability = serializers.SerializerMethodField()
    author = serializers.CharField(source="annotation.author.username")

    class Meta:
        model = PassageLink
        fields = [
            "id",
            "field",
            "relation",
            "role",
            "stated_value",
            "credibility",
            "relevance",
            "independence_group",
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


class EvidenceViewSet(ReadViewSet):
    """The passages that speak of one record; hung below incidents, actors, places, assessments."""

    model = PassageLink
    serializer_class = EvidenceSerializer
    target_type = None

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return PassageLink.objects.none()
        target = TARGETS[self.target_type]
        user = self.request.user
        record = get_object_or_404(target.objects.seen_row(self.kwargs["record"], user))
        return links_about(record, user)

    def paginate_queryset(self, queryset):
        page = super().paginate_queryset(queryset)
        limit_excerpts([link.annotation for link in page], self.request.user)
        return page
