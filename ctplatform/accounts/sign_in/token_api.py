"""The API of tokens/."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers, status
from rest_framework.response import Response

from ctplatform.accounts.api import ProjectField
from ctplatform.accounts.forms import LONGEST_PASSWORD
from ctplatform.accounts.models import Token
from ctplatform.accounts.sign_in.passwords import is_own_password
from ctplatform.accounts.sign_in.tokens import create_token, revoke_token
from ctplatform.rest.filters import FilterSet, MomentFilter
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.permissions import SignedIn
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet


class TokenSerializer(ModelSerializer):
    """`scopes` are what the token permits; `projects` are the only ones in which, null for all."""

    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices), read_only=True)
    projects = serializers.SerializerMethodField()

    def get_projects(self, token) -> list[str] | None:
        return [each.slug for each in token.projects.all()] if token.is_limited else None

    class Meta:
        model = Token
        fields = ["id", "name", "scopes", "projects", "created", "expires", "last_used"]
        read_only_fields = ["id", "created", "last_used"]


class NewTokenSerializer(TokenSerializer):
    """`expires`: 90 days from now by default, at most a year. `scopes`: all by default.

    `projects` limits the token to these (slugs). A token created with another token neither
    outlives that one nor permits more, and permits the same by default.
    """

    scopes = serializers.ListField(
        child=serializers.ChoiceField(Scope.choices), required=False, allow_empty=False
    )
    projects = ProjectField(many=True, required=False, allow_null=True, allow_empty=False)

    token = serializers.CharField(read_only=True, help_text="Shown only once.")
    password = serializers.CharField(
        write_only=True,
        required=False,
        trim_whitespace=False,
        max_length=LONGEST_PASSWORD,
        help_text="One's password; needed in a session, not where a token asks.",
    )

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token", "password"]

    def validate(self, values):
        request, password = self.context["request"], values.pop("password", "")
        if request.auth is None and not is_own_password(request, password):
            message = "Send your password with it: a token works without one from then on."
            raise serializers.ValidationError({"password": message})
        return values


class TokenFilter(FilterSet):
    updated_since = MomentFilter(method="made_or_used", label=_("Changed since"))

    class Meta:
        model = Token
        fields = []

    def made_or_used(self, rows, _name, moment):
        return rows.filter(Q(created__gte=moment) | Q(last_used__gte=moment))


class TokenViewSet(mixins.CreateModelMixin, ReadViewSet):
    """One's own API tokens."""

    model = Token
    required_scope = Scope.ADMIN
    prefetch = ("projects",)
    serializer_class = TokenSerializer
    filterset_class = TokenFilter
    permission_classes = [SignedIn]

    def get_serializer_class(self):
        return NewTokenSerializer if self.action == "create" else TokenSerializer

    def create(self, request, *args, **kwargs):
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        token, key = create_token(
            by=request.user, made_with=request.auth, **serializer.validated_data
        )
        data = {**TokenSerializer(token).data, "token": key}
        return Response(data, status=status.HTTP_201_CREATED)

    def destroy(self, request, *args, **kwargs):
        token = self.get_object()
        check_body(request)
        revoke_token(token, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
