"""Which incidents and actors may be the same, and what people say of it."""

import pytest

from ctplatform.accounts.models import Role
from ctplatform.curation import services
from ctplatform.domain_errors import StaleVersion
from ctplatform.jobs.models import Job
from ctplatform.jobs.worker import running
from incidents.duplicates.queries import pairs as finding
from incidents.duplicates.services import dismiss_pair, reopen_pair
from incidents.models import Actor, DuplicateSuggestion, Incident, Participation
from tests.factories import incidents as register
from tests.factories.curation import Team

pytestmark = pytest.mark.both_databases


class Twice:
    """A team whose register holds an attack on a hall twice."""

    def __init__(self):
        self.team = Team()
        self.project = self.team.project
        city = register.PlaceFactory(project=self.project, name="Krasnogorsk")
        self.hall = register.PlaceFactory(
            project=self.project, name="Hall", parent=city, lat=55.82, lon=37.39
        )
        self.one = self.attack("Attack on a concert hall")
        self.other = self.attack("Concert hall attack")

    def attack(self, title, **values):
        values = {"title": title, "date": "2024-03-22", "place": self.hall} | values
        return self.team.candidate(**values)

    def pairs(self):
        return {
            frozenset((pair.first.pk, pair.second.pk))
            for pair in DuplicateSuggestion.objects.filter(project=self.project).open()
        }

    @property
    def pair(self):
        return frozenset((self.one.pk, self.other.pk))


@pytest.fixture
def twice(db):
    return Twice()


def look_again():
    while finding.compare_changed_records():
        pass


def no_report(done, total):
    assert done <= total


def test_what_is_entered_twice_is_found(twice):
    twice.attack("Elsewhere", date="2024-05-01")
    look_again()
    assert twice.pairs() == {twice.pair}
    found = DuplicateSuggestion.objects.get()
    assert found.score == 0.6
    assert found.parts["place"] == 1
    assert not Incident.objects.filter(compared=False).exists()


def test_an_edit_is_compared_again_and_a_scan_says_the_same(twice):
    look_again()
    services.change_record(twice.other, {"date": "2024-04-22"}, by=twice.team.author)
    assert Incident.objects.filter(compared=False).get() == twice.other
    look_again()
    assert twice.pairs() == set()
    services.change_record(
        twice.other, {"date": "2024-03"}, by=twice.team.author, reason="Some day in March."
    )
    actor = register.ActorFactory(project=twice.project)
    for incident in (twice.one, twice.other):
        services.create_record(
            Participation,
            {"incident": incident, "actor": actor, "role": "perpetrator"},
            by=twice.team.author,
        )
    look_again()
    assert twice.pairs() == {twice.pair}
    scores = list(DuplicateSuggestion.objects.values_list("score", "parts"))
    DuplicateSuggestion.objects.all().delete()
    finding.compare_project(twice.project.pk, no_report)
    assert list(DuplicateSuggestion.objects.values_list("score", "parts")) == scores


def test_an_edit_that_moves_no_part_costs_one_query_less(twice, django_assert_num_queries):
    look_again()
    with django_assert_num_queries(2):  # it looks for what waits: incidents, actors
        assert finding.compare_changed_records() == 0


def test_a_pair_that_is_two_stays_two(twice):
    look_again()
    found = DuplicateSuggestion.objects.get()
    with pytest.raises(StaleVersion):
        dismiss_pair(found, by=twice.team.reviewer, expected_version=9)
    dismiss_pair(found, by=twice.team.reviewer, expected_version=1)
    services.change_record(twice.one, {"summary": "Again"}, by=twice.team.author)
    look_again()
    finding.compare_project(twice.project.pk, no_report)
    assert twice.pairs() == set()
    found.refresh_from_db()
    assert (found.state, found.by) == ("dismissed", twice.team.reviewer)
    reopen_pair(found, by=twice.team.reviewer)
    assert twice.pairs() == {twice.pair}


def test_what_has_no_place_is_found_by_its_day_and_its_actor(twice):
    actor = register.ActorFactory(project=twice.project)
    made = [
        twice.attack(title, place=None, attack_types=["bombing"], date="2024-06-01")
        for title in ("One", "Another", "Of nobody")
    ]
    for incident in made[:2]:
        services.create_record(
            Participation,
            {"incident": incident, "actor": actor, "role": "perpetrator"},
            by=twice.team.author,
        )
    look_again()
    pair = frozenset(each.pk for each in made[:2])
    assert twice.pairs() == {twice.pair, pair}
    found = DuplicateSuggestion.objects.get(parts__place=0)
    assert (found.score, found.because) == (0.65, "date 100%, perpetrator 100%, attack type 100%")
    DuplicateSuggestion.objects.all().delete()
    finding.compare_project(twice.project.pk, no_report)
    assert twice.pairs() == {twice.pair, pair}


def test_what_has_a_place_is_found_beside_what_has_none(twice):
    actor, other = (register.ActorFactory(project=twice.project) for _ in range(2))
    services.merge(other, actor, by=twice.team.editor)
    made = {
        title: twice.attack(title, attack_types=["bombing"], date="2024-06-01", **values)
        for title, values in (
            ("At the hall", {}),
            ("Somewhere", {"place": None}),
            ("Of nobody", {"place": None}),
        )
    }
    look_again()
    for title, who in (("At the hall", actor), ("Somewhere", other)):
        services.create_record(
            Participation,
            {"incident": made[title], "actor": who, "role": "perpetrator"},
            by=twice.team.author,
        )
    pair = frozenset((made["At the hall"].pk, made["Somewhere"].pk))
    for title in (None, "At the hall", "Somewhere"):
        if title:
            Incident.objects.filter(pk=made[title].pk).update(compared=False)
        look_again()
        assert twice.pairs() == {twice.pair, pair}, title
        found = DuplicateSuggestion.objects.exclude(parts__has_key="place").get()
        assert found.score == 0.65
        assert found.because == (
            "date 100%, perpetrator 100%, attack type 100%, only one has a place"
        )
        found.delete()
    finding.compare_project(twice.project.pk, no_report)
    assert twice.pairs() == {twice.pair, pair}


