"""The API of webhooks/: addresses that get the changes of a project, and their deliveries."""

from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.api import ProjectField
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.record_types.ids import UUID
from ctplatform.rest.filters import UPDATED_SINCE, FilterSet, changed_since, check_parameters
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.permissions import SignedIn
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet
from ctplatform.webhooks import services
from ctplatform.webhooks.models import Delivery, Webhook


class WebhookSerializer(ModelSerializer):
    """`kinds` are types of the feed of changes, none for all. `secret` is shown this once.

    `paused_because` says why the system paused it (failed, gone, no_access), else it is null;
    `is_active` true continues where it was.
    """

    project = ProjectField()
    kinds = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=100
    )
    created_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    paused_because = serializers.SerializerMethodField()

    fixed = ("project",)

    def get_paused_because(self, webhook) -> str | None:
        return webhook.paused_because or None

    class Meta:
        model = Webhook
        fields = [
            "id",
            "project",
            "address",
            "kinds",
            "is_active",
            "paused_because",
            "failing_since",
            "created_by",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "paused_because", "failing_since", "version", "created"]


class SecretSerializer(serializers.Serializer):
    """The secret by which deliveries are signed; it is shown this once."""

    secret = serializers.CharField()


class NewWebhookSerializer(WebhookSerializer):
    """The answer has the `secret`, this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]
        read_only_fields = [*WebhookSerializer.Meta.read_only_fields, "is_active"]


class AttemptSerializer(serializers.Serializer):
    """`status` is null where there was no answer, and `error` says why."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True)
    seconds = serializers.FloatField()
    entries = serializers.IntegerField()
    answer = serializers.CharField()
    error = serializers.CharField()


class DeliverySerializer(ModelSerializer):
    """`id` is the `webhook-id` of its requests; `log` has the last 20 attempts."""

    log = AttemptSerializer(many=True)

    class Meta:
        model = Delivery
        fields = ["id", "state", "attempts", "due", "log", "created", "ended"]
        read_only_fields = fields


class WebhookFilter(FilterSet):
    project = filters.CharFilter(field_name="project__slug")

    class Meta:
        model = Webhook
        fields = ["is_active"]


class WebhookViewSet(RecordViewSet):
    """Webhooks of the projects that one edits or owns."""

    model = Webhook
    serializer_class = WebhookSerializer
    filterset_class = WebhookFilter
    permission_classes = [SignedIn]
    required_scope = Scope.ADMIN
    related = ("project", "created_by")
    owner = "project"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    @property
    def extra_parameters(self):
        return ("updated_since",) if self.action == "deliveries" else super().extra_parameters

    def get_serializer_class(self):
        return NewWebhookSerializer if self.action == "create" else WebhookSerializer

    def check_may_add_to(self, owner):
        require_role(self.request.user, owner, Role.EDITOR)

    def check_write(self, record):
        require_role(self.request.user, record.project, Role.EDITOR)

    def create(self, request, *args, **kwargs):
        """Make a webhook. An answer with a secret is not kept for a repeated request."""
        webhook, secret = services.create_webhook(by=request.user, **self.valid(request.data))
        webhook.secret = secret
        response = self.tagged(webhook, 201)
        response["Location"] = f"{request.path}{webhook.pk}/"
        return response

    def perform_update(self, record, values, version):
        values.pop("project", None)
        return services.change_webhook(
            record, values, by=self.request.user, expected_version=version
        )

    def perform_destroy(self, record, version):
        services.delete_webhook(record, by=self.request.user, expected_version=version)

    @extend_schema(request=None, responses=SecretSerializer)
    @action(detail=True, methods=["post"], url_path="renew-secret")
    def renew_secret(self, request, pk):
        """Make a new secret; the old one stops working at once."""
        check_body(request)
        _, secret = services.renew_secret(self.get_object(), by=request.user)
        return Response({"secret": secret})

    @extend_schema(
        filters=False, parameters=[UPDATED_SINCE], responses=DeliverySerializer(many=True)
    )
    @action(detail=True, methods=["get"])
    def deliveries(self, request, pk):
        """What was sent, the newest first; entries are deleted after 30 days."""
        check_parameters(request, {"cursor", "page_size", "updated_since"})
        rows = Delivery.objects.visible_to(request.user).filter(webhook=self.get_object())
        rows = changed_since(request, rows, "created")
        found = DeliverySerializer(self.paginate_queryset(rows), many=True)
        return self.get_paginated_response(found.data)

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path=rf"deliveries/(?P<delivery>{UUID})/send-again",
        url_name="send-again",
    )
    @idempotent
    def send_again(self, request, pk, delivery):
        """Try a delivery that was given up once more."""
        check_body(request)
        rows = Delivery.objects.visible_to(request.user).filter(webhook=self.get_object())
        found = get_object_or_404(rows.select_related("webhook__project"), pk=delivery)
        return Response(DeliverySerializer(services.send_again(found, by=request.user)).data)
