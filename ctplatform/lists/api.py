"""The API of saved-views/: the filters and the order of a list, saved under a name."""

from django_filters import rest_framework as filters
from rest_framework import serializers

from ctplatform.accounts.api import ProjectField
from ctplatform.lists import services
from ctplatform.lists.models import SavedView, listed_nouns
from ctplatform.rest.fields import VerbatimField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet


class SavedViewSerializer(ModelSerializer):
    """`query` is a list's query string, without project, page and cursor."""

    project = ProjectField()
    list = serializers.ChoiceField(listed_nouns())
    query = VerbatimField(max_length=2000, allow_blank=True, required=False, default="")
    created_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    fixed = ("project", "list")

    class Meta:
        model = SavedView
        fields = [
            "id",
            "project",
            "list",
            "title",
            "query",
            "shared",
            "created_by",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "version", "created", "updated"]
        validators = []  # the service reports what is wrong


class SavedViewFilter(FilterSet):
    project = filters.CharFilter(field_name="project__slug")
    list = filters.ChoiceFilter(choices=[(noun, noun) for noun in listed_nouns()])

    class Meta:
        model = SavedView
        fields = ["shared"]


class SavedViewViewSet(RecordViewSet):
    """One's own saved views, and those that others share."""

    model = SavedView
    write_scope = Scope.ANNOTATE
    serializer_class = SavedViewSerializer
    filterset_class = SavedViewFilter
    related = ("project", "created_by")
    ordering_fields = ("title", "updated")
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def check_write(self, record):
        services.require_may_change(record, by=self.request.user)

    def perform_create(self, values):
        return services.save_view(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        values.pop("project", None)
        values.pop("list", None)
        return services.change_view(record, values, by=self.request.user, expected_version=version)

    def perform_destroy(self, record, _version):
        services.delete_view(record, by=self.request.user)
