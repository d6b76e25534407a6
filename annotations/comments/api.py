from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers

from annotations.comments import services
from annotations.comments.models import TARGETS, Comment
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.exchange.api import ExportMixin
from ctplatform.notifications.mentions import mentioned_known_to
from ctplatform.rest.fields import VerbatimField, VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet


def find(kind, pk, user):
    """Return the object that a comment would be about, or None if the user sees none."""
    model = Comment._meta.get_field(kind).related_model
    return model.objects.visible_to(user).filter(pk=pk).first()


class CommentSerializer(ModelSerializer):
    on_type = serializers.ChoiceField(TARGETS)
    on_id = serializers.UUIDField()
    text = VerbatimField(max_length=20_000)
    parent = VisibleRelatedField(model=Comment, required=False, allow_null=True)
    author = serializers.CharField(source="author.username", read_only=True)
    author_name = serializers.CharField(source="author.get_full_name", read_only=True)
    mentions = serializers.SlugRelatedField(
        slug_field="username",
        source="mentioned",
        many=True,
        read_only=True,
        help_text="Members whom the text mentions (@name), and who were notified.",
    )

    fixed = ("on_type", "on_id", "parent")

    class Meta:
        model = Comment
        fields = [
            "id",
            "on_type",
            "on_id",
            "text",
            "parent",
            "author",
            "author_name",
            "mentions",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "version", "created", "updated"]

    def validate(self, values):
        if self.instance is not None:
            return {"text": values.get("text", self.instance.text)}
        target = find(values["on_type"], values["on_id"], self.context["request"].user)
        if target is None:
            raise serializers.ValidationError({"on_id": _("This does not exist.")})
        return {**values, "target": target}


class PlaceSerializer(serializers.Serializer):
    """The type and id of the object that a comment would be about."""

    on_type = serializers.ChoiceField(TARGETS, source="kind")
    on_id = serializers.UUIDField(source="pk")


class CommentFilter(FilterSet):
    project = filters.CharFilter(method="in_project", label=_("project"))
    on_type = filters.ChoiceFilter(choices=[(t, t) for t in TARGETS], method="on_a")
    on_id = filters.UUIDFilter(method="on_this", label=_("target"))
    author = filters.CharFilter("author__username")

    class Meta:
        model = Comment
        fields = []

    def in_project(self, rows, _name, slug):
        return rows.in_project_called(slug)

    def on_a(self, rows, _name, kind):
        return rows.filter(**{f"{kind}__isnull": False})

    def on_this(self, rows, _name, pk):
        return rows.on(pk)


class CommentViewSet(ExportMixin, RecordViewSet):
    model = Comment
    export_of = "comments"
    write_scope = Scope.ANNOTATE
    serializer_class = CommentSerializer
    filterset_class = CommentFilter
    related = ("author",)
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def get_queryset(self):
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.prefetch_related(mentioned_known_to(self.request.user))

    def check_create(self, data):
        given = PlaceSerializer(data=data)
        if given.is_valid() and (target := find(**given.validated_data, user=self.request.user)):
            require_role(self.request.user, services.project_of(target), Role.ANNOTATOR)

    def check_write(self, record):
        own = services.may_change_comment(record, self.request.user)
        remove = self.request.method == "DELETE" and has_role(
            self.request.user, services.project_of(record.target), Role.EDITOR
        )
        if not (own or remove):
            raise PermissionDenied(_("Only its author changes a comment."))

    def perform_create(self, values):
        return services.comment(
            values["on_type"],
            values["target"],
            values["text"],
            by=self.request.user,
            parent=values.get("parent"),
        )

    def perform_update(self, record, values, version):
        return services.change_comment(
            record, values["text"], by=self.request.user, expected_version=version
        )

    def perform_destroy(self, record, version):
        services.delete_comment(record, by=self.request.user, expected_version=version)
