"""Serializers shared by all records: explicit fields, references by visible id."""

from django.db.models import CharField, TextField
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ctplatform.accounts.api import ProjectField
from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.serializers import ModelSerializer

RECORD_TAIL = ["absences", "state", "merged_into", "version", "created", "updated"]

READ_ONLY = ["id", "state", "merged_into", "version", "created", "updated"]


def visible_reference(model, **options):
    """An optional reference to a record that the user may see."""
    return VisibleRelatedField(model=model, required=False, allow_null=True, **options)


class TermField(serializers.ChoiceField):
    """A slug of a vocabulary; the error for an unknown slug lists the known ones."""

    default_error_messages = {"invalid_choice": _("“{input}” is none of: {known}.")}

    def fail(self, key, **kwargs):
        super().fail(key, known=", ".join(map(str, self.choices)), **kwargs)


class RowSerializer(ModelSerializer):
    """A serializer that reads null as "" in text columns that cannot be null, such as a note."""

    serializer_choice_field = TermField

    def to_internal_value(self, data):
        if isinstance(data, dict):
            columns = {field.name: field for field in self.Meta.model._meta.concrete_fields}
            data = {
                name: "" if value is None and _is_blank(columns.get(name)) else value
                for name, value in data.items()
            }
        return super().to_internal_value(data)


def _is_blank(column):
    return isinstance(column, CharField | TextField) and column.blank and not column.null


class OwnedSerializer(RowSerializer):
    """A record of a project; it cannot be moved to another project."""

    project = ProjectField()

    def validate_project(self, project):
        if self.instance and self.instance.project_id != project.pk:
            raise serializers.ValidationError("A record stays in its project.")
        return project
