"""Records of the register, written past the door: tests of the door make their own."""

import datetime as dt

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from incidents import models
from incidents.charts.services import definition_of
from tests.factories.accounts import ProjectFactory, UserFactory


class Recorded(factory.django.DjangoModelFactory):
    """A record of a project; `published=True` makes one that a second person published."""

    class Meta:
        abstract = True

    project = factory.SubFactory(ProjectFactory)
    created_by = factory.SubFactory(UserFactory)

    class Params:
        published = factory.Trait(
            state="published",
            publish_policy="four_eyes",
            published_at=factory.LazyFunction(timezone.now),
            published_by=factory.SubFactory(UserFactory),
        )


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Source

    project = factory.SubFactory(ProjectFactory)
    created_by = factory.SubFactory(UserFactory)
    name = factory.Sequence("Desert Papers {}".format)


class PlaceFactory(Recorded):
    class Meta:
        model = models.Place

    name = factory.Sequence("Town {}".format)
    kind = "city"


class CountryFactory(factory.django.DjangoModelFactory):
    """A shared country: Afghanistan, unless said otherwise."""

    class Meta:
        model = models.Place
        django_get_or_create = ("iso_alpha2", "project")

    project = None
    name = "Afghanistan"
    kind = "country"
    iso_alpha2 = "AF"
    state = "published"
    publish_policy = "open"
    published_at = factory.LazyFunction(timezone.now)


class ActorFactory(Recorded):
    class Meta:
        model = models.Actor

    name = factory.Sequence("Group {}".format)
    kind = "armed_group"


class ActorAliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ActorAlias

    actor = factory.SubFactory(ActorFactory)
    text = factory.Sequence("Alias {}".format)


class ActorRelationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ActorRelation

    subject = factory.SubFactory(ActorFactory)
    object = factory.SubFactory(ActorFactory, project=factory.SelfAttribute("..subject.project"))
    kind = "affiliate_of"


class ActorKindPeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ActorKindPeriod

    actor = factory.SubFactory(ActorFactory)
    kind = "de_facto_authority"
    date = "2021-08-15/.."


class ActorSizeEstimateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ActorSizeEstimate

    actor = factory.SubFactory(ActorFactory)
    low = 3001
    date = "2024"


class IncidentFactory(Recorded):
    class Meta:
        model = models.Incident

    title = factory.Sequence("Attack {}".format)


def release(project, by, approved_by, title="Data", files=("manifest.json",), **values):
    """A released release with these files, written past the services."""
    found = models.Release.objects.create(
        project=project,
        created_by=by,
        title=title,
        number=1,
        creators=[title],
        publisher=title,
        licence="CC-BY-4.0",
        policy="four_eyes",
        **{"name": f"data-{models.Release.objects.count()}"} | values,
    )
    for name in files:
        models.ReleaseFile(
            release=found, name=name, media_type="application/json", sha256="0" * 64, size=3
        ).file.save(f"{found.pk}/{name}", ContentFile(b"{}\n"))
    found.state, found.manifest_sha256 = "released", "0" * 64
    found.approved_by, found.approved = approved_by, timezone.now()
    found.save()
    return found


def takedown(release, by, approved_by, is_done=True, **values):
    """An approved takedown, written past the services; `is_done` empties its files as well."""
    made = models.Takedown.objects.create(
        release=release,
        created_by=by,
        decided_by=approved_by,
        decided=timezone.now(),
        state="approved",
        **{"files": ["incidents.csv"], "reason": "A court demands it."} | values,
    )
    if is_done:
        release.files.filter(name__in=made.files).update(file="", takedown=made)
    return made


