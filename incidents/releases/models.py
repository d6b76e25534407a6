"""Models of releases: frozen, numbered versions of a data set, their files, and takedowns."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.access.records import VisibleQuerySet
from ctplatform.accounts.models import Project, ReviewPolicy
from ctplatform.accounts.roles import joined_by
from incidents.records.models import known_term, term_column
from incidents.releases.content.citations import LICENCES
from incidents.releases.vocabulary import RELEASE_STATES, TAKEDOWN_STATES
from incidents.series.models.chart_events import EventType, register_event_type

RELEASED = "released"
APPROVED = "approved"


class ReleaseQuerySet(VisibleQuerySet):
    def released(self):
        return self.filter(state=RELEASED)


class Release(models.Model):
    """A numbered, frozen version of the data set `name` of a project.

    `query` are the filters of the incidents, as a list's query string. A draft is `making` until
    its job has written the files, and then `ready` to be approved. A release that is released is
    never changed nor deleted, which triggers of the database hold (migration 0042). `manifest` is
    the file manifest.json, `manifest_sha256` its hash. `address` is its URL, as the files cite it.
    `job` is the id of the job, which is deleted after a month.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    name = models.SlugField(_("short name"), max_length=60)
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=5000)
    creators = models.JSONField(_("creators"), default=list)
    publisher = models.CharField(_("publisher"), max_length=200)
    licence = models.CharField(
        _("licence"), max_length=20, choices=[(key, name) for key, (name, _url) in LICENCES.items()]
    )
    query = models.TextField(_("selection"), blank=True, max_length=4000)
    state = term_column(RELEASE_STATES, _("state"), null=False, blank=False, default="making")
    policy = models.CharField(_("review"), max_length=10, choices=ReviewPolicy)
    address = models.CharField(max_length=500, blank=True)
    previous = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="+")
    manifest = models.JSONField(default=dict, blank=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    job = models.UUIDField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(_("made"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name", "number"],
                name="a_release_has_a_number_of_its_own",
                violation_error_message=_("A release of this name is being prepared already."),
            ),
            known_term("state", RELEASE_STATES, "release_state_is_known"),
            models.CheckConstraint(
                condition=Q(policy__in=ReviewPolicy.values), name="release_policy_is_known"
            ),
            models.CheckConstraint(
                condition=Q(licence__in=list(LICENCES)), name="release_licence_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=RELEASED) | Q(approved_by__isnull=False, approved__isnull=False),
                name="a_release_says_who_approved_it",
            ),
            models.CheckConstraint(
                condition=~Q(state=RELEASED)
                | Q(policy=ReviewPolicy.OPEN)
                | ~Q(approved_by=F("created_by")),
                name="a_release_is_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="making") | ~Q(manifest_sha256=""),
                name="a_release_that_is_made_has_a_manifest",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.version_words}"

    def get_absolute_url(self):
        return f"/releases/{self.pk}/"

    @classmethod
    def shown_only_if(cls, user, path):
        """Drafts are visible to the members of the project alone."""
        return Q(**{f"{path}state": RELEASED}) | Q(**{f"{path}project__in": joined_by(user)})

    @property
    def version_words(self) -> str:
        """“version 3”."""
        return str(_("version %(n)s")) % {"n": self.number}

    @property
    def is_released(self) -> bool:
        return self.state == RELEASED


class ReleaseFile(models.Model):
    """A file of a release: its name, type, hash and size in bytes; `rows` of tables, else null.

    `takedown` is set where its content was deleted; `file` is then empty. Nothing else of it
    changes once it is released, which triggers of the database hold (migration 0054).
    """

    visible_through = ("release",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField(null=True, blank=True)
    file = models.FileField(upload_to="releases/", max_length=300)
    takedown = models.ForeignKey(
        "Takedown", models.RESTRICT, null=True, blank=True, related_name="+", editable=False
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of releases")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "name"], name="a_release_has_a_file_of_a_name_once"
            ),
            models.CheckConstraint(
                condition=Q(takedown__isnull=True) | Q(file=""),
                name="a_file_that_is_taken_down_has_no_content",
            ),
        ]

    def __str__(self):
        return self.name


class Takedown(models.Model):
    """A request to delete the content of files of a release, and the decision on it.

    `files` are their names, and `reason` is shown to everybody once it is approved. A second person
    approves it; `is_alone` says that there was nobody else who could. A request is visible to the
    members of the project, and never changes but by its decision, which triggers of the database
    hold (migration 0054). `version` is 1, and 2 when it is decided on.
    """

    visible_through = ("release",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    release = models.ForeignKey(Release, models.CASCADE, related_name="takedowns")
    files = models.JSONField(_("files"))
    reason = models.TextField(_("reason"), max_length=1000)
    state = term_column(TAKEDOWN_STATES, _("state"), null=False, blank=False, default="requested")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(_("requested"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided = models.DateTimeField(_("decided"), null=True, blank=True)
    is_alone = models.BooleanField(_("without a second person"), default=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("takedown")
        verbose_name_plural = _("takedowns")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["release"],
                condition=Q(state="requested"),
                name="a_release_has_one_open_takedown",
                violation_error_message=_("Another request waits: decide on that one first."),
            ),
            known_term("state", TAKEDOWN_STATES, "takedown_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="requested", decided_by__isnull=True, decided__isnull=True)
                | (~Q(state="requested") & Q(decided_by__isnull=False, decided__isnull=False)),
                name="a_takedown_says_who_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=APPROVED) | Q(is_alone=True) | ~Q(decided_by=F("created_by")),
                name="a_takedown_is_approved_by_a_second_person",
            ),
        ]

    def __str__(self):
        return f"{self.release}: {', '.join(self.files)}"

    @classmethod
    def shown_only_if(cls, user, path):
        """Requests are visible to the members of the project alone."""
        return Q(**{f"{path}state": APPROVED}) | Q(
            **{f"{path}release__project__in": joined_by(user)}
        )

    @property
    def is_approved(self) -> bool:
        return self.state == APPROVED


def _released_on(release):
    day = timezone.localdate(release.approved)
    return day, day, date_format(day, "j F Y")


register_event_type(
    "release", EventType(Release, "releases", lambda rows: rows.released(), _released_on)
)
