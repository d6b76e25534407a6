"""Relations between annotations over HTTP, as files of other tools state them."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers

from annotations.exchange.models import AnnotationRelation, RelationMember
from annotations.exchange.queries import whole_relations
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.views import ReadViewSet


class RelationMemberSerializer(serializers.Serializer):
    """An annotation of a relation, with its role there; "" where the roles are equal."""

    role = serializers.CharField()
    annotation = serializers.UUIDField(source="annotation_id")


class AnnotationRelationSerializer(serializers.Serializer):
    """A relation between annotations of one text; `members` are in the order of the file."""

    id = serializers.UUIDField()
    project = serializers.CharField(source="article_version.article.project.slug")
    article = serializers.UUIDField(source="article_version.article_id")
    article_version = serializers.UUIDField(source="article_version_id")
    label = serializers.CharField(help_text="What the file calls the relation.")
    members = RelationMemberSerializer(many=True)
    author = serializers.CharField(
        source="author.username",
        default=None,
        allow_null=True,
        help_text="User name; null where the file names no user of this installation.",
    )
    annotator = serializers.CharField(help_text="Who made it, as the file names them.")
    note = serializers.CharField()
    attributes = serializers.DictField(help_text="What the file states of it besides.")
    version = serializers.IntegerField()
    created = serializers.DateTimeField()
    updated = serializers.DateTimeField()


class AnnotationRelationFilter(FilterSet):
    project = filters.CharFilter("article_version__article__project__slug")
    article = filters.UUIDFilter("article_version__article")
    article_version = filters.UUIDFilter("article_version")
    annotation = filters.UUIDFilter(method="with_member", label=_("Annotation in it"))
    label = filters.CharFilter("label")
    author = filters.CharFilter("author__username")

    class Meta:
        model = AnnotationRelation
        fields = []

    def with_member(self, rows, _name, annotation):
        members = RelationMember.objects.filter(annotation=annotation)
        return rows.filter(pk__in=members.values("relation"))


class AnnotationRelationViewSet(ReadViewSet):
    """Relations between annotations, without those of which an annotation was deleted."""

    model = AnnotationRelation
    serializer_class = AnnotationRelationSerializer
    filterset_class = AnnotationRelationFilter
    related = ("article_version__article__project", "author")
    prefetch = (Prefetch("members", RelationMember.objects.order_by("position")),)
    ordering_fields = ("created", "updated")

    def get_queryset(self):
        rows = super().get_queryset().filter(imported_from__undone=None)
        return whole_relations(rows).defer(
            "article_version__text",
            "article_version__segments",
            "article_version__article__search_text",
        )
