"""TLP 2.0: what a marking hides is in no list, detail, page, export, search, count or series."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser

from annotations.models import Article, PassageLink
from ctplatform.curation.models import Proposal
from ctplatform.curation.services import change_record
from ctplatform.markings.levels import MARKINGS
from ctplatform.markings.services import name_reader
from incidents.models import (
    Actor,
    Allegation,
    Assessment,
    CasualtyEstimate,
    Incident,
    Series,
    SeriesPoint,
)
from incidents.series.queries.points import rebuild_series, recount_dirty_days
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as texts
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import (
    ActorFactory,
    AllegationFactory,
    CasualtyEstimateFactory,
    ClaimantFactory,
    IncidentFactory,
    ParticipationFactory,
    SeriesFactory,
)
from tests.factories.world import ROLES, World
from tests.test_visibility import KEYED, LISTS, Person, without_echo

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MARKED = (Article, Incident, Actor, Assessment)
NOUNS = ("articles", "incidents", "actors", "assessments")
SECRET = "SECRETWORD"
BACKEND = "django.contrib.auth.backends.ModelBackend"
PEOPLE = ("anonymous", "outsider", *ROLES, "named")
FIRST_TO_SEE = {
    "clear": "anonymous",
    "green": "outsider",
    "amber": "reader",
    "amber+strict": "annotator",
    "red": "owner",
}


def sees(who, marking):
    """Whom the table of docs/how-to/share-and-protect.md names."""
    if who == "named":
        return True
    return PEOPLE.index(who) >= PEOPLE.index(FIRST_TO_SEE[marking])


def mark(world, marking):
    """Mark a record of each kind, which says SECRET, and all that hangs on it."""
    Article.objects.update(created_by=None)
    for model in (Incident, Actor, Assessment, Series):
        model.objects.update(created_by=None)
    for noun, name in zip(NOUNS, ("title", "title", "name", "statement"), strict=True):
        record = world.rows[noun]
        values = {name: SECRET, "search_text": SECRET.lower(), "marking": marking}
        type(record).objects.filter(pk=record.pk).update(**values)
    for noun, name in (("annotations", "note"), ("comments", "text"), ("links", "stated_value")):
        row = world.rows[noun]
        type(row).objects.filter(pk=row.pk).update(**{name: SECRET})
    PassageLink.objects.update(created_by=None)


def person(world, who):
    """That person, who is a reader where they are named."""
    if who == "anonymous":
        return AnonymousUser()
    if who == "outsider":
        return UserFactory()
    if who == "named":
        reader = member(world.project, "reader")
        for noun in NOUNS:
            world.rows[noun].named.add(reader)
        return reader
    return world.people[who]


@pytest.mark.parametrize("marking", MARKINGS)
def test_who_sees_what_is_the_same_whoever_asks_and_however(marking):
    """The rule itself, the prepared look-up, the list, the detail and what hangs on it."""
    world, wrong = World(visibility="public"), []
    mark(world, marking)
    casualty = CasualtyEstimateFactory(incident=world.rows["incidents"])
    for who in PEOPLE:
        user = person(world, who)
        expected = sees(who, marking)
        api = Api(None if who == "anonymous" else user)
        for noun in NOUNS:
            record = world.rows[noun]
            found = {
                "rule": type(record).objects.visible_to(user).filter(pk=record.pk).exists(),
                "detail": api.client.get(f"/api/v1/{noun}/{record.pk}/").status_code == 200,
                "list": str(record.pk) in {row["id"] for row in api.rows(f"{noun}/")},
            }
            if who != "anonymous":
                looked_up = type(record).objects.get_visible_row(record.pk, user)
                found["look-up"] = bool(looked_up)
            if set(found.values()) != {expected}:
                wrong.append((who, noun, found))
        hanging = CasualtyEstimate.objects.visible_to(user).filter(pk=casualty.pk).exists()
        if hanging != expected:
            wrong.append((who, "casualty", hanging))
    assert wrong == []


# Amber and its strict form differ from these by roles alone, which the test above compares.
LAST_NOT_TO_SEE = {"green": "anonymous", "red": "editor"}


@pytest.mark.parametrize("marking", LAST_NOT_TO_SEE)
def test_what_is_marked_stands_nowhere_for_the_last_who_may_not_see_it(marking):
    world = World(visibility="public")
    mark(world, marking)
    who = LAST_NOT_TO_SEE[marking]
    visitor = Person(None if who == "anonymous" else person(world, who))
    paths = [address.of(world) for address in KEYED]
    for address in LISTS:
        for query in ("", f"?project={world.slug}", f"?search={SECRET}", f"?q={SECRET}"):
            paths.append(address.path + query)
        if address.path.endswith("/export/"):
            paths.append(f"{address.path}?format=csv")
    told = [path for path in paths if SECRET in without_echo(visitor.read(path), SECRET)]
    assert told == []


def test_of_several_markings_the_strictest_wins():
    project = ProjectFactory(visibility="public")
    article = texts.article(project)
    incident = IncidentFactory(project=project, published=True, marking="green")
    link = texts.link(texts.annotation(article), incident)
    Article.objects.update(marking="amber")
    PassageLink.objects.update(created_by=None)
    shown = {
        "outsider": PassageLink.objects.visible_to(UserFactory()).filter(pk=link.pk).exists(),
        "reader": PassageLink.objects.visible_to(member(project, "reader")).exists(),
    }
    assert shown == {"outsider": False, "reader": True}


def test_an_allegation_is_hidden_with_those_who_claim_it():
    project = ProjectFactory(visibility="public")
    claimed = AllegationFactory(project=project, created_by=None)
    actor = ActorFactory(project=project, created_by=None)
    ClaimantFactory(allegation=claimed, actor=actor)
    another = AllegationFactory(project=project, created_by=None)
    outsider = UserFactory()
    assert Allegation.objects.visible_to(outsider).count() == 2
    Actor.objects.filter(pk=actor.pk).update(marking="amber")
    assert list(Allegation.objects.visible_to(outsider)) == [another]
    assert Allegation.objects.visible_to(member(project, "reader")).count() == 2


def test_an_export_to_outsiders_holds_no_more_than_clear():
    project = ProjectFactory(visibility="public")
    for marking in MARKINGS:
        IncidentFactory(project=project, title=f"TITLE {marking}.", marking=marking, published=True)

    def exported(user):
        text = Person(user).read("/api/v1/incidents/export/?format=csv")
        return {marking for marking in MARKINGS if f"TITLE {marking}." in text}

    assert exported(None) == exported(UserFactory()) == {"clear"}
    assert exported(member(project, "reader")) == {"clear", "green", "amber"}
    assert exported(member(project, "owner")) == set(MARKINGS)


def counted(series):
    rebuild_series(series, lambda _done, _total: None)
    points = SeriesPoint.objects.filter(series=series)
    return {point.group: point.n_max for point in points if point.n_max}


def test_a_series_counts_what_is_marked_no_stricter_than_itself():
    project = ProjectFactory()
    for marking in MARKINGS:
        incident = IncidentFactory(
            project=project, date="2024-03-22", marking=marking, published=True
        )
        actor = ParticipationFactory(incident=incident, role="perpetrator").actor
        Actor.objects.filter(pk=actor.pk).update(marking=marking)
    for n, marking in enumerate(list(MARKINGS)[:4], 1):
        series = SeriesFactory(project=project, marking=marking, group_by="actor")
        found = counted(series)
        assert found.pop("") == n
        assert set(Actor.objects.filter(pk__in=found).values_list("marking", flat=True)) == set(
            list(MARKINGS)[:n]
        )
        assert len(found) == n


def test_series_follow_a_marking_that_is_raised():
    project = ProjectFactory(review_policy="open")
    incident = IncidentFactory(project=project, date="2024-03-22", published=True)
    series = SeriesFactory(project=project)
    assert counted(series) == {"": 1}
    owner = member(project, "owner")
    change_record(incident, {"marking": "amber"}, by=owner, reason="Told in confidence.")
    recount_dirty_days()
    assert not SeriesPoint.objects.filter(series=series, n_max__gt=0).exists()


def test_a_series_that_is_marked_otherwise_loses_its_points_at_once():
    project = ProjectFactory(visibility="public")
    IncidentFactory(project=project, date="2024-03-22", marking="amber", published=True)
    series = SeriesFactory(project=project, marking="amber")
    assert counted(series) == {"": 1}
    editor = Api(member(project, "editor"))
    editor.patch(f"series/{series.pk}/", {"marking": "clear"}, if_match=f'"{series.pk}-1"')
    assert Api().get(f"series/{series.pk}/points/").json()["results"] == []
    answer = editor.patch(
        f"series/{series.pk}/", {"marking": "red"}, 400, if_match=f'"{series.pk}-2"'
    )
    assert set(pointers(answer)) == {"/marking"}


def test_lowering_a_marking_needs_two_approvals_and_raising_it_one():
    project = ProjectFactory()
    incident = IncidentFactory(project=project, marking="amber", published=True)
    api = Api(member(project, "editor"))
    for marking, needed in (("clear", 2), ("amber+strict", 1)):
        tag = f'"{incident.pk}-{incident.version}"'
        made = api.patch(f"incidents/{incident.pk}/", {"marking": marking}, 202, if_match=tag)
        assert Proposal.objects.get(pk=made.json()["id"]).approvals_needed == needed


def test_nobody_marks_a_record_out_of_their_own_sight():
    project = ProjectFactory(review_policy="open")
    incident = IncidentFactory(project=project, published=True)
    editor, owner = member(project, "editor"), member(project, "owner")
    tag = f'"{incident.pk}-{incident.version}"'
    wrong = Api(editor).patch(f"incidents/{incident.pk}/", {"marking": "red"}, 400, if_match=tag)
    assert set(pointers(wrong)) == {"/marking"}
    name_reader(incident, editor, by=owner)
    Api(editor).patch(f"incidents/{incident.pk}/", {"marking": "red"}, 200, if_match=tag)
    article = texts.article(project)
    tag = f'"{article.pk}-{article.version}"'
    wrong = Api(editor).patch(f"articles/{article.pk}/", {"marking": "red"}, 400, if_match=tag)
    assert set(pointers(wrong)) == {"/marking"}


def test_the_author_of_a_text_raises_its_marking_and_an_editor_lowers_it():
    article = texts.article()
    url, author = f"articles/{article.pk}/", Api(article.created_by)
    author.patch(url, {"marking": "amber"}, if_match=f'"{article.pk}-1"')
    author.patch(url, {"marking": "clear"}, 403, if_match=f'"{article.pk}-2"')
    editor = Api(member(article.project, "editor"))
    editor.patch(url, {"marking": "clear"}, if_match=f'"{article.pk}-2"')


def test_readers_are_named_by_the_creator_or_an_owner():
    project = ProjectFactory()
    owner, reader = member(project, "owner"), member(project, "reader")
    incident = IncidentFactory(project=project, marking="red", published=True)
    url = f"incidents/{incident.pk}/"
    Api(reader).get(url, status=404)
    Api(owner).post(f"{url}readers/", {"username": reader.username})
    assert Api(reader).get(f"{url}readers/").json() == [{"username": reader.username}]
    Api(reader).get(url)
    Api(reader).post(f"{url}readers/", {"username": owner.username}, 403)
    Api(owner).post(f"{url}readers/", {"username": "nobody-here"}, 404)
    Api(owner).post(f"{url}readers/remove/", {"username": reader.username}, 204)
    Api(reader).get(url, status=404)


def test_a_restricted_text_is_read_whole_by_members_alone():
    project = ProjectFactory(visibility="public")
    article = texts.article(project, text=f"It began.\n\n{'word ' * 200}{SECRET}.")
    Article.objects.update(rights="restricted")
    long = article.current_version.text[11:]
    passage = texts.annotation(article, quote=long)
    incident = IncidentFactory(project=project, published=True)
    texts.link(passage, incident)
    paths = (
        f"/api/v1/articles/{article.pk}/versions/1/",
        f"/articles/{article.pk}/",
        f"/api/v1/annotations/{passage.pk}/",
        "/api/v1/annotations/",
        "/api/v1/links/",
        f"/api/v1/incidents/{incident.pk}/evidence/",
        f"/incidents/{incident.pk}/",
        f"/search/?q={SECRET}",
        "/api/v1/annotations/export/",
        "/api/v1/articles/export/",
        "/api/v1/annotations/export/?format=web_annotation",
    )
    outsider, reader = Person(UserFactory()), Person(member(project, "reader"))
    for each in (Person(), outsider):
        told = [path for path in paths if SECRET in without_echo(each.read(path), SECRET)]
        assert told == []
    assert "It began" not in outsider.read(paths[1])
    assert "word word" in outsider.read(paths[2])  # an excerpt
    assert [SECRET in reader.read(path) for path in paths[:4]] == [True] * 4


def test_readers_are_named_on_a_page(client):
    """By whoever made the record or owns the project; nobody else learns who is named."""
    project = ProjectFactory()
    owner, reader, other = (member(project, role) for role in ("owner", "reader", "editor"))
    stranger = UserFactory(name="Stranger")
    incident = IncidentFactory(project=project, marking="red", published=True)
    url = f"/incidents/{incident.pk}/readers/"

    def page(who, address=url, data=None, status=200):
        client.force_login(who, backend=BACKEND)
        answer = client.post(address, data, follow=True) if data else client.get(address)
        assert answer.status_code == status
        return answer.content.decode()

    assert url in page(owner, f"/incidents/{incident.pk}/")
    page(reader, status=404)
    found = json.loads(page(owner, f"{url}find/?q={reader.username}"))
    assert [each["id"] for each in found["results"]] == [str(reader.pk)]
    assert not json.loads(page(owner, f"{url}find/?q=Stranger"))["results"]

    for words in ("nobody-here", stranger.username, ""):
        refused = page(owner, data={"person": words})
        assert "One error to correct" in refused
    assert not incident.named.exists()
    shown = page(owner, data={"person": "", "person_searched": reader.username.upper()})
    assert f"{reader.get_full_name()} is named and reads this record." in shown
    page(owner, data={"person": str(other.pk), "person_searched": other.get_full_name()})
    assert set(incident.named.all()) == {reader, other}
    assert not json.loads(page(owner, f"{url}find/?q={reader.username}"))["results"]

    assert "/readers/" not in page(reader, f"/incidents/{incident.pk}/")
    page(reader, status=403)
    page(reader, f"{url}find/?q=a", status=403)
    page(other, data={"remove": reader.username}, status=403)
    assert "Removed." in page(owner, data={"remove": reader.username})
    page(reader, status=404)


def test_a_form_shows_the_marking_that_there_is_and_never_none(client):
    project = ProjectFactory()
    owner = member(project, "owner")
    incident = IncidentFactory(project=project, marking="amber")
    client.force_login(owner, backend=BACKEND)
    form = client.get(f"/incidents/{incident.pk}/edit/").content.decode()
    field = form[form.index('<label for="id_marking"') :].split("</select>")[0]
    assert '<option value="amber" selected>' in field
    assert "optional" not in field
    assert 'value=""' not in field
