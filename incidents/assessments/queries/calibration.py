"""Calibration of a project: scores of its resolved questions, by basis and by forecaster.

Only questions that are past their last day and were resolved yes or no are scored. One that was
resolved yes early also waits for its last day: counting it at once would favour those who say yes.
An assessment that restates another is not counted as a question. Questions and forecasters are
counted separately. Each question weighs the same, however many people judged it: twenty forecasts
of one question count as one question, and observed shares, their intervals and skill are based on
the number of questions.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils import timezone

from incidents import vocabularies
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.judgements import Judgement
from incidents.assessments.statistics import forecasts
from incidents.assessments.statistics.forecasts import Forecast

LEAST = 20  # questions; below this, skill, partition and diagram would show noise
BANDS = [(float(band.low), float(band.high)) for band in vocabularies.LIKELIHOODS.values()]
BASES = ("stated", "mapped_from_term", "assigned_by_reviewer")
LEFT_OUT = ("not_past", "open", "closed", "resolved_partial", "ambiguous", "annulled", "restating")


@dataclass(frozen=True, slots=True)
class Forecaster:
    """Who gave a probability: an analyst of the project, or the holder of an assessment."""

    kind: str  # "analyst" or "holder"
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
    """The scores of some tracks; each question has weight 1 in total.

    `skill` and `murphy` are None and `bins` empty below LEAST questions.
    """

    tracks: list = field(repr=False)

    @property
    def n(self) -> int:
        """Number of tracks: one for each question and forecaster."""
        return len(self.tracks)

    @property
    def questions(self) -> int:
        return len({track.question for track in self.tracks})

    @property
    def forecasters(self) -> int:
        return len({track.forecaster for track in self.tracks})

    @cached_property
    def forecasts(self) -> list[Forecast]:
        """All forecasts; the forecasters of a question share its weight of 1."""
        shares = Counter(track.question for track in self.tracks)
        return [
            replace(each, weight=each.weight / shares[track.question])
            for track in self.tracks
            for each in track.forecasts
        ]

    @property
    def brier(self):
        return forecasts.brier_score(self.forecasts)

    @property
    def base_rate(self):
        return forecasts.base_rate(self.forecasts)

    @property
    def skill(self):
        """Brier skill score against always saying the base rate of these questions."""
        if not self.is_enough:
            return None
        rate = self.base_rate
        return None if rate is None else forecasts.brier_skill_score(self.brier, rate * (1 - rate))

    @property
    def murphy(self):
        if not self.is_enough:
            return None
        return forecasts.murphy_decomposition(self.forecasts, BANDS)

    @property
    def is_enough(self) -> bool:
        return self.questions >= LEAST

    @property
    def bins(self):
        return forecasts.reliability_bins(self.forecasts, BANDS) if self.is_enough else []


@dataclass(frozen=True)
class ForecasterScore:
    """One forecaster's score within a group."""

    forecaster: Forecaster
    score: Score


@dataclass
class Group:
    """The scores of one basis: of all forecasters, and of each, most forecasts first."""

    basis: str
    whole: Score
    forecasters: list[ForecasterScore]


@dataclass
class Calibration:
    """`groups` has one Group for each basis; `left_out` counts unscored questions by reason."""

    groups: list[Group]
    questions: int
    left_out: dict[str, int]


def calibration_of(project, user, *, forecaster=None) -> Calibration:
    """The Calibration of a project, from what the user may see.

    `forecaster` limits it to one key (analyst or holder). The number of queries is fixed.
    """
    questions = list(_visible_questions(project, user))
    scored = {row.pk: row for row in questions if why_not(row) is None}
    tracks = [*_of_holders(scored.values()), *_of_analysts(project, user, scored)]
    if forecaster:
        tracks = [track for track in tracks if track.forecaster.key == forecaster]
    reasons = [why_not(row) for row in questions]
    return Calibration(
        [_score_group(basis, tracks) for basis in BASES if any(t.basis == basis for t in tracks)],
        len(questions),
        {reason: reasons.count(reason) for reason in LEFT_OUT},
    )


def questions_in_band(project, user, basis, band, forecaster="") -> set:
    """The ids of the scored questions behind one point of a reliability diagram.

    They have a forecast of this basis in a band (a slug of LIKELIHOODS).
    """
    low, high = BANDS[list(vocabularies.LIKELIHOODS).index(band)]
    groups = calibration_of(project, user, forecaster=forecaster or None).groups
    tracks = (track for group in groups if group.basis == basis for track in group.whole.tracks)
    return {
        track.question
        for track in tracks
        if any(low <= each.probability < high for each in track.forecasts)
    }


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
    """The last day that is scored: the end of the horizon, or the outcome's day if earlier."""
    return min(filter(None, (question.horizon_latest, question.outcome_date)))


def track_of(question, forecaster, basis, steps) -> Track | None:
    """One forecaster's Track of a resolved question, or None without a forecast in time."""
    happened = vocabularies.SCORED[question.outcome]
    found = forecasts.daily_forecasts(steps, closing_day(question), happened)
    return Track(question.pk, forecaster, basis, tuple(found)) if found else None


def tracks_of_analysts(question, judgements) -> list[Track]:
    """A Track for each analyst among a question's judgements, which come in order of days.

    Its basis is the weakest of them: one probability read from a term makes it "mapped_from_term".
    """
    mine = {}
    for each in judgements:
        if each.forecast is not None:
            mine.setdefault(each.created_by, []).append(each)
    found = [
        track_of(
            question,
            _forecaster_of(person),
            min(each.probability_basis for each in rows),
            [(each.date, float(each.forecast)) for each in rows],
        )
        for person, rows in mine.items()
    ]
    return [track for track in found if track]


def _forecaster_of(person):
    if person is None:
        return Forecaster("analyst", "", "")
    return Forecaster("analyst", person.username, person.get_full_name() or person.username)


def _visible_questions(project, user):
    rows = Assessment.objects.visible_to(user).in_project(project).filter(outcome__isnull=False)
    rows = rows.exclude(state="withdrawn").canonical()
    return rows.select_related("holder").only(
        "outcome",
        "outcome_date",
        "horizon_latest",
        "probability",
        "probability_basis",
        "restates",
        "holder__name",
    )


def _of_holders(questions):
    for row in questions:
        if row.probability is not None:
            holder = row.holder
            who = Forecaster("holder", str(holder.pk), holder.name) if holder else None
            day = closing_day(row)  # one number for all days: its first day does not matter
            yield track_of(
                row,
                who or Forecaster("holder", "", ""),
                row.probability_basis,
                [(day, float(row.probability))],
            )


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


def _score_group(basis, tracks):
    mine = [track for track in tracks if track.basis == basis]
    people = {}
    for track in mine:
        people.setdefault(track.forecaster, []).append(track)
    ranked = sorted(people.items(), key=lambda pair: (-len(pair[1]), pair[0].name))
    return Group(basis, Score(mine), [ForecasterScore(who, Score(rows)) for who, rows in ranked])
