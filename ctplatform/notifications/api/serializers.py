"""Serializers of notifications and preferences."""

from rest_framework import serializers

from ctplatform.notifications.models import Group, Notification, NotificationPreferences
from ctplatform.rest.serializers import ModelSerializer, Serializer

MOST_AT_ONCE = 1000


class NotificationSerializer(ModelSerializer):
    """An event about something one takes part in; `read` is null until one has seen it.

    `by` is null if no user caused it: “reminded”, “lapsed”. `title` and `url` are those of the
    subject; `more` is the number of further subjects.
    """

    by = serializers.CharField(source="by.username", default=None, read_only=True, allow_null=True)
    title = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = [
            "id",
            "kind",
            "by",
            "subject_type",
            "subject_id",
            "title",
            "url",
            "more",
            "created",
            "read",
        ]
        read_only_fields = fields

    def get_title(self, row) -> str:
        return row.subject.title if row.subject else ""

    def get_url(self, row) -> str:
        """The path of the subject's page."""
        return row.subject.url if row.subject else ""


class ReadSerializer(Serializer):
    ids = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_AT_ONCE, required=False
    )


class PreferencesSerializer(ModelSerializer):
    """`muted` groups send no notifications; e-mail needs a mail server and one's consent."""

    muted = serializers.ListField(
        child=serializers.ChoiceField(Group.choices), max_length=len(Group), required=False
    )
    by_email = serializers.BooleanField(required=False)

    class Meta:
        model = NotificationPreferences
        fields = ["muted", "by_email"]
