"""The assessments or warnings that a series counts: published, and seen by all who see it."""

from functools import cached_property

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from ctplatform.markings.levels import up_to
from incidents.actors.models.actors import Actor
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.scopes import AssessmentScope
from incidents.events.models.membership import SeenByAll, embargo_is_over
from incidents.places.models.subtrees import subtree_ids
from incidents.series.models.series import Series
from incidents.series.queries.records.days import DATE_BOUNDS, overlapping, undated
from incidents.vocabularies import PROTECTED_SENSITIVITIES, RESOLVED
from incidents.warnings.models import Warning

SCOPE_COUNTRY = Coalesce("place__merged_into__country", "place__country")
NOTHING = Q(pk__in=[])


class RecordPopulation:
    """The assessments or warnings that a series counts; for incidents see `queries.population`.

    `bounds` are the columns with the first and last day by which the series counts. A filter and a
    group by actor reads the record that the actor was merged into. Actors who are protected persons
    are hidden from people outside the project, and so are records that name them: they never count.
    """

    model = None
    bounds = DATE_BOUNDS
    actors = ()
    """The filters that read a foreign key to an actor."""

    def __init__(self, series: Series, now=None):
        self.series, self.now = series, now or timezone.now()
        self.markings = tuple(up_to(series.marking))
        self.reader = SeenByAll(self.markings, self.now)

    # What all readers see -------------------------------------------------------------------------

    def seen_actor(self, path) -> Q:
        """The condition that the actor at a path, such as `holder__`, is seen by all readers."""
        protected = Q(**{f"{path}person_sensitivity__in": PROTECTED_SENSITIVITIES})
        return self.reader.actors(path) & ~protected

    def seen_or_none(self, name) -> Q:
        """The condition that there is no actor in a column, or one that all readers see."""
        return Q(**{f"{name}__isnull": True}) | self.seen_actor(f"{name}__")

    def seen(self) -> Q:
        """The condition that all who see the series see a record."""
        raise NotImplementedError

    # What is counted ------------------------------------------------------------------------------

    @cached_property
    def candidates(self):
        """Published records within the series' filters, dated or not."""
        rows = self.in_scope()
        for name in self.series.filters:
            rows = rows.filter(self.narrowing(name))
        return rows

    def in_scope(self):
        """Published records that all readers see, without those merged into another one."""
        rows = self.model.objects.in_project(self.series.project_id)
        return rows.filter(self.seen(), state="published", merged_into=None)

    def counted(self):
        """The records that count, dated or not."""
        return self.candidates

    def dated(self):
        """The records that count, with a full date."""
        return self.counted().exclude(undated(self.bounds))

    def between(self, first, last):
        """The records that count and have a day in first..last."""
        return self.counted().filter(overlapping(first, last, self.bounds))

    # Filters --------------------------------------------------------------------------------------

    def narrowing(self, name) -> Q:
        """The condition of one filter."""
        found = NOTHING
        for value in self.series.values_of(name):
            found |= self.having(name, value)
        return found

    def having(self, name, value) -> Q:
        """The condition that a record has one value of a filter."""
        if name in self.actors:
            return self.naming(name, value)
        if name == "place":
            return self.in_place(value)
        if name == "country":
            return self.in_country(value)
        return Q(**{name: value})

    def naming(self, name, value) -> Q:
        """The condition that a column names an actor, or one merged into it."""
        root = self.roots.get(value, value)
        standing = self.seen_actor(f"{name}__merged_into__")
        return Q(**{name: root}) | Q(**{f"{name}__merged_into": root}) & standing

    @cached_property
    def roots(self) -> dict:
        """{id of an actor in a filter: the id of the one that it was merged into}."""
        names = {*self.actors, "about"} & self.series.filters.keys()
        asked = {value for name in names for value in self.series.values_of(name)}
        rows = Actor._base_manager.filter(pk__in=asked, merged_into__isnull=False)
        return {str(pk): str(into) for pk, into in rows.values_list("pk", "merged_into")}

    def in_place(self, pk) -> Q:
        """The condition of being about a place, or a place within it."""
        raise NotImplementedError

    def in_country(self, code) -> Q:
        """The condition of being about a country."""
        raise NotImplementedError

    def places_in(self, pk):
        """The ids of a place and of all places within it."""
        return subtree_ids(pk, using=self.model.objects.db)


