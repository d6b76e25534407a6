"""Users, projects, memberships and tokens."""

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.invitations.models import Invitation  # noqa: F401 - a model of this app
from ctplatform.accounts.sign_in.session_models import Session  # noqa: F401 - a model of this app
from ctplatform.accounts.sign_in.token_models import Token  # noqa: F401 - a model of this app
from ctplatform.accounts.vocabularies import ReviewPolicy, Role, Visibility

NAME = "[A-Za-z0-9][A-Za-z0-9._+@-]*"
ASCII_NAME = RegexValidator(
    rf"^{NAME}\Z",
    _("Use letters, digits and . _ + @ - only, beginning with a letter or a digit."),
)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The user, and everybody who shares a project with the user."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        shared = Membership.objects.filter(project__in=Project.objects.joined_by(user))
        return self.filter(Q(pk=user.pk) | Q(pk__in=shared.values("user")))

    def worded(self, words):
        """Users in whose name or username every word occurs."""
        found = self
        for word in words.split():
            found = found.filter(Q(username__icontains=word) | Q(name__icontains=word))
        return found


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
    """Django's manager with the methods of UserQuerySet."""

    use_in_migrations = False  # migrations create no users, and would refer to this class

    def get_by_natural_key(self, username):
        """Find a username in any case, ASCII only: PostgreSQL would match a dotless i to an i."""
        if not username.isascii():
            raise self.model.DoesNotExist
        return self.get(username__iexact=username)


class User(AbstractUser):
    """A user. `name` is displayed to colleagues; `shortcuts` enables single-key shortcuts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        _("user name"), max_length=150, unique=True, validators=[ASCII_NAME]
    )
    first_name = last_name = None
    name = models.CharField(_("name"), max_length=150, blank=True)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)

    objects = UserManager()
    only_projects = None  # ids of the projects in which this object acts; see `limit_to_projects`

    class Meta(AbstractUser.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("username"), name="user_names_differ_by_more_than_case"
            )
        ]

    def __str__(self):
        return self.get_full_name()

    def save(self, *args, **kwargs):
        """Delete the user's sessions and tokens when the password changes."""
        if self.only_projects is not None:
            raise TypeError("A user object that is limited to projects has not all of its rights.")
        is_changed = self._password is not None and not self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_changed:
                self.sessions.all().delete()
                self.tokens.all().delete()

    def get_full_name(self):
        return self.name or self.username

    def get_short_name(self):
        return self.get_full_name()

    def roles(self):
        """{project id: Role} of the user's memberships, read from the database at each call.

        After `remember_roles` they are read once, since one request needs them many times.
        """
        kept = self.__dict__.get("_roles")
        if kept is not None:
            return kept
        rows = Membership.objects.filter(user=self.pk).values_list("project", "role")
        found = self._within_limits({project: Role(role) for project, role in rows})
        if "_roles" in self.__dict__:
            self._roles = found
        return found

    def remember_roles(self, roles=None):
        """Cache the roles from now on (these, or those read next); for a user of one request."""
        self._roles = None if roles is None else self._within_limits(roles)

    def limit_to_projects(self, ids):
        """Act in these projects alone from now on, as their member; for a token or its job.

        All other projects are to this object as if they did not exist. A superuser is an owner of
        these projects and nothing else.
        """
        self.only_projects, self._owns_them = frozenset(ids), self.is_superuser
        self.is_superuser = self.is_staff = False
        self.remember_roles(self.__dict__.get("_roles"))

    def _within_limits(self, roles) -> dict:
        if self.only_projects is None:
            return roles
        if self._owns_them:
            return dict.fromkeys(self.only_projects, Role.OWNER)
        return {pk: role for pk, role in roles.items() if pk in self.only_projects}

    def forget_roles(self):
        """Read the roles again, after the request itself has changed them."""
        if "_roles" in self.__dict__:
            self._roles = None

    @property
    def initials(self) -> str:
        words = self.get_full_name().split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Public projects; internal ones for users signed in; private ones for their members."""
        user = user or AnonymousUser()
        if user.is_superuser:
            return self
        shown = Q(visibility=Visibility.PUBLIC)
        if user.is_authenticated:
            shown |= Q(visibility=Visibility.INTERNAL) | Q(pk__in=list(user.roles()))
            if user.only_projects is not None:
                shown = Q(pk__in=list(user.roles()))
        return self.filter(shown)

    def joined_by(self, user):
        if not user.is_authenticated:
            return self.none()
        if user.only_projects is not None:
            return self.filter(pk__in=list(user.roles()))
        return self.filter(memberships__user=user)


class Project(models.Model):
    """A project: separates the texts and the register of one team. It is identified by its slug."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    visibility = models.CharField(
        _("who may read"), max_length=10, choices=Visibility, default=Visibility.PRIVATE
    )
    review_policy = models.CharField(
        _("review"), max_length=10, choices=ReviewPolicy, default=ReviewPolicy.FOUR_EYES
    )
    blind_judgements = models.BooleanField(
        _("blind judgements"),
        default=False,
        help_text=_(
            "Analysts see the judgements of others once they have judged themselves, or once the"
            " question is resolved."
        ),
    )
    open_requested_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="project_visibility_is_known"
            ),
            models.CheckConstraint(
                condition=Q(review_policy__in=ReviewPolicy.values),
                name="project_review_policy_is_known",
            ),
        ]

    def __str__(self):
        return self.title


class ThroughProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(project__in=Project.objects.visible_to(user))


class MembershipQuerySet(ThroughProjectQuerySet):
    def visible_to(self, user):
        """Only members of a project see who its members are."""
        if user.is_superuser:
            return self
        return self.filter(project__in=Project.objects.joined_by(user))


class Membership(models.Model):
    """The role of one user in one project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    version = models.PositiveIntegerField(default=1, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"], name="a_user_has_one_role_in_a_project"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="membership_role_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"


class ProjectEvent(models.Model):
    """A recorded change of a project's settings or members: {field: {"from", "to"}}."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="events")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    changes = models.JSONField()

    objects = MembershipQuerySet.as_manager()
    listeners = []  # functions called with each new event, in its transaction

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.project}: {', '.join(self.changes)}"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        for listener in self.listeners:
            listener(self)

    def lines(self):
        """[(what was changed, before, after)] as text; settings and roles by their labels."""
        columns = {column.name: column for column in Project._meta.concrete_fields}
        found = []
        for name, change in self.changes.items():
            column = columns.get(name)
            labels = dict(column.flatchoices if column else Role.choices)
            labels |= {True: _("yes"), False: _("no"), None: "", "taken_down": _("taken down")}
            label = capfirst(column.verbose_name) if column else name
            before, after = (labels.get(change[side], change[side]) for side in ("from", "to"))
            found.append((label, before, after))
        return found
