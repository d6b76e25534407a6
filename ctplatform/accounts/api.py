"""projects/, projects/{slug}/members/, me/, tokens/."""

from django.db.models import OuterRef, Subquery, Value
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from rest_framework import mixins, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from ctplatform.accounts import services
from ctplatform.accounts.models import Membership, Project, Role, Token, User, Visibility
from ctplatform.accounts.roles import require_role
from ctplatform.rest.fields import VerbatimField, VisibleSlugField
from ctplatform.rest.filters import FilterSet, check_parameters
from ctplatform.rest.permissions import SignedIn
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet, RecordViewSet


class ProjectField(VisibleSlugField):
    """A project by its slug, among those that the reader may see."""

    def __init__(self, **kwargs):
        super().__init__(model=Project, **kwargs)


class ProjectSerializer(ModelSerializer):
    role = serializers.ChoiceField(Role.choices, read_only=True, allow_null=True)

    class Meta:
        model = Project
        fields = [
            "id",
            "slug",
            "title",
            "description",
            "visibility",
            "review_policy",
            "role",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "version", "created", "updated"]

    def validate_slug(self, slug):
        if self.instance and slug != self.instance.slug:
            raise serializers.ValidationError("A project keeps its address.")
        return slug


class ProjectFilter(FilterSet):
    visibility = filters.ChoiceFilter(choices=Visibility.choices)

    class Meta:
        model = Project
        fields = ["slug", "visibility"]


class ProjectViewSet(RecordViewSet):
    model = Project
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    ordering_fields = ("title", "created")
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_queryset(self):
        user = self.request.user
        role = Value(Role.OWNER.value)  # as a superuser acts
        if not user.is_superuser:
            own = Membership.objects.filter(project=OuterRef("pk"), user=user.pk)
            role = Subquery(own.values("role")[:1])
        return super().get_queryset().annotate(role=role)

    def check_write(self, record):
        require_role(self.request.user, record, Role.OWNER)

    def created(self, record):
        response = super().created(record)
        response["Location"] = f"{self.request.path}{record.slug}/"
        return response

    def perform_create(self, values):
        return services.create_project(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        return services.change_project(
            record, values, by=self.request.user, expected_version=version
        )


class MemberSerializer(ModelSerializer):
    username = serializers.SlugRelatedField(
        slug_field="username", source="user", queryset=User.objects.filter(is_active=True)
    )
    name = serializers.CharField(source="user.get_full_name", read_only=True)

    class Meta:
        model = Membership
        fields = ["username", "name", "role", "version", "created"]
        read_only_fields = ["version", "created"]


class MemberViewSet(RecordViewSet):
    """The members of one project, for its members; written by its owners."""

    model = Membership
    serializer_class = MemberSerializer
    related = ("user",)

    def get_project(self):
        return get_object_or_404(
            Project.objects.visible_to(self.request.user), slug=self.kwargs["slug"]
        )

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Membership.objects.none()
        return super().get_queryset().filter(project=self.get_project())

    def get_object(self):
        return get_object_or_404(self.get_queryset(), user__username=self.kwargs["username"])

    def create(self, request, *args, **kwargs):
        require_role(request.user, self.get_project(), Role.OWNER)
        return super().create(request, *args, **kwargs)

    def created(self, record):
        response = super().created(record)
        response["Location"] = f"{self.request.path}{record.user.username}/"
        return response

    def check_write(self, record):
        if record.user != self.request.user or self.request.method != "DELETE":
            require_role(self.request.user, record.project, Role.OWNER)

    def perform_create(self, values):
        return services.set_member(
            self.get_project(), by=self.request.user, expected_version=0, **values
        )

    def perform_update(self, record, values, version):
        role = values.get("role", record.role)
        return services.set_member(
            record.project, record.user, role, by=self.request.user, expected_version=version
        )

    def perform_destroy(self, record, version):
        services.remove_member(record, by=self.request.user, expected_version=version)


class MeSerializer(ModelSerializer):
    name = VerbatimField(max_length=150, allow_blank=True, required=False)

    class Meta:
        model = User
        fields = ["id", "username", "name", "initials", "shortcuts", "is_superuser"]
        read_only_fields = ["id", "username", "initials", "is_superuser"]


class MeView(APIView):
    """Oneself."""

    permission_classes = [SignedIn]
    serializer_class = MeSerializer

    def get(self, request):
        check_parameters(request, ())
        return Response(MeSerializer(request.user).data)


class TokenSerializer(ModelSerializer):
    class Meta:
        model = Token
        fields = ["id", "name", "created", "expires"]
        read_only_fields = ["id", "created"]


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token"]


class TokenViewSet(mixins.CreateModelMixin, ReadViewSet):
    """One's own API tokens."""

    model = Token
    serializer_class = TokenSerializer
    permission_classes = [SignedIn]

    def get_serializer_class(self):
        return NewTokenSerializer if self.action == "create" else TokenSerializer

    def create(self, request, *args, **kwargs):
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        token, key = services.create_token(by=request.user, **serializer.validated_data)
        data = {**TokenSerializer(token).data, "token": key}
        return Response(data, status=status.HTTP_201_CREATED)

    def destroy(self, request, *args, **kwargs):
        services.revoke_token(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