class AssessmentPopulation(RecordPopulation):
    """Assessments by the day on which they were made, or on which their outcome was known.

    One that restates another is left out, if that one is published and all readers see it.
    """

    model = Assessment
    actors = ("holder",)

    def __init__(self, series: Series, now=None):
        super().__init__(series, now)
        if self.resolves:
            self.bounds = ("outcome_date", "outcome_date")

    @property
    def resolves(self) -> bool:
        return self.series.measure == "resolutions"

    def seen(self, path="") -> Q:
        return self.reader.actors(path) & self.seen_or_none(f"{path}holder")

    def in_scope(self):
        rows = super().in_scope()
        return rows.filter(outcome__in=RESOLVED) if self.resolves else rows

    def counted(self):
        return self.candidates.exclude(self.restating())

    def restating(self) -> Q:
        """The condition of restating another assessment that all readers see."""
        others = Assessment.objects.filter(self.seen(), state="published").order_by()
        itself = Q(restates__merged_into__isnull=False, restates__merged_into=F("pk"))
        return Q(restates__in=others.values("pk")) & ~itself

    def having(self, name, value) -> Q:
        if name != "about":
            return super().having(name, value)
        root = self.roots.get(value, value)
        return self.with_scope(self.scoped_actors().filter(key=root))

    def in_place(self, pk) -> Q:
        return self.with_scope(self.scopes().filter(place__in=self.places_in(pk)))

    def in_country(self, code) -> Q:
        return self.with_scope(self.scoped_countries().filter(key=code))

    def with_scope(self, scopes) -> Q:
        """The condition that an assessment, or one merged into it, has one of these scopes."""
        return Q(pk__in=scopes.order_by().values("owner"))

    def scopes(self):
        """The scopes of assessments with their `owner`: that to which a merged one belongs."""
        own = Q(assessment__merged_into__isnull=True) | self.seen("assessment__")
        rows = AssessmentScope.objects.filter(own, assessment__project=self.series.project_id)
        return rows.annotate(owner=Coalesce("assessment__merged_into", "assessment"))

    def scoped_actors(self):
        """Scopes with the actor as `key`, the one that it was merged into if it was."""
        standing = Q(actor__merged_into__isnull=True) | self.seen_actor("actor__merged_into__")
        rows = self.scopes().filter(standing, self.seen_actor("actor__"), actor__isnull=False)
        return rows.annotate(key=Coalesce("actor__merged_into", "actor"))

    def scoped_countries(self):
        """Scopes with the country of their place as `key`."""
        return self.scopes().annotate(key=SCOPE_COUNTRY).filter(key__isnull=False)


class WarningPopulation(RecordPopulation):
    """Warnings by the day on which they were issued; their place is that of their incident."""

    model = Warning
    actors = ("issuer", "recipient")

    def seen_without_embargo(self) -> Q:
        """The same as `seen`, of records whose incident may still be under embargo."""
        marked = Q(incident__isnull=True) | Q(incident__marking__in=self.markings)
        return marked & self.seen_or_none("issuer") & self.seen_or_none("recipient")

    def seen(self) -> Q:
        over = Q(incident__isnull=True) | embargo_is_over("incident__", self.now)
        return self.seen_without_embargo() & over

    def in_place(self, pk) -> Q:
        places = self.places_in(pk)
        own = Q(incident__merged_into__isnull=True, incident__place__in=places)
        return own | self.standing & Q(incident__merged_into__place__in=places)

    def in_country(self, code) -> Q:
        own = Q(incident__merged_into__isnull=True, incident__country=code)
        return own | self.standing & Q(incident__merged_into__country=code)

    @cached_property
    def standing(self) -> Q:
        """The condition that the incident was merged into one that all readers see."""
        into = "incident__merged_into__"
        return Q(incident__merged_into__isnull=False) & self.reader.incidents(into)


def record_population(series: Series, now=None) -> RecordPopulation:
    """The population of a series of assessments or warnings."""
    population = WarningPopulation if series.record_type == "warning" else AssessmentPopulation
    return population(series, now)
