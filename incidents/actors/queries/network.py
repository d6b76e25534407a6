"""An actor's relations, in words and as network drawings."""

from collections import Counter

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from ctplatform.charts import ego_network
from incidents.actors.models.contradictions import contradictions_among
from incidents.actors.models.relations import ActorRelation
from incidents.allegations.models import Allegation
from incidents.records.models import read_date

DRAWN = 24  # ties in a drawing; the table lists all
ALLEGED = ("alleged", "rejected")  # never drawn without claimant and verdict
LABELLED = (*ALLEGED, "hypothesised", "intended")


def relations_of(actor, user):
    """The visible relations at either end of an actor, without those to withdrawn actors."""
    rows = ActorRelation.objects.visible_to(user).of_actor(actor)
    rows = rows.exclude(object__state="withdrawn").exclude(subject__state="withdrawn")
    rows = rows.select_related("subject", "object", "place", "claimant").order_by("kind", "id")
    return with_contradictions([_seen_from(actor, row) for row in with_allegations(rows, user)])


def with_contradictions(relations):
    """Set `contradicted_by` on each relation: those among the others that contradict it."""
    ends = {end for row in relations for end in (row.subject, row.object) if end}
    claim_words = {end.pk: end.merged_into_id or end.pk for end in ends}
    found = contradictions_among(relations, claim_words)
    for row in relations:
        row.contradicted_by = found[row.pk]
    return relations


def with_allegations(relations, user):
    """Prefetch `shown_allegations`: the visible allegations about each relation.

    They come with their claimants and verdicts.
    """
    seen = Allegation.objects.visible_to(user).not_withdrawn().with_voices().order_by("id")
    return relations.prefetch_related(Prefetch("allegations", seen, to_attr="shown_allegations"))


def verdict_of(relation):
    """“verdict: dubious” or “no verdict yet”; empty for a relation without allegations.

    A relation that is itself alleged or rejected always has one of the two.
    """
    if relation.status not in ALLEGED and not relation.shown_allegations:
        return ""
    found = [each for charge in relation.shown_allegations for each in charge.verdicts.all()]
    words = dict.fromkeys(str(each.get_rating_display()) for each in found)
    return _("verdict: %s") % ", ".join(words) if words else _("no verdict yet")


def with_passages(relations, said):
    """Set on each relation its `passages`, how many support or contradict it, and `sources`.

    `sources` is the number of independent sources that support it. Returns the passages that name
    none of these relations.
    """
    rows = {str(relation.pk): relation for relation in relations}
    for relation in relations:
        relation.passages = []
    rest = []
    for passage in said:
        named = rows.get(passage.row)
        (named.passages if named else rest).append(passage)
    for relation in relations:
        stances = Counter(passage.stance for passage in relation.passages)
        relation.supporting, relation.contradicting = stances["supports"], stances["contradicts"]
        groups = {each.group for each in relation.passages if each.stance == "supports"}
        relation.sources = len(groups)
    return rest


def _seen_from(actor, relation):
    """Show a relation of an actor that was merged into this one as a relation of this one."""
    if relation.subject.merged_into_id == actor.pk:
        relation.subject = actor
    elif relation.object_id and relation.object.merged_into_id == actor.pk:
        relation.object = actor
    return relation


def drawings_of(actor, relations):
    """The ego network of the relations, wide and narrow; empty where there are none."""
    ties = [tie_of(actor, relation) for relation in relations[:DRAWN]]
    frames = (ego_network.WIDE, ego_network.NARROW) if ties else ()
    return [ego_network.draw(actor.name, ties, frame) for frame in frames]


def tie_of(actor, relation):
    """The Tie of a relation as seen from this actor."""
    is_mine = relation.subject_id == actor.pk
    other = relation.other if is_mine else relation.subject
    is_place = bool(is_mine and relation.place_id)
    way = ("out" if is_mine else "in") if relation.is_directed else ""
    return ego_network.Tie(
        other=str(other.pk),
        name=other.name,
        label=str(relation.phrase),
        details=tuple(claim_details(relation)),
        way=way,
        status=relation.status,
        is_negative=relation.is_negative,
        is_place=is_place,
        url=f"/{'places' if is_place else 'actors'}/{other.pk}/",
        key=str(relation.pk),
        words=words_of(relation),
    )


def words_of(relation) -> str:
    """A relation in a sentence, with its claimant, status, verdict and dates."""
    claim_words = ", ".join(claim_details(relation))
    words = f"{relation.subject} {relation.phrase} {relation.other}"
    return f"{words} ({claim_words})" if claim_words else words


def claim_details(relation):
    """What is shown next to the kind: the claimant and status, the verdict, the dates."""
    said = relation.said_words
    status = relation.status
    if said and status != "asserted":
        rest = "" if status == "alleged" else str(relation.get_status_display())
        yield ", ".join(filter(None, [said, rest]))
    elif status != "asserted":
        yield str(relation.get_status_display())
    if found := verdict_of(relation):
        yield found
    date = read_date(relation.date)
    if date:
        yield date.words


def edge_label_lines(relation):
    """The lines printed on a relation in a network: claimant, then status and verdict."""
    status = "" if relation.status == "alleged" else str(relation.get_status_display())
    claim_words = ", ".join(filter(None, [status, verdict_of(relation)]))
    return tuple(filter(None, [relation.said_words, claim_words]))
