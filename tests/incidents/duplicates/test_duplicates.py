"""Which incidents and actors may be the same: the scores, the sweep, and what people say of it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.accounts.models import Role
from ctplatform.curation import services
from ctplatform.domain_errors import StaleVersion
from ctplatform.jobs.models import Job
from ctplatform.jobs.worker import running
from incidents.duplicates import scoring
from incidents.duplicates.queries import pairs as finding
from incidents.duplicates.scoring import ComparedIncident
from incidents.duplicates.services import dismiss_pair, reopen_pair
from incidents.models import Actor, DuplicateSuggestion, Incident, Participation
from tests.factories import incidents as register
from tests.factories.curation import Team

pytestmark = pytest.mark.both_databases

DAY = dt.date(2024, 3, 22).toordinal()


def entry(name, first=0, last=None, **values):
    last = first if last is None else last
    return ComparedIncident(
        name, DAY + first, DAY + last, **{"above": ("hall", "city", "country")} | values
    )


def test_the_same_day_and_place_are_enough_to_suggest():
    assert scoring.pair_score(entry(1), entry(2)) == (
        0.6,
        {"date": 1, "place": 1, "perpetrator": 0, "attack_type": 0, "casualties": 0},
    )


def test_every_part_adds_its_weight():
    same = {
        "perpetrators": frozenset("a"),
        "attack_types": ("armed_assault",),
        "killed": (140, None),
    }
    one, other = entry(1, **same), entry(2, **same | {"killed": (None, 145)})
    assert scoring.pair_score(one, other)[0] == 1.0


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, 0, 1), (1, 1, 0.75), (3, 3, 0.25), (4, 4, 0), (-9, 0, 0.55), (-21, 9, 0.516)],
)
def test_how_alike_dates_are(first, last, expected):
    assert scoring.dates_alike(entry(1), entry(2, first, last)) == pytest.approx(expected, 1e-3)


@pytest.mark.parametrize(
    ("above", "expected"),
    [(("hall", "city"), 1), (("city", "country"), 0.5), (("station", "city"), 0), (("sea",), 0)],
)
def test_how_alike_places_are(above, expected):
    assert scoring.places_alike(entry(1), entry(2, above=above)) == expected


def test_a_country_says_little():
    broad = {"above": ("country",), "is_broad": True}
    assert scoring.places_alike(entry(1, **broad), entry(2, **broad)) == 0.5


def test_places_within_25_km_are_near():
    moscow, krasnogorsk = (55.75, 37.62), (55.82, 37.33)
    assert scoring.distance_km(moscow, krasnogorsk) == pytest.approx(19.8, abs=0.5)
    one = entry(1, above=("a",), position=moscow)
    assert scoring.is_near(one, entry(2, above=("b",), position=krasnogorsk))
    assert not scoring.is_near(one, entry(3, above=("c",), position=(56.1, 37.62)))


def test_ranges_of_casualties_that_meet_agree():
    assert scoring.casualties_alike((137, 145), (145, None)) == 1
    assert scoring.casualties_alike((137, 140), (145, None)) == 0
    assert scoring.casualties_alike(None, (145, None)) == 0


PLACES = {
    "hall": ("hall", "city", "land"),
    "city": ("city", "land"),
    "land": ("land",),
    "none": (),
    "AF": (),
    "SO": (),
    "far": ("far", "land"),
    "pole": ("pole",),
    "line": ("line",),
    "fiji": ("fiji",),
}
POSITIONS = {
    "hall": (55.82, 37.39),
    "city": (55.75, 37.62),
    "far": (50.0, 30.0),
    "pole": (89.9, 10.0),
    "line": (-16.5, 179.95),
    "fiji": (-16.5, -179.9),
}


@st.composite
def many(draw):
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 40),
                st.integers(0, 12),
                st.sampled_from(sorted(PLACES)),
                st.floats(-0.3, 0.3),
                st.sets(st.sampled_from("abc")),
            ),
            max_size=30,
        )
    )
    found = []
    for name, (first, length, place, north, who) in enumerate(rows):
        position = POSITIONS.get(place)
        position = position and (max(-90.0, min(90.0, position[0] + north)), position[1])
        found.append(
            entry(
                name,
                first,
                first + length,
                above=PLACES[place],
                position=position,
                is_broad=place == "land",
                perpetrators=frozenset(who),
                country={"AF": "AF", "SO": "SO", "hall": "AF", "far": "SO"}.get(place),
            )
        )
    return sorted(found, key=lambda each: each.first)


@given(rows=many(), tidy=st.sampled_from([1, 20_000]))
def test_the_sweep_finds_every_near_pair_once(rows, tidy):
    before, scoring.TIDY = scoring.TIDY, tidy
    try:
        found = [frozenset((one.id, other.id)) for one, other in scoring.nearby_pairs(rows)]
    finally:
        scoring.TIDY = before
    assert len(found) == len(set(found))
    near = {
        frozenset((one.id, other.id))
        for n, one in enumerate(rows)
        for other in rows[:n]
        if scoring.is_near(one, other)
    }
    assert near <= set(found)


def test_without_places_an_actor_in_common_and_all_the_rest_must_agree():
    same = {"above": (), "perpetrators": frozenset("a"), "attack_types": ("bombing",)}
    one = entry(1, **same)
    assert scoring.is_near(one, entry(2, **same))
    assert scoring.pair_score(one, entry(2, **same))[0] == 0.65
    for apart in (
        {"perpetrators": frozenset("b")},
        {"perpetrators": frozenset()},
        {"first": 4},
        {"last": 7},
        {"above": ("hall",), "perpetrators": frozenset("b")},
    ):
        assert not scoring.is_near(one, entry(2, **same | apart)), apart
    lands = [entry(n, **same, country=country) for n, country in enumerate(("AF", "SO", None))]
    found = [(one.id, other.id) for one, other, *_ in scoring.suggested_pairs(lands)]
    assert found == [(0, 2), (1, 2)]
    assert scoring.pair_score(one, entry(2, **same | {"attack_types": ()}))[0] < scoring.SUGGEST


def test_where_one_alone_has_a_place_it_is_left_out_and_the_rest_must_agree():
    same = {"perpetrators": frozenset("a"), "attack_types": ("bombing",), "country": "AF"}
    placed = entry(1, **same)
    bare = same | {"above": ()}
    total, parts = scoring.pair_score(placed, entry(2, **bare))
    assert total == 0.65
    assert parts == {"date": 1, "perpetrator": 1, "attack_type": 1, "casualties": 0}
    assert scoring.is_near(placed, entry(2, **bare | {"country": None}))
    for apart in (
        {"perpetrators": frozenset("b")},
        {"perpetrators": frozenset()},
        {"first": 4},
        {"last": 7},
        {"country": "SO"},
    ):
        assert not scoring.is_near(placed, entry(2, **bare | apart)), apart
        assert not scoring.is_near(entry(2, **bare | apart), placed), apart
    assert not scoring.is_near(entry(1, 0, 7, **same), entry(2, **bare))
    rows = [entry(0, **bare), placed, entry(2, **bare | {"country": "SO"})]
    for order in (rows, rows[::-1]):
        found = [{one.id, other.id} for one, other, *_ in scoring.suggested_pairs(order)]
        assert found == [{0, 1}]


def test_names_that_are_alike():
    names = {
        1: {"islamic state khorasan"},
        2: {"khorasan islamic state"},
        3: {"taliban"},
        4: {"talibans"},
        5: {"aq"},
        6: {"as"},
    }
    found = {(one, other): value for one, other, value, _ in scoring.similar_actors(names)}
    assert found == {(1, 2): 1.0, (3, 4): 0.933}
    assert [pair[:2] for pair in scoring.similar_actors(names, only={4})] == [(3, 4)]


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
