"""The view of a matrix of competing hypotheses: each analyst's ratings, and where they differ.

It takes six queries, whatever the number of rows, analysts and hypotheses.
"""

from dataclasses import dataclass, field

from ctplatform.curation.registry import Passage, evidence_kinds
from incidents.assessments.models.hypotheses import AchItem, AchRating, Hypothesis
from incidents.assessments.statistics import hypotheses as ach


@dataclass
class Line:
    """A row: the item, its weight, and its passage if it has one that the reader may see."""

    item: AchItem
    passage: Passage | None
    weight: float

    @property
    def is_hidden(self) -> bool:
        return self.item.passage is not None and self.passage is None

    @property
    def title(self) -> str:
        """The first that is not empty: the item's text, the passage's quote, the incident."""
        said = (self.item.text, self.passage and self.passage.quote, self.item.incident)
        return str(next(filter(None, said), ""))


@dataclass
class Matrix:
    """One analyst's ratings, {(item id, hypothesis id): value}, and the scores from them."""

    analyst: object
    ratings: dict
    items: list
    hypotheses: list
    scores: dict = field(init=False)
    ranks: dict = field(init=False)
    sensitive: set = field(init=False)

    def __post_init__(self):
        arguments = (self.items, self.hypotheses, self.ratings)
        self.scores = ach.inconsistency_scores(*arguments)
        self.ranks = ach.rank_hypotheses(self.scores)
        self.sensitive = set(ach.decisive_items(*arguments)) if self.ratings else set()

    def diagnosticity(self, item):
        return ach.item_diagnosticity(item, self.hypotheses, self.ratings)

    @property
    def results(self) -> list:
        """[(score, rank)] of the hypotheses in their order."""
        return [(self.scores[each], self.ranks[each]) for each in self.hypotheses]


@dataclass
class Analysis:
    """`matrices` starts with the reader's own, even if empty, then one for each other analyst."""

    hypotheses: list
    lines: list
    matrices: list

    @property
    def is_ready(self) -> bool:
        return len(self.hypotheses) > 1 and bool(self.lines)

    @property
    def rated(self) -> list:
        return [matrix for matrix in self.matrices if matrix.ratings]

    @property
    def table(self) -> list:
        """For each hypothesis its (score, rank) by every analyst who rated."""
        columns = [matrix.results for matrix in self.rated]
        return [
            {"hypothesis": each, "results": [column[place] for column in columns]}
            for place, each in enumerate(self.hypotheses)
        ]

    def of(self, matrix) -> list:
        """[(line, [rating of each hypothesis], diagnosticity, whether rank 1 depends on it)]."""
        return [
            (
                line,
                [matrix.ratings.get((line.item.pk, each.pk), "") for each in self.hypotheses],
                matrix.diagnosticity(_item_row(line.item)),
                line.item.pk in matrix.sensitive,
            )
            for line in self.lines
        ]

    @property
    def disagreement(self) -> list:
        """[(line, hypothesis, distance, [(analyst, value)])], largest distance first."""
        apart = ach.analyst_disagreement([matrix.ratings for matrix in self.rated])
        lines = {line.item.pk: line for line in self.lines}
        names = {each.pk: each for each in self.hypotheses}
        found = [
            (
                lines[item],
                names[hypothesis],
                distance,
                [
                    (matrix.analyst, matrix.ratings[item, hypothesis])
                    for matrix in self.rated
                    if (item, hypothesis) in matrix.ratings
                ],
            )
            for (item, hypothesis), distance in apart.items()
            if item in lines
        ]
        return sorted(found, key=lambda row: (-row[2], row[0].item.pk, row[1].pk))


def load_analysis(assessment, user) -> Analysis:
    """The Analysis of an assessment, from what the user may see."""
    hypotheses = list(Hypothesis.objects.visible_to(user).filter(assessment=assessment))
    items = AchItem.objects.visible_to(user).filter(assessment=assessment)
    items = list(items.select_related("incident"))
    quotes = _visible_passages([item.passage for item in items if item.passage], assessment, user)
    lines = [Line(item, quotes.get(str(item.passage)), _item_row(item).weight) for item in items]
    return Analysis(hypotheses, lines, _load_matrices(assessment, user, items, hypotheses))


def _load_matrices(assessment, user, items, hypotheses):
    rows, columns = [_item_row(item) for item in items], [each.pk for each in hypotheses]
    found = {user: {}} if user.is_authenticated else {}
    ratings = AchRating.objects.visible_to(user).filter(item__assessment=assessment)
    for rating in ratings.select_related("created_by").order_by("created_by__username", "id"):
        mine = found.setdefault(rating.created_by, {})
        mine[rating.item_id, rating.hypothesis_id] = rating.value
    return [Matrix(analyst, mine, rows, columns) for analyst, mine in found.items()]


def _item_row(item):
    return ach.Item(item.pk, item.credibility, item.relevance)


def _visible_passages(ids, assessment, user):
    """{annotation id: Passage} of those that the user may see."""
    found = {}
    for kind in evidence_kinds() if ids else ():
        rows = kind.visible(user, assessment.project).filter(pk__in=ids)
        for each in kind.describe(list(rows), assessment, user):
            found.setdefault(each.id, each)
    return found