def test_merged_and_withdrawn_records_are_no_pair(twice):
    look_again()
    services.merge(twice.other, twice.one, by=twice.team.editor)
    assert twice.pairs() == set()
    services.unmerge(twice.other, by=twice.team.editor)
    assert twice.pairs() == {twice.pair}
    services.withdraw_record(twice.other, by=twice.team.author)
    assert twice.pairs() == set()


def test_a_scan_is_asked_for_where_much_waits(twice, monkeypatch):
    monkeypatch.setattr(finding, "MANY", 1)
    assert finding.compare_changed_records() == 0
    assert finding.compare_changed_records() == 0
    from incidents.tasks import find_duplicates  # noqa: PLC0415 - tasks register kinds when loaded

    job = running.claim(Job.objects.get().pk)
    assert job.kind == "find_duplicates"
    assert job.parameters == {"projects": [str(twice.project.pk)]}
    assert find_duplicates(job, running.Report(job)) == {"pairs": 1}
    assert twice.pairs() == {twice.pair}


def test_actors_with_one_name_are_found(db):
    team = Team()
    names = {
        "Al-Shabaab": "SO",
        "al shabaab": None,
        "Boko Haram": None,
        "Government of Niger": "NE",
        "Government of Nigeria": "NG",
    }
    actors = [
        services.create_record(
            Actor, {"project": team.project, "name": name, "country": country}, by=team.author
        )
        for name, country in names.items()
    ]
    look_again()
    found = DuplicateSuggestion.objects.get()
    assert {found.first, found.second} == {actors[0].record, actors[1].record}
    assert found.noun == "actor"
    assert "al" in found.because


def test_pairs_over_the_api(twice, client):
    look_again()
    found = DuplicateSuggestion.objects.get()
    client.force_login(twice.team.annotator)
    address = f"/api/v1/duplicates/?project={twice.project.slug}&state=open&ordering=-score"
    (row,) = client.get(address).json()["results"]
    assert (row["kind"], row["score"], row["state"]) == ("incident", 0.6, "open")
    assert row["first_title"] == twice.one.title
    assert client.get(f"{address}&record={twice.one.pk}&kind=incident").json()["results"] == [row]
    assert client.get(f"{address}&kind=actor").json()["results"] == []
    act = f"/api/v1/duplicates/{found.pk}/dismiss/"
    assert client.post(act).status_code == 403
    client.force_login(twice.team.reviewer)
    assert client.post(act, headers={"If-Match": '"old"'}).status_code == 412
    answer = client.post(act)
    assert (answer.status_code, answer.json()["state"]) == (200, "dismissed")
    assert answer.json()["by"] == twice.team.reviewer.username
    assert client.post(act.replace("dismiss", "reopen")).json()["state"] == "open"


def test_a_pair_is_hidden_with_either_of_its_records(twice, client):
    look_again()
    Incident.objects.filter(pk=twice.other.pk).update(embargo_until="2999-01-01T00:00Z")
    client.force_login(twice.team.reader)
    page = f"/duplicates/?project={twice.project.slug}"
    assert client.get("/api/v1/duplicates/").json()["results"] == []
    assert twice.other.title not in client.get(page).content.decode()
    dossier = client.get(f"/incidents/{twice.one.pk}/").content.decode()
    assert twice.other.title not in dossier
    client.force_login(twice.team.editor)
    assert twice.other.title in client.get(page).content.decode()


def test_the_queue_page(twice, client):
    look_again()
    found = DuplicateSuggestion.objects.get()
    page = f"/duplicates/?project={twice.project.slug}"
    for role, offers in (("annotator", ()), ("reviewer", ("N",)), ("editor", ("M", "N"))):
        client.force_login(getattr(twice.team, Role(role).value))
        text = client.get(page).content.decode()
        assert "60%" in text
        assert [key for key in "MN" if f'data-key="{key.lower()}"' in text] == list(offers)
    assert "May be the same as" in client.get(f"/incidents/{twice.one.pk}/").content.decode()
    client.post(f"/duplicates/{found.pk}/dismiss/")
    assert "No two records are similar" in client.get(page).content.decode()
    assert twice.one.title in client.get(f"{page}&state=dismissed").content.decode()
    client.post(f"/duplicates/{found.pk}/reopen/")
    assert "60%" in client.get(page).content.decode()


@pytest.mark.django_db
def test_a_name_that_means_others_as_well_makes_no_pair():
    """Two groups are called “Taliban”; whoever says so has said that they are two."""
    team = Team()
    actors = [register.ActorFactory(project=team.project, name=name) for name in ("TTP", "Rulers")]
    for actor in actors:
        register.ActorAliasFactory(actor=actor, text="Taliban", ambiguous=True)
    names = finding.actor_names(team.project)
    assert [names[actor.pk] for actor in actors] == [{"ttp"}, {"rulers"}]
