from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers

from annotations.annotations.models import Annotation
from annotations.links.models.links import TARGETS, PassageLink
from annotations.links.services import links as services
from annotations.links.vocabulary import CREDIBILITY, RELEVANCE, ROLES
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.fields import VerbatimField, VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet
from incidents.models import (
    ActorRelation,
    CasualtyEstimate,
    Claimant,
    IncidentLink,
    Participation,
    ResponsibilityStatement,
    Verdict,
)

LONG = (
    "annotation__article_version__text",
    "annotation__article_version__segments",
    "annotation__article_version__article__search_text",
)


class PassageField(VisibleRelatedField):
    @staticmethod
    def read(rows):
        return rows.select_related("article_version__article__project").defer(
            *(name.removeprefix("annotation__") for name in LONG)
        )


def row_field(model):
    return VisibleRelatedField(model=model, required=False, allow_null=True)


class LinkSerializer(ModelSerializer):
    """A link from a passage to a record; it may name the one row that it is about, by id.

    The row is a `relation` of an actor; a `casualty_estimate`, `responsibility_statement`,
    `participation` or `incident_link` of an incident; a `claimant` or `verdict` of an allegation.
    If `field` is omitted, it is set to the row's.
    """

    annotation = PassageField(model=Annotation)
    target_type = serializers.ChoiceField(list(TARGETS))
    target_id = serializers.UUIDField()
    title = serializers.CharField(source="target", read_only=True)
    role = serializers.ChoiceField(list(ROLES), required=False)
    field = VerbatimField(max_length=40, required=False, allow_blank=True)
    relation = row_field(ActorRelation)
    casualty_estimate = row_field(CasualtyEstimate)
    responsibility_statement = row_field(ResponsibilityStatement)
    participation = row_field(Participation)
    incident_link = row_field(IncidentLink)
    claimant = row_field(Claimant)
    verdict = row_field(Verdict)
    stated_value = serializers.JSONField(required=False, allow_null=True)
    credibility = serializers.ChoiceField(list(CREDIBILITY), required=False, allow_null=True)
    relevance = serializers.ChoiceField(list(RELEVANCE), required=False, allow_null=True)
    author = serializers.CharField(source="created_by.username", read_only=True)

    fixed = ("annotation", "target_type", "target_id")

    class Meta:
        model = PassageLink
        fields = [
            "id",
            "annotation",
            "target_type",
            "target_id",
            "title",
            "role",
            "field",
            "relation",
            "casualty_estimate",
            "responsibility_statement",
            "participation",
            "incident_link",
            "claimant",
            "verdict",
            "stated_value",
            "credibility",
            "relevance",
            "independence_group",
            "author",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "version", "created", "updated"]
        validators = []

    def validate(self, values):
        if self.instance is not None:
            return {name: values[name] for name in services.EDITABLE if name in values}
        user = self.context["request"].user
        model = TARGETS[values["target_type"]]
        found = model.objects.visible_to(user).filter(pk=values.pop("target_id")).first()
        if found is None:
            raise serializers.ValidationError({"target_id": _("This does not exist.")})
        return {**values, "target": found}


class LinkFilter(FilterSet):
    project = filters.CharFilter("annotation__article_version__article__project__slug")
    annotation = filters.UUIDFilter("annotation")
    article = filters.UUIDFilter("annotation__article_version__article")
    target_type = filters.ChoiceFilter(choices=[(t, t) for t in TARGETS], method="on_a")
    target_id = filters.UUIDFilter(method="on_this", label=_("target"))
    role = filters.ChoiceFilter(choices=list(ROLES.items()))
    field = filters.CharFilter("field")
    relation = filters.UUIDFilter("relation", label=_("relation"))
    casualty_estimate = filters.UUIDFilter("casualty_estimate", label=_("casualty estimate"))
    responsibility_statement = filters.UUIDFilter(
        "responsibility_statement", label=_("responsibility statement")
    )
    participation = filters.UUIDFilter("participation", label=_("participation"))
    incident_link = filters.UUIDFilter("incident_link", label=_("incident link"))
    claimant = filters.UUIDFilter("claimant", label=_("claimant"))
    verdict = filters.UUIDFilter("verdict", label=_("verdict"))
    author = filters.CharFilter("created_by__username")

    class Meta:
        model = PassageLink
        fields = []

    def on_a(self, rows, _name, kind):
        return rows.filter(**{f"{kind}__isnull": False})

    def on_this(self, rows, _name, pk):
        return rows.to_id(pk)


class LinkViewSet(ExportMixin, RecordViewSet):
    """Links from passages to records of the register."""

    model = PassageLink
    export_of = "links"
    write_scope = Scope.ANNOTATE
    serializer_class = LinkSerializer
    filterset_class = LinkFilter
    related = ("annotation__article_version__article__project", "created_by")
    prefetch = tuple(TARGETS)  # a page has few types; planning a join of all takes longer
    owner = "annotation"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def get_queryset(self):
        return super().get_queryset().defer(*LONG)

    def check_may_add_to(self, passage):
        require_role(self.request.user, services.project_of(passage), Role.ANNOTATOR)

    def check_write(self, record):
        if not services.may_change_link(record, self.request.user):
            raise PermissionDenied(_("Only the author of a link or an editor may change it."))

    def perform_create(self, values):
        return services.link_passage(
            values.pop("annotation"),
            values.pop("target_type"),
            values.pop("target"),
            by=self.request.user,
            **values,
        )

    def perform_update(self, record, values, version):
        return services.change_link(record, values, by=self.request.user, expected_version=version)

    def perform_destroy(self, record, version):
        services.remove_link(record, by=self.request.user, expected_version=version)
