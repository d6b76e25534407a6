"""Users, projects, memberships and tokens."""

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts import kinds
from ctplatform.prepared import prepare

NAME = "[A-Za-z0-9][A-Za-z0-9._+@-]*"
ASCII_NAME = RegexValidator(
    rf"^{NAME}\Z",
    _("Use letters, digits and . _ + @ - only, beginning with a letter or a digit."),
)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Oneself, and those with whom one shares a project."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        shared = Membership.objects.filter(project__memberships__user=user)
        return self.filter(Q(pk=user.pk) | Q(pk__in=shared.values("user")))

    def worded(self, words):
        """Those in whose name or user name every word occurs."""
        found = self
        for word in words.split():
            found = found.filter(Q(username__icontains=word) | Q(name__icontains=word))
        return found


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
    """Django's own creation methods beside our reads."""

    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)


class User(AbstractUser):
    """A person. `name` is how colleagues see them; `shortcuts` are the single-key ones."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        _("user name"), max_length=150, unique=True, validators=[ASCII_NAME]
    )
    first_name = last_name = None
    name = models.CharField(_("name"), max_length=150, blank=True)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("username"), name="user_names_differ_by_more_than_case"
            )
        ]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        return self.name or self.username

    def get_short_name(self):
        return self.get_full_name()

    def roles(self):
        """{project id: Role} of this person's memberships, read anew at every call.

        Within one request it is asked many times: `remember_roles` keeps the first answer.
        """
        kept = self.__dict__.get("_roles")
        if kept is not None:
            return kept
        rows = prepare(_memberships).all({"user": self.pk})
        found = {row.project_id: Role(row.role) for row in rows}
        if "_roles" in self.__dict__:
            self._roles = found
        return found

    def remember_roles(self, roles=None):
        """Keep the roles from now on, these or those read next: for a user of one request."""
        self._roles = roles

    def forget_roles(self):
        """Read them anew, after the request itself has changed them."""
        if "_roles" in self.__dict__:
            self._roles = None

    def ask(self, build, what, **values) -> list:
        """The rows of `build(user, what, **values)`; see ctplatform.accounts.kinds."""
        return kinds.ask(self, build, what, **values)

    @property
    def initials(self) -> str:
        words = self.get_full_name().split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class Visibility(models.TextChoices):
    PRIVATE = "private", _("members only")
    INTERNAL = "internal", _("anyone signed in may read")
    PUBLIC = "public", _("anyone may read")


class ReviewPolicy(models.TextChoices):
    FOUR_EYES = "four_eyes", _("a second person reads every change")
    OPEN = "open", _("changes apply at once and are recorded")


class Role(models.TextChoices):
    """Each role may do what the ones before it may."""

    READER = "reader", _("reader")
    ANNOTATOR = "annotator", _("annotator")
    REVIEWER = "reviewer", _("reviewer")
    EDITOR = "editor", _("editor")
    OWNER = "owner", _("owner")

    @property
    def rank(self):
        return list(Role).index(self)


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Public ones; internal ones to anyone signed in; private ones to their members."""
        user = user or AnonymousUser()
        if user.is_superuser:
            return self
        shown = Q(visibility=Visibility.PUBLIC)
        if user.is_authenticated:
            shown |= Q(visibility=Visibility.INTERNAL) | Q(pk__in=list(user.roles()))
        return self.filter(shown)

    def joined_by(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user)


class Project(models.Model):
    """The wall around a team's texts and register. Its key everywhere is its slug."""

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
        """Who belongs to a project is shown to its members alone."""
        if user.is_superuser:
            return self
        return self.filter(project__in=Project.objects.joined_by(user))


class Membership(models.Model):
    """One person's role in one project."""

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


def _memberships():
    """Those of one person, a look-up that every rule of access begins with."""
    user = uuid7()
    return Membership.objects.filter(user=user), {"user": user}


class ProjectEvent(models.Model):
    """A change of settings or members, kept and shown: {field: {"from", "to"}}."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="events")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    changes = models.JSONField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.project}: {', '.join(self.changes)}"


class TokenQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user) if user.is_authenticated else self.none()


class Token(models.Model):
    """A key for programs. Only its sha256 is stored; the key itself is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(_("expires"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    def __str__(self):
        return self.name
