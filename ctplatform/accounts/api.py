"""The API of projects/, projects/{slug}/members/ and me/."""

from django.db.models import OuterRef, Subquery, Value
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from ctplatform.accounts import services
from ctplatform.accounts.models import Membership, Project, Role, User, Visibility
from ctplatform.accounts.roles import require_role
from ctplatform.rest.fields import VerbatimField, VisibleSlugField
from ctplatform.rest.filters import FilterSet, check_parameters
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.permissions import SignedIn
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.preconditions import version_read
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet


class ProjectField(VisibleSlugField):
    """A project by its slug, among those that the user may see."""

    def __init__(self, **kwargs):
        super().__init__(model=Project, **kwargs)


class ProjectSerializer(ModelSerializer):
    """`slug` of a new project is the start of its address; the answer contains the whole slug.

    It cannot be changed later. `open_requested_by` is the owner who requested the policy "open", to
    which a second person has to agree.
    """

    slug = serializers.SlugField(
        max_length=60, required=False, help_text="The server adds a few letters to it."
    )
    role = serializers.ChoiceField(Role.choices, read_only=True, allow_null=True)
    open_requested_by = serializers.SerializerMethodField()

    def get_open_requested_by(self, project) -> str | None:
        """The username of who requested the policy "open"; shown to members only."""
        shown = project.open_requested_by_id and getattr(project, "role", None)
        return project.open_requested_by.username if shown else None

    class Meta:
        model = Project
        fields = [
            "id",
            "slug",
            "title",
            "description",
            "visibility",
            "review_policy",
            "blind_judgements",
            "open_requested_by",
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
    related = ("open_requested_by",)
    ordering_fields = ("title", "created")
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_queryset(self):
        user = self.request.user
        role = Value(Role.OWNER.value)  # superusers act as owners
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
        return services.start_project(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        return services.change_project(
            record, values, by=self.request.user, expected_version=version
        )

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["post"], url_path="agree-to-open")
    @idempotent
    def agree_to_open(self, request, slug):
        """Agree to the policy "open" that an owner requested, as another owner or a reviewer."""
        check_body(request, {"version"})
        return self.answer_request(agrees=True)

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["post"], url_path="refuse-open")
    @idempotent
    def refuse_open(self, request, slug):
        """Refuse the policy "open" that an owner requested, or withdraw one's own request."""
        check_body(request, {"version"})
        return self.answer_request(agrees=False)

    def answer_request(self, *, agrees):
        """Answer the request for the policy "open"."""
        project = self.get_object()
        version = version_read(self.request, project)
        services.answer_open_request(
            project, by=self.request.user, agrees=agrees, expected_version=version
        )
        return self.updated(project)


class MemberSerializer(ModelSerializer):
    username = serializers.SlugRelatedField(
        slug_field="username", source="user", queryset=User.objects.filter(is_active=True)
    )
    name = serializers.CharField(source="user.get_full_name", read_only=True)
    fixed = ("username",)

    class Meta:
        model = Membership
        fields = ["username", "name", "role", "version", "created"]
        read_only_fields = ["version", "created"]


class MemberViewSet(RecordViewSet):
    """The members of one project; visible to its members, written by its owners."""

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
        """Add a member directly, as a site administrator; owners invite (`invitations/`)."""
        require_role(request.user, self.get_project(), Role.OWNER)
        services.require_may_add(request.user)  # before the username is looked up
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
    """The current user."""

    permission_classes = [SignedIn]
    serializer_class = MeSerializer

    def get(self, request):
        check_parameters(request, ())
        return Response(MeSerializer(request.user).data)
