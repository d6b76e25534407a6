"""The killed of an incident that others were merged into: stored, sorted, listed, told and kept."""

import datetime as dt
import importlib
import random
import re

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from ctplatform.curation import services
from ctplatform.markings.levels import MARKINGS
from incidents.casualties.merged_figures import update_merged_figures
from incidents.figures.estimates import governing_estimates, killed_of
from incidents.models import CasualtyEstimate, Incident
from tests.ctplatform.rest.client import Api
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LEVELS = list(MARKINGS)
LATER = dt.timedelta(days=1)


class Family:
    """Candidates of an open project, with estimates of the killed, merged and released."""

    def __init__(self, *names, **values):
        self.team = Team("open", visibility="public")
        self.editor = self.team.owner
        self.rows = {
            name: self.team.candidate(by=self.editor, title=name, date=None, **values)
            for name in names
        }

    def __getitem__(self, name):
        return Incident.objects.get(pk=self.rows[name].pk)

    def add(self, name, **values):
        values = {"low": None, "high": None} | values
        return self.team.casualty(self[name], by=self.editor, **values)

    def merge(self, name, into, **options):
        return services.merge(self[name], self[into], by=self.editor, **options)

    def unmerge(self, name):
        return services.unmerge(self[name], by=self.editor)

    def change(self, record, **values):
        return services.change_record(record, values, by=self.editor, reason="So.")

    def stored(self):
        return dict(Incident.objects.values_list("title", "killed_figure"))

    def is_true(self):
        """What is stored, once it was held against the estimates, record by record."""
        for row in Incident.objects.all():
            open_ones = [each for each in row.merged.all() if as_open(each, row)]
            found = CasualtyEstimate.objects.filter(incident__in=[row, *open_ones], kind="killed")
            told = [vars(each) for each in governing_estimates(found.order_by("id"), row.pk)]
            assert row.killed_figure == killed_of(told), row
        return self.stored()

    def listed(self, person, query=""):
        """{title: the killed that the list page shows a person}, in its order."""
        html = read(person, f"/incidents/?project={self.team.project.slug}{query}")
        rows = re.findall(r"<tr data-row>(.*?)</tr>", html, re.DOTALL)
        return {
            re.search(r'data-open dir="auto">(.*?)</a>', row)[1]: re.findall(
                r'<span class="nowrap">([^<]*)</span>', row.split('data-label="Fatalities"')[1]
            )
            for row in rows
        }

    def told(self, person, ordering="-killed"):
        at = f"incidents/?project={self.team.project.slug}&ordering={ordering}"
        return {row["title"]: row["killed"] for row in Api(person).get(at).json()["results"]}


def read(person, path):
    client = Client()
    client.force_login(person)
    return client.get(path).content.decode()


def as_open(merged, row):
    until = merged.embargo_until
    lifted = until is None or until <= timezone.now()
    lifted = lifted or bool(row.embargo_until and until <= row.embargo_until)
    return lifted and LEVELS.index(merged.marking) <= LEVELS.index(row.marking)


def test_page_list_order_api_and_export_tell_what_was_merged_into_a_record():
    family = Family("A", "B", "C")
    family.add("B", best=12)
    family.add("C", best=7)
    reader = family.team.reader
    assert list(family.told(reader).values()) == [12, 7, None]
    family.merge("B", into="A")
    assert family.is_true() == {"A": 12, "B": 12, "C": 7}
    assert list(family.told(reader).items()) == [("A", 12), ("C", 7)]
    assert list(family.told(reader, "killed").items()) == [("C", 7), ("A", 12)]
    assert list(family.listed(reader, "&sort=-killed").items()) == [
        ("A", ["12"]),
        ("C", ["7"]),
    ]
    page = read(reader, f"/incidents/{family['A'].pk}/")
    assert "12" in page.split('id="harm-head"')[0]
    asked = f"/api/v1/incidents/export/?project={family.team.project.slug}&format=csv"
    lines = b"".join(client_of(reader).get(asked).streaming_content).decode().splitlines()
    place = lines[0].split(",").index("killed")
    assert [line.split(",")[place] for line in lines[1:]] == ["12", "7"]
    family.unmerge("B")
    assert family.is_true() == {"A": None, "B": 12, "C": 7}
    assert family.listed(reader)["A"] == []


def test_ones_own_estimates_go_first_and_give_way_when_they_go():
    family = Family("A", "B")
    family.add("B", best=12)
    family.merge("B", into="A")
    own = family.add("A", low=3)
    assert family.is_true()["A"] == 3
    assert family.listed(family.team.reader)["A"] == ["at least 3"]
    services.withdraw_record(own, by=family.editor)
    assert family.is_true()["A"] == 12
    family.add("A", stated="unknown")
    assert family.is_true()["A"] is None
    assert family.listed(family.team.reader)["A"] == ["unknown"]


