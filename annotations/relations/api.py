"""Relations between annotations over HTTP. A relation is not changed: delete it, make another."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, Prefetch, When
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers

from annotations.annotations.models import Annotation
from annotations.codebooks.models import Code
from annotations.relations import services
from annotations.relations.models import AnnotationRelation, RelationMember
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.rest.fields import VerbatimField, VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import Serializer
from ctplatform.rest.views import RecordViewSet

LONG = (
    "article_version__text",
    "article_version__segments",
    "article_version__article__search_text",
)


class MemberField(VisibleRelatedField):
    @staticmethod
    def read(rows):
        return rows.select_related("article_version__article__project").defer(*LONG)


class CodeField(VisibleRelatedField):
    @staticmethod
    def read(rows):
        return rows.select_related("codebook")


class RelationMemberSerializer(Serializer):
    """An annotation of a relation, with its role there; "" where the order alone tells."""

    role = VerbatimField(required=False, allow_blank=True, max_length=200, default="")
    annotation = MemberField(model=Annotation)


class AnnotationRelationSerializer(Serializer):
    """A relation between annotations of one text, `members` in their order.

    It is by a `code` of the codebook; one from a file of another tool has a label instead.
    """

    reads_back = True

    id = serializers.UUIDField(read_only=True)
    project = serializers.CharField(source="article_version.article.project.slug", read_only=True)
    article = serializers.UUIDField(source="article_version.article_id", read_only=True)
    article_version = serializers.UUIDField(source="article_version_id", read_only=True)
    code = CodeField(
        model=Code,
        allow_null=True,
        help_text="What relates them; null only where a file states the relation.",
    )
    label = serializers.CharField(
        source="name", read_only=True, help_text="The label of the code, or what the file says."
    )
    members = RelationMemberSerializer(
        many=True,
        min_length=2,
        max_length=services.MOST_MEMBERS,
        help_text="2 to 50 annotations of one text.",
    )
    author = serializers.CharField(
        source="author.username",
        default=None,
        allow_null=True,
        read_only=True,
        help_text="User name; null where a file names no user of this installation.",
    )
    annotator = serializers.CharField(
        read_only=True, help_text="Who made it, as an imported file names them."
    )
    note = VerbatimField(required=False, allow_blank=True, max_length=20_000)
    attributes = serializers.DictField(
        read_only=True, help_text="What an imported file states of it besides."
    )
    version = serializers.IntegerField(read_only=True)
    created = serializers.DateTimeField(read_only=True)
    updated = serializers.DateTimeField(read_only=True)


class AnnotationRelationFilter(FilterSet):
    project = filters.CharFilter("article_version__article__project__slug")
    article = filters.UUIDFilter("article_version__article")
    article_version = filters.UUIDFilter("article_version")
    annotation = filters.UUIDFilter(method="with_member", label=_("Annotation in it"))
    code = filters.UUIDFilter("code")
    label = filters.CharFilter(method="with_label", label=_("label"))
    author = filters.CharFilter("author__username")

    class Meta:
        model = AnnotationRelation
        fields = []

    def with_member(self, rows, _name, annotation):
        members = RelationMember.objects.filter(annotation=annotation)
        return rows.filter(pk__in=members.values("relation"))

    def with_label(self, rows, _name, label):
        shown = Case(When(code=None, then="label"), default=F("code__label"))
        return rows.alias(shown=shown).filter(shown=label)


class AnnotationRelationViewSet(RecordViewSet):
    """Relations between annotations, which are deleted with any of their annotations."""

    model = AnnotationRelation
    write_scope = Scope.ANNOTATE
    serializer_class = AnnotationRelationSerializer
    filterset_class = AnnotationRelationFilter
    related = ("article_version__article__project", "author", "code")
    prefetch = (Prefetch("members", RelationMember.objects.order_by("position")),)
    ordering_fields = ("created", "updated")
    http_method_names = ["get", "post", "delete", "head", "options"]

    def get_queryset(self):
        return super().get_queryset().defer(*LONG)

    def check_create(self, data):
        """Check the role in the project of the first annotation that the body names."""
        stated = data.get("members") if isinstance(data, dict) else None
        try:
            members = self.get_serializer().fields["members"].run_validation(stated)
        except serializers.ValidationError:
            return
        project = members[0]["annotation"].article_version.article.project
        require_role(self.request.user, project, Role.ANNOTATOR)

    def check_write(self, record):
        if not services.may_delete_relation(record, self.request.user):
            raise PermissionDenied(_("Only its author or an editor may delete a relation."))

    def perform_create(self, values):
        members = [(each["role"], each["annotation"]) for each in values["members"]]
        return services.relate_annotations(
            members, by=self.request.user, code=values["code"], note=values.get("note", "")
        )

    def perform_destroy(self, record, version):
        services.delete_relation(record, by=self.request.user, expected_version=version)