class InIncident(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    incident = factory.SubFactory(IncidentFactory)


class IncidentPlaceFactory(InIncident):
    class Meta:
        model = models.IncidentPlace

    place = factory.SubFactory(PlaceFactory, project=factory.SelfAttribute("..incident.project"))


def an_actor_of_the_project():
    return factory.SubFactory(ActorFactory, project=factory.SelfAttribute("..incident.project"))


class ParticipationFactory(InIncident):
    class Meta:
        model = models.Participation

    actor = an_actor_of_the_project()
    role = "perpetrator"


class CasualtyEstimateFactory(InIncident):
    class Meta:
        model = models.CasualtyEstimate

    kind = "killed"


class ResponsibilityFactory(InIncident):
    class Meta:
        model = models.ResponsibilityStatement

    speaker = an_actor_of_the_project()
    kind = "claims"


class IncidentLinkFactory(InIncident):
    class Meta:
        model = models.IncidentLink

    to = factory.SubFactory(IncidentFactory, project=factory.SelfAttribute("..incident.project"))
    kind = "provoked"


class WarningFactory(Recorded):
    class Meta:
        model = models.Warning

    title = factory.Sequence("Warning {}".format)


class AllegationFactory(Recorded):
    class Meta:
        model = models.Allegation

    proposition = factory.Sequence("They did it for year {}.".format)


class OfAllegation(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    allegation = factory.SubFactory(AllegationFactory)


class AllegationSubjectFactory(OfAllegation):
    class Meta:
        model = models.AllegationSubject

    actor = factory.SubFactory(ActorFactory, project=factory.SelfAttribute("..allegation.project"))


class ClaimantFactory(OfAllegation):
    class Meta:
        model = models.Claimant

    name = "unnamed officials"


class VerdictFactory(OfAllegation):
    class Meta:
        model = models.Verdict

    reviewer_kind = "article_author"
    rating = "dubious"


class AssessmentFactory(Recorded):
    class Meta:
        model = models.Assessment

    statement = factory.Sequence("The threat will persist in year {}.".format)


class JudgementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Judgement

    assessment = factory.SubFactory(AssessmentFactory)
    date = dt.date(2024, 4, 13)
    likelihood = "likely"


class AssessmentScopeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AssessmentScope

    assessment = factory.SubFactory(AssessmentFactory)
    actor = factory.SubFactory(ActorFactory, project=factory.SelfAttribute("..assessment.project"))


class HypothesisFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Hypothesis

    assessment = factory.SubFactory(AssessmentFactory)
    text = factory.Sequence("Explanation {}".format)


class AchItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AchItem

    assessment = factory.SubFactory(AssessmentFactory)
    text = factory.Sequence("Argument {}".format)


class AchRatingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AchRating

    item = factory.SubFactory(AchItemFactory)
    hypothesis = factory.SubFactory(
        HypothesisFactory, assessment=factory.SelfAttribute("..item.assessment")
    )
    created_by = factory.SubFactory(UserFactory)
    value = "I"


class SeriesFactory(factory.django.DjangoModelFactory):
    """Attacks per month of 2024, everywhere, fully covered."""

    class Meta:
        model = models.Series

    project = factory.SubFactory(ProjectFactory)
    created_by = factory.SubFactory(UserFactory)
    title = "Attacks"
    start = dt.date(2024, 1, 1)
    end = dt.date(2024, 12, 31)


class DataCheckFactory(Recorded):
    """Whether there were two or more incidents in a series."""

    class Meta:
        model = models.DataCheck

    claim = factory.Sequence("Claim {}".format)
    comparison = "count"
    parameters = factory.LazyFunction(lambda: {"at_least": 2})
    series = factory.SubFactory(SeriesFactory, project=factory.SelfAttribute("..project"))


class ReportFactory(Recorded):
    """A report without blocks."""

    class Meta:
        model = models.Report

    title = factory.Sequence("Report {}".format)


class CheckFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CheckFigure

    data_check = factory.SubFactory(DataCheckFactory)
    stated = "many"


def snapshot_of(series, by):
    """A pinned chart of a series that counts three in its first bucket, without a recount."""
    point = [str(series.start), "", 3, 3.0, 3, 3, 0, 0, 0, False, "full"]
    return models.ChartSnapshot.objects.create(
        project=series.project,
        series=series,
        created_by=by,
        title=series.title,
        marking=series.marking,
        definition=definition_of(series),
        definition_version=series.version,
        recounts=series.recounts,
        recounted=timezone.now(),
        points=[point],
    )


def duplicate(record, **own):
    """A pair of this incident and another that looks like it."""
    other = IncidentFactory(title=record.title, **own)
    return models.DuplicateSuggestion.objects.create(
        project=record.project,
        first_incident=record,
        second_incident=other,
        score=0.7,
        parts={"date": 1.0, "place": 1.0, "attack_type": 1.0},
    )
