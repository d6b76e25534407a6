"""How well probabilities did: scores of settled questions, by what the numbers rest on and by whom.

Only questions past their last day that came true or did not are scored. One that came true early
waits for its last day as well: counting it at once would favour those who say yes. An assessment
that restates another is no question of its own.
"""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from incidents import vocabularies
from incidents.models import Assessment, Judgement
from incidents.statistics import forecasts
from incidents.statistics.forecasts import Forecast

LEAST = 20  # forecasts; with fewer a reliability diagram shows noise
BANDS = [(float(band.low), float(band.high)) for band in vocabularies.LIKELIHOODS.values()]
BASES = ("stated", "mapped_from_term", "assigned_by_reviewer")
LEFT_OUT = ("not_past", "open", "closed", "resolved_partial", "ambiguous", "annulled", "restating")


@dataclass(frozen=True, slots=True)
class Forecaster:
    """Who gave a probability: an analyst here (a user name), or the holder of an assessment."""

    kind: str  # analyst, holder
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Track:
    """One forecaster's forecasts of one question; their weights sum to 1."""

    question: object
    forecaster: Forecaster
    basis: str
    forecasts: tuple[Forecast, ...]


@dataclass
class Score:
    """The figures of some tracks; `bins` is empty where `n` is below LEAST."""

    tracks: list = field(repr=False)

    @property
    def n(self) -> int:
        """Forecasts: one for each question and forecaster."""
        return len(self.tracks)

    @property
    def questions(self) -> int:
        return len({track.question for track in self.tracks})

    @property
    def forecasts(self) -> list[Forecast]:
        return [each for track in self.tracks for each in track.forecasts]

    @property
    def brier(self):
        return forecasts.brier(self.forecasts)

    @property
    def base_rate(self):
        return forecasts.base_rate(self.forecasts)

    @property
    def skill(self):
        """Against saying the base rate of these very questions each time."""
        rate = self.base_rate
        return None if rate is None else forecasts.skill(self.brier, rate * (1 - rate))

    @property
    def murphy(self):
        return forecasts.murphy(self.forecasts, BANDS)

    @property
    def is_enough(self) -> bool:
        return self.n >= LEAST

    @property
    def bins(self):
        return forecasts.reliability(self.forecasts, BANDS) if self.is_enough else []


@dataclass(frozen=True)
class Standing:
    """A forecaster's part in a group."""

    forecaster: Forecaster
    score: Score


@dataclass
class Group:
    """All scores of one basis: the whole, and each forecaster, those with most forecasts first."""

    basis: str
    whole: Score
    forecasters: list[Standing]


@dataclass
class Calibration:
    """`groups` never mix bases; `left_out` counts questions by why they are not scored."""

    groups: list[Group]
    questions: int
    left_out: dict[str, int]


def calibration(project, user, *, forecaster=None) -> Calibration:
    """Score what this person may see of a project; `forecaster` keeps one key (analyst or holder).

    As many queries, however many questions there are.
    """
    questions = list(_questions(project, user))
    scored = {row.pk: row for row in questions if why_not(row) is None}
    tracks = [*_of_holders(scored.values()), *_of_analysts(project, user, scored)]
    if forecaster:
        tracks = [track for track in tracks if track.forecaster.key == forecaster]
    reasons = [why_not(row) for row in questions]
    return Calibration(
        [_group(basis, tracks) for basis in BASES if any(t.basis == basis for t in tracks)],
        len(questions),
        {reason: reasons.count(reason) for reason in LEFT_OUT},
    )


def why_not(question) -> str | None:
    """Why a question is not scored (one of LEFT_OUT), or None where it is."""
    if question.restates_id:
        return "restating"
    if question.outcome in ("ambiguous", "annulled", "resolved_partial"):
        return question.outcome
    if question.horizon_latest >= timezone.localdate():
        return "not_past"
    return None if question.outcome in vocabularies.SCORED else question.outcome


def closing_day(question) -> datetime.date:
    """The last day that is scored: the horizon's, or that on which the outcome was known."""
    return min(filter(None, (question.horizon_latest, question.outcome_date)))


def track_of(question, forecaster, basis, steps) -> Track | None:
    """One forecaster's track over a settled question, or None where nothing was said in time."""
    happened = vocabularies.SCORED[question.outcome]
    found = forecasts.daily(steps, closing_day(question), happened)
    return Track(question.pk, forecaster, basis, tuple(found)) if found else None


def tracks_of_analysts(question, judgements) -> list[Track]:
    """A track for each analyst among a question's judgements, which stand in order of days.

    Its basis is that of the weakest of them: one number read from a term makes it "mapped".
    """
    mine = {}
    for each in judgements:
        if each.forecast is not None:
            mine.setdefault(each.created_by, []).append(each)
    found = [
        track_of(
            question, _analyst(person), min(each.probability_basis for each in rows),
            [(each.date, float(each.forecast)) for each in rows],
        )
        for person, rows in mine.items()
    ]  # fmt: skip
    return [track for track in found if track]


def _analyst(person):
    if person is None:
        return Forecaster("analyst", "", "")
    return Forecaster("analyst", person.username, person.get_full_name() or person.username)


def _questions(project, user):
    rows = Assessment.objects.visible_to(user).in_project(project).filter(outcome__isnull=False)
    rows = rows.exclude(state="withdrawn").canonical()
    return rows.select_related("holder").only(
        "outcome", "outcome_date", "horizon_latest", "probability", "probability_basis",
        "restates", "holder__name",
    )  # fmt: skip


def _of_holders(questions):
    for row in questions:
        if row.probability is not None:
            holder = row.holder
            who = Forecaster("holder", str(holder.pk), holder.name) if holder else None
            day = closing_day(row)  # one number for all days: from when on it stood makes no odds
            yield track_of(
                row, who or Forecaster("holder", "", ""), row.probability_basis,
                [(day, float(row.probability))],
            )  # fmt: skip


def _of_analysts(project, user, questions):
    rows = Judgement.objects.visible_to(user).filter(
        assessment__project=project, assessment__outcome__in=vocabularies.SCORED
    )
    judged = {}
    for row in rows.select_related("created_by").order_by("date", "id"):
        if row.assessment_id in questions:
            judged.setdefault(row.assessment_id, []).append(row)
    for pk, judgements in judged.items():
        yield from tracks_of_analysts(questions[pk], judgements)


def _group(basis, tracks):
    mine = [track for track in tracks if track.basis == basis]
    people = {}
    for track in mine:
        people.setdefault(track.forecaster, []).append(track)
    ranked = sorted(people.items(), key=lambda pair: (-len(pair[1]), pair[0].name))
    return Group(basis, Score(mine), [Standing(who, Score(rows)) for who, rows in ranked])
