"""An actor's relations as what is drawn and listed: one Tie each, in words."""

from django.utils.translation import gettext as _

from incidents import networks
from incidents.models import ActorRelation
from incidents.models.facts import read_date

DRAWN = 24  # ties; the table has all


def relations_of(actor, user):
    """The relations of an actor that this person may see, either end, without withdrawn others."""
    rows = ActorRelation.objects.visible_to(user).of_actor(actor)
    rows = rows.exclude(object__state="withdrawn").exclude(subject__state="withdrawn")
    return list(
        rows.select_related("subject", "object", "place", "claimant").order_by("kind", "id")
    )


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
    label = str(relation.get_kind_display())
    if relation.polarity == "denies":
        label = _("not: %s") % label
    return networks.Tie(
        other=str(other.pk), name=other.name, label=label, details=tuple(details_of(relation)),
        way=way, status=relation.status, is_negative=relation.is_negative, is_place=is_place,
        url=f"/{'places' if is_place else 'actors'}/{other.pk}/",
    )  # fmt: skip


def details_of(relation):
    """What stands beside the kind: who alleges it, how it stands, when it held."""
    said = _("alleged by %s") % relation.said_by if relation.said_by else ""
    status = relation.status
    if said and status != "asserted":
        rest = "" if status == "alleged" else str(relation.get_status_display())
        yield ", ".join(filter(None, [said, rest]))
    elif status != "asserted":
        yield str(relation.get_status_display())
    date = read_date(relation.date)
    if date:
        yield date.words
