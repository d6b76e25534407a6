"""Store for each link whether its passage states another value than its record has.

Reading a stated value takes Python, so the result is stored with the link: lists, filters and
counts then read one column. It is updated in the transaction of each change of the record or the
link; where names of other records or the date of a text change, the links are marked and a worker
compares them soon after. `PassageLink.states_another_value` is null until then.
"""

from collections import defaultdict

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from annotations.links.models.links import TARGETS, PassageLink
from ctplatform.curation.models.records import with_merged_ids
from ctplatform.curation.registry import Passage
from ctplatform.curation.writing.access import root_of
from ctplatform.jobs.messages import send_wake_message_on_commit
from incidents.models import Actor, ActorAlias, Place
from incidents.records.queries.family_rows import hold_family_rows
from incidents.records.queries.field_rows import facts_of
from incidents.records.queries.unsourced import compared_fields
from incidents.vocabularies import ROLES_OF_FIELDS

BATCH = 200  # links that a worker compares in one transaction
PUBLISHED = "annotation__article_version__article__published"


def records_changed(changes):
    """Compare the values stated about the records of rows; mark links that depend on their names.

    The records of several rows that are changed together are compared by a worker soon after.
    """
    ids, renamed, several = defaultdict(set), defaultdict(set), len(changes) > 1
    for before, after, row in changes:
        record = root_of(row)
        if _target_of(type(record)) is None:
            continue
        if compared_fields(type(record)) and not (_is_state_alone(before, after) and several):
            ids[type(record)].add(record.merged_into_id or record.pk)
        if _renames(before, after, row):
            renamed[type(record)].add(record.pk)
    for model, some in renamed.items():
        _mark(_naming(model, some))
    for model, some in ids.items():
        if several:
            _mark(_stating(model).filter(**{f"{_target_of(model)}__in": _with_merged(model, some)}))
        else:
            compare_record(model, *some)


def _is_state_alone(before, after) -> bool:
    """Whether a record was published or withdrawn, and nothing else: its values are the same."""
    if before is None or after is None or "state" not in after:
        return False
    return before | {"state": after["state"]} == after


def _with_merged(model, ids):
    """The ids of records and of those merged into them, as a query."""
    return model._base_manager.filter(Q(pk__in=ids) | Q(merged_into__in=ids)).values("pk")


def compare_record(model, pk, *, is_locked=True):
    """Store for each link to a record, or to one merged into it, whether it states another value.

    Unless the caller holds the record's lock, it is taken here, so that no change is missed.
    """
    if not compared_fields(model):
        return
    links = _stating(model).filter(**{f"{_target_of(model)}__in": with_merged_ids(model, [pk])})
    links = list(links.order_by("pk").annotate(published=F(PUBLISHED)))
    if not links:
        return
    records = model._base_manager.filter(pk=pk)
    if record := (records if is_locked else records.select_for_update(no_key=True)).first():
        _store(record, links)


def is_compared(link) -> bool:
    """Whether a link states a value of a field that is compared."""
    return link.stated_value is not None and link.field in compared_fields(type(link.target))


def mark_article(article):
    """Mark the links from a text: relative dates depend on the text's own date."""
    _mark(PassageLink.objects.filter(annotation__article_version__article=article))


@transaction.atomic
def compare_marked_links() -> int:
    """Compare links that were marked or never compared; return how many were processed."""
    waiting = PassageLink.objects.filter(states_another_value=None).order_by("pk")
    found = waiting.select_for_update(skip_locked=True, of=("self",), no_key=True)
    links = list(found.annotate(published=F(PUBLISHED))[:BATCH])
    by_record = defaultdict(list)
    for link in links:
        if link.field in compared_fields(TARGETS[link.target_type]):
            by_record[link.target_type, link.target_id].append(link)
    others = {link.pk for link in links} - {link.pk for rows in by_record.values() for link in rows}
    PassageLink.objects.filter(pk__in=others).update(states_another_value=False)
    for (name, pk), rows in by_record.items():
        model = TARGETS[name]
        holder = Coalesce("merged_into", "pk")
        record = model._base_manager.filter(pk=pk).values_list(holder, flat=True)
        _store(model._base_manager.get(pk=record[0]), rows)
    return len(links)


def _store(record, links):
    said = defaultdict(list)
    for link in links:
        said[link.field].append(
            Passage(
                str(link.pk),
                "",
                field=link.field,
                stance="supports",
                stated=link.stated_value,
                published=link.published,
            )
        )
    hold_family_rows(record)
    rivals = {
        passage.id
        for fact in facts_of(record, said, AnonymousUser())
        if fact.value
        for rival in fact.rivals
        for passage in rival.passages
    }
    for is_rival in (True, False):
        moved = [
            link.pk
            for link in links
            if (str(link.pk) in rivals) == is_rival and link.states_another_value != is_rival
        ]
        if moved:
            PassageLink.objects.filter(pk__in=moved).update(states_another_value=is_rival)


def _stating(model):
    """Links to records of a model that state a value of a field that is compared."""
    rows = PassageLink.objects.filter(field__in=compared_fields(model))
    return rows.exclude(stated_value=None)


def _target_of(model):
    return next((name for name, target in TARGETS.items() if target is model), None)


def _renames(before, after, row):
    """Whether a change alters the names of a record."""
    if isinstance(row, ActorAlias):
        return True
    if not isinstance(row, Actor | Place) or before is None or after is None:
        return False
    names = ("name", "names") if isinstance(row, Place) else ("name",)
    return any(before[name] != after[name] for name in names)


def _naming(model, ids):
    """Links that state participants or places of incidents that refer to these actors or places."""
    if model is Place:
        return PassageLink.objects.filter(incident__place__in=ids, field="place")
    fields = [name for name in ROLES_OF_FIELDS if name in compared_fields(TARGETS["incident"])]
    return PassageLink.objects.filter(incident__participations__actor__in=ids, field__in=fields)


def _mark(links):
    stating = links.exclude(states_another_value=None).exclude(stated_value=None)
    ids = stating.order_by().values("pk")
    if PassageLink.objects.filter(pk__in=ids).update(states_another_value=None):
        send_wake_message_on_commit()
