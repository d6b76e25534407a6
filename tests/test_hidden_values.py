"""What one may not see changes no byte and no header of anything that one may read.

Every field of every hidden row is given another value, then the rows are removed; each address
answers as before, to an outsider of a public project and to a member without clearance.
"""

import re
from collections import defaultdict

import pytest
from django.core.cache import cache
from django.db import transaction

from annotations.models import Article, PassageLink
from ctplatform.changes.models import Change
from incidents.models import Incident
from incidents.series.queries.points import rebuild_series, recount_dirty_days
from tests.factories import annotations as texts
from tests.factories import incidents as register
from tests.factories.accounts import UserFactory
from tests.factories.world import World
from tests.hidden_values import flip, hidden_rows, open_history, remove
from tests.test_visibility import KEYED, LISTS, PASSING, Person

pytestmark = pytest.mark.django_db
HEADERS = ("ETag", "Last-Modified", "Content-Length", "Location", "Content-Disposition")
SECRET = "HIDDENWORD"
AGO = re.compile(r'(<time datetime="[^"]+"[^>]*>)[^<]*|(?<=oldest )\d+ \w+|(?<=for )\d+ min')
"""How long ago something was, in words, which another minute changes."""


def hide_more(world):
    """RED records in relation to what all may read, a restricted text and a text under embargo."""
    own = {"project": world.project, "created_by": world.people["owner"]}
    by = world.people["owner"]
    red = {"marking": "red", **own}
    incident, actor = world.rows["incidents"], world.rows["actors"]
    assessment, allegation = world.rows["assessments"], world.rows["allegations"]
    someone = register.ActorFactory(name=SECRET, **red)
    attack = register.IncidentFactory(title=SECRET, date="2024-03-22", published=True, **red)
    place = register.PlaceFactory(name=SECRET, **own)
    judged = register.AssessmentFactory(statement=SECRET, **red)
    warned = register.WarningFactory(title=SECRET, issuer=someone, incident=incident, **own)
    register.WarningFactory(title=SECRET, issuer=actor, incident=attack, **own)
    register.AllegationFactory(proposition=SECRET, subject=someone, incident=incident, **own)
    register.ParticipationFactory(incident=incident, actor=someone, role="perpetrator")
    register.ParticipationFactory(incident=attack, actor=actor, role="perpetrator")
    register.CasualtyEstimateFactory(incident=attack, stated=SECRET)
    register.ResponsibilityFactory(incident=incident, speaker=someone)
    register.IncidentLinkFactory(incident=incident, to=attack, note=SECRET)
    register.IncidentPlaceFactory(incident=attack, place=place, note=SECRET)
    register.ActorRelationFactory(subject=actor, object=someone)
    register.AssessmentScopeFactory(assessment=assessment, actor=someone)
    register.AchItemFactory(assessment=assessment, incident=attack, text="")
    register.JudgementFactory(assessment=judged, created_by=by, note=SECRET)
    register.AllegationSubjectFactory(allegation=allegation, actor=someone, note=SECRET)
    register.duplicate(attack, **own)
    for target in (attack, someone, judged, warned):
        kind = target._meta.model_name
        link = texts.link(world.rows["annotations"], target, by, kind, stated_value=SECRET)
        PassageLink.objects.filter(pk=link.pk).update(created_by=None)
    passage = texts.annotation(
        texts.article(world.project, by, f"{SECRET} was there.", title=SECRET), by, SECRET
    )
    texts.link(passage, incident, by, stated_value=SECRET)
    texts.comment(passage, by, SECRET)
    Article.objects.filter(pk=passage.article_version.article_id).update(marking="red")
    texts.codebook(world.project, by, title=SECRET, slug="hidden")
    Incident.objects.filter(pk=attack.pk).update(created_by=by)


@pytest.fixture
def world():
    world = World(visibility="public")
    hide_more(world)
    # The feed rightly says that the text was visible before it was marked, a moment ago.
    Change.objects.filter(action=Change.Action.RESYNC).delete()
    recount_dirty_days()
    rebuild_series(world.rows["series"], lambda _done, _total: None)
    return world


def paths_of(world):
    paths = [address.of(world) for address in KEYED if "revoke" not in address.path]
    for address in LISTS:
        path = f"{address.path}?project={world.slug}"
        filters = getattr(getattr(address.view, "filterset_class", None), "base_filters", {})
        paths.append(path)
        paths += [f"{path}&unsourced=true"] * ("unsourced" in filters)
        paths += [f"{path}&search={SECRET}"] * ("search" in filters)
    return sorted({*paths, f"/search/?project={world.slug}&q={SECRET}"})


def answer_of(client, path):
    """Status, headers and body, without what differs between any two answers."""
    answer = client.get(path)
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = tuple(answer.headers.get(name) for name in HEADERS)
    text = PASSING.sub("", raw.decode("utf-8", "replace"))
    return answer.status_code, headers, AGO.sub(r"\1", text)


def read_all(person, paths):
    cache.clear()
    return {path: answer_of(person.client, path) for path in paths}


def changed_by(act, person, before):
    """The addresses that answer otherwise while `act` is done, and as before once it is undone."""
    found = transaction.savepoint()
    act()
    after = read_all(person, before)
    transaction.savepoint_rollback(found)
    differ = [path for path in before if before[path] != after[path]]
    again = read_all(person, differ)  # what passes by itself, such as "a minute ago"
    return {path: (before[path], after[path]) for path in differ if again[path] != after[path]}


def difference(before, after):
    """The first words that differ."""
    if before[:2] != after[:2]:
        return f"{before[:2]} != {after[:2]}"
    old, new = (re.split(r"(?<=[,>])", each[2]) for each in (before, after))
    pair = next(((a, b) for a, b in zip(old, new, strict=False) if a != b), ("", "more"))
    return f"{pair[0].strip()[:150]} != {pair[1].strip()[:150]}"


def causes(hidden, person, found, user):
    """{address: the models whose hidden rows it depends on, with what differs}."""
    told = defaultdict(list)
    for model, keys in hidden.items():

        def act(model=model, keys=keys):
            open_history()
            flip(model, keys, user)

        before = {path: found[path][0] for path in found}
        for path, (old, new) in changed_by(act, person, before).items():
            told[path].append(f"{model._meta.label}: {difference(old, new)}")
    return {path: told.get(path) or [difference(*found[path])] for path in found}


@pytest.mark.parametrize("who", ["an outsider", "a member without clearance"])
def test_no_hidden_value_changes_a_byte_of_what_one_may_read(world, who):
    user = UserFactory() if who == "an outsider" else world.people["annotator"]
    person, paths = Person(user), paths_of(world)
    hidden = hidden_rows(user)
    flipped, removed = {}, []
    before = read_all(person, paths)

    def flip_all():
        open_history()
        for model, keys in hidden.items():
            flipped[model._meta.label] = flip(model, keys, user)

    def remove_all():
        open_history()
        removed.append(remove(hidden))

    found = changed_by(flip_all, person, before)
    assert causes(hidden, person, found, user) == {}
    assert sum(map(len, flipped.values())) > 150
    found = changed_by(remove_all, person, before)
    assert {path: difference(*answers) for path, answers in found.items()} == {}
    assert removed[0] > 30