def test_of_several_merged_records_one_is_told_the_chosen_one_first():
    family = Family("A", "B", "C", "D")
    for name, values in (
        ("B", {"best": 4, "group": "soldiers"}),
        ("B", {"best": 5, "group": "civilians"}),
        ("C", {"best": 20}),
        ("D", {"best": 6}),
    ):
        family.add(name, **values)
    reader = family.team.reader
    for name, figure, words in (("B", 9, ["4", "5"]), ("C", 20, ["20"])):
        family.merge(name, into="A")
        assert family.is_true()["A"] == figure
        assert family.listed(reader)["A"] == words
    family.change(family["D"].casualties.get(), selected=True)
    family.merge("D", into="A")
    assert family.is_true()["A"] == 6
    assert family.listed(reader)["A"] == ["6"]


def test_what_is_marked_stricter_or_longer_under_embargo_moves_no_figure_of_an_open_record():
    family = Family("A", "B", "C")
    family.add("B", best=12)
    family.add("C", best=7)
    family.change(family["B"], marking="red")
    family.change(family["C"], embargo_until=timezone.now() + LATER)
    family.merge("B", into="A")
    family.merge("C", into="A")
    assert family.is_true()["A"] is None
    assert family.told(UserFactory()) == {"A": None}
    assert family.listed(family.team.reader) == {"A": []}
    assert family.listed(family.editor) == {"A": ["12"]}
    family.change(family["A"], embargo_until=timezone.now() + LATER)
    assert family.is_true()["A"] == 7
    family.change(family["A"], marking="red")
    assert family.is_true()["A"] == 12
    family.change(family["A"], marking="clear", embargo_until=None)
    assert family.is_true()["A"] is None


def test_an_embargo_that_ends_lets_the_figure_through(django_assert_num_queries):
    family = Family("A", "B")
    family.add("B", best=12)
    family.change(family["B"], embargo_until=timezone.now() + LATER)
    family.merge("B", into="A")
    assert (update_merged_figures(), family.stored()["A"]) == (0, None)
    ended = timezone.now() - LATER
    Incident.objects.filter(title="B").update(embargo_until=ended)
    assert (update_merged_figures(), family.stored()["A"]) == (1, 12)
    with django_assert_num_queries(3):
        assert update_merged_figures() == 0
    family.is_true()


def test_no_figure_of_a_restricted_record_leaves_with_outsiders():
    family = Family("A", "B", "C", "D")
    for name in "BCD":
        family.add(name, best=12)
    family.change(family["B"], rights="restricted")
    family.change(family["C"], rights="restricted")
    family.merge("B", into="A")
    family.merge("C", into="D")

    def exported(person, form):
        at = f"/api/v1/incidents/export/?project={family.team.project.slug}&format={form}"
        text = b"".join(client_of(person).get(at).streaming_content).decode()
        return re.findall(r'"killed":(\w+)', text)

    for form in ("jsonl", "geojson"):
        assert exported(UserFactory(), form) == ["null", "12"]
        assert exported(None, form) == ["null", "12"]
        assert exported(family.team.reader, form) == ["12", "12"]


def test_a_split_that_is_taken_back_brings_its_figure_home():
    family = Family("A", "B")
    one, _other = family.add("A", best=5), family.add("A", best=3, kind="injured")
    split = services.split(family["A"], {"title": "C"}, move=[one.pk], by=family.editor)
    family.rows["C"] = split.record
    assert family.is_true() == {"A": None, "B": None, "C": 5}
    services.revert(split.revision, by=family.editor, reason="One.")
    assert family.is_true()["A"] == 5
    family.merge("A", into="B")
    assert family.is_true()["B"] == 5
    assert family["C"].merged_into_id == family["B"].pk


@pytest.mark.parametrize("seed", range(8))
def test_after_any_edits_the_stored_figure_is_what_the_rows_say(seed):
    pick, family = random.Random(seed), Family("A", "B", "C", "D", "E")
    for _step in range(25):
        name, other = pick.sample("ABCDE", 2)
        record, into = family[name], family[other]
        free = record.merged_into_id is None
        if free and pick.random() < 0.4:
            family.add(
                name,
                best=pick.choice((None, 1, 2, 30)),
                low=pick.choice((None, 1)),
                group=pick.choice(("", "", "soldiers")),
                selected=pick.random() < 0.3,
            )
        elif free and pick.random() < 0.4:
            family.change(record, marking=pick.choice(LEVELS))
        elif free and pick.random() < 0.3 and record.casualties.exists():
            services.withdraw_record(pick.choice(record.casualties.all()), by=family.editor)
        elif free and into.merged_into_id is None:
            family.merge(name, into=other)
        elif not free:
            family.unmerge(name)
        family.is_true()


def test_an_upgrade_finds_the_figures_and_can_be_taken_back():
    family = Family("A", "B", "C", "D", "E")
    for name, best in (("B", 12), ("C", 5), ("D", 6)):
        family.add(name, best=best)
    family.change(family["B"], marking="red")
    for name, into in (("B", "A"), ("C", "A"), ("D", "E")):
        family.merge(name, into=into)
    before = family.is_true()
    migration = importlib.import_module("incidents.migrations.0015_killed_of_merged")
    migration.give_back(apps, None)
    assert family.stored() == before | {"A": None, "E": None}
    migration.take_over(apps, None)
    assert family.stored() == before == {"A": 5, "B": 12, "C": 5, "D": 6, "E": 6}
