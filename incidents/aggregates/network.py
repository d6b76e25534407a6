"""An actor's relations as what is drawn and listed: one Tie each, in words."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import F, Prefetch
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from incidents import networks, webs
from incidents.models import ActorRelation, Allegation
from incidents.models.facts import read_date

DRAWN = 24  # ties; the table has all
CHARGED = ("alleged", "rejected")  # never drawn without who says so and what was found of it
LABELLED = (*CHARGED, "hypothesised")
MOST_ENDS, MOST_CHORDS, MOST_READ = 80, 400, 20_000  # of a project's web


@dataclass(frozen=True)
class Web:
    """A drawing, the relations in it, and of how many related actors it is taken."""

    drawing: webs.Drawing
    relations: list
    related: int

    @property
    def is_cut(self):
        return self.related > len(self.drawing.places)


def relations_of(actor, user):
    """The relations of an actor that this person may see, either end, without withdrawn others."""
    rows = ActorRelation.objects.visible_to(user).of_actor(actor)
    rows = rows.exclude(object__state="withdrawn").exclude(subject__state="withdrawn")
    rows = rows.select_related("subject", "object", "place", "claimant").order_by("kind", "id")
    return [_seen_from(actor, row) for row in with_charges(rows, user)]


def with_charges(relations, user):
    """The relations with `charges`: the allegations of each that this person may see, with who
    claims them and what was found of them."""
    seen = Allegation.objects.visible_to(user).upheld().with_voices().order_by("id")
    return relations.prefetch_related(Prefetch("allegations", seen, to_attr="charges"))


def verdict_of(relation):
    """What was found of a relation that is only said to hold: “verdict: dubious”, or none yet."""
    if relation.status not in CHARGED and not relation.charges:
        return ""
    found = [each for charge in relation.charges for each in charge.verdicts.all()]
    words = dict.fromkeys(str(each.get_rating_display()) for each in found)
    return _("verdict: %s") % ", ".join(words) if words else _("no verdict yet")


def with_passages(relations, said):
    """Give each relation the `passages` that name it, and how many speak for and against it;
    return those that name none of these."""
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
    return rest


def _seen_from(actor, relation):
    """A relation of an actor that was merged into this one is this one's, as it is shown."""
    if relation.subject.merged_into_id == actor.pk:
        relation.subject = actor
    elif relation.object_id and relation.object.merged_into_id == actor.pk:
        relation.object = actor
    return relation


def drawings_of(actor, relations):
    """The same ties, drawn wide and narrow; none where there are none."""
    ties = [tie_of(actor, relation) for relation in relations[:DRAWN]]
    frames = (networks.WIDE, networks.NARROW) if ties else ()
    return [networks.draw(actor.name, ties, frame) for frame in frames]


def tie_of(actor, relation):
    """A relation as seen from one of its ends."""
    is_mine = relation.subject_id == actor.pk
    other = relation.other if is_mine else relation.subject
    is_place = bool(is_mine and relation.place_id)
    way = ("out" if is_mine else "in") if relation.is_directed else ""
    return networks.Tie(
        other=str(other.pk), name=other.name, label=tie_label(relation),
        details=tuple(details_of(relation)), way=way, status=relation.status,
        is_negative=relation.is_negative, is_place=is_place,
        url=f"/{'places' if is_place else 'actors'}/{other.pk}/",
    )  # fmt: skip


def tie_label(relation):
    """The kind of a relation in words; “not: …” where it is said not to hold."""
    label = str(relation.get_kind_display())
    return _("not: %s") % label if relation.polarity == "denies" else label


def details_of(relation):
    """What stands beside the kind: who alleges it, how it stands, when it held."""
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


def printed(relation):
    """What stands on a relation in the web: who says so, then how it stands, each a line."""
    status = "" if relation.status == "alleged" else str(relation.get_status_display())
    standing = ", ".join(filter(None, [status, verdict_of(relation)]))
    return tuple(filter(None, [relation.said_words, standing]))


def web_of(actors, user):
    """A project's relations as one drawing: (the Web, the relations drawn).

    `actors` are those that the person may see and filtered for. Of more than can be read, those
    with most relations are drawn.
    """
    rows = ActorRelation.objects.visible_to(user)
    rows = rows.annotate(
        start=Coalesce("subject__merged_into", "subject"),
        goal=Coalesce("object__merged_into", "object"),
    )
    rows = rows.filter(start__in=actors, goal__in=actors).exclude(start=F("goal")).order_by("id")
    ends = rows.values_list("start", "goal")
    degrees = Counter(pk for pair in ends[:MOST_READ] for pk in pair)
    drawn = {pk for pk, _n in degrees.most_common(MOST_ENDS)}
    found = rows.filter(start__in=drawn, goal__in=drawn)
    found = found.select_related("subject__merged_into", "object__merged_into", "claimant")
    found = list(with_charges(found, user)[:MOST_CHORDS])
    for row in found:
        row.subject, row.object = row.subject.standing, row.object.standing
    named = {end.pk: end for row in found for end in (row.subject, row.object)}
    web = webs.draw(
        [webs.End(str(pk), end.name) for pk, end in named.items()], [chord_of(row) for row in found]
    )
    return Web(web, found, len(degrees))


def chord_of(relation):
    standing = ", ".join(details_of(relation))
    label = printed(relation) if relation.status in LABELLED else ()
    words = f"{relation.subject} {tie_label(relation)} {relation.other}"
    return webs.Chord(
        str(relation.subject_id), str(relation.object_id),
        f"{words} ({standing})" if standing else words,
        relation.status, relation.is_negative, relation.is_directed, label,
        must_say=relation.status in CHARGED,
    )  # fmt: skip
