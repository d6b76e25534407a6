"""Actors, what holds between them, and places."""

import pytest

from ctplatform.accounts.models import Project
from incidents.duplicates.queries.pairs import actor_names
from tests.acceptance.shared import needs_article
from tests.acceptance.table import RELATIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def relations(khorasan):
    return [
        (
            khorasan.key(row["subject"]),
            row["kind"],
            khorasan.key(row["object"] or row["place"]),
            row["polarity"],
            row["status"],
            khorasan.key(row["claimant"]) or row["claimant_words"],
        )
        for row in khorasan.rows("actor-relations/")
    ]


@pytest.mark.parametrize("row", RELATIONS)
def test_relation_of_the_table(row, relations):
    assert not [each for each in RELATIONS[row] if each not in relations]


def test_alleged_relations_are_none_of_the_registers_own_voice(relations):
    """Nobody is said to sponsor ISKP; who alleges it stands beside it."""
    sponsors = [row for row in relations if row[1] == "sponsors"]
    assert len(sponsors) == 5
    assert not [row for row in sponsors if (row[3], row[4]) == ("asserts", "asserted")]
    assert all(row[5] for row in sponsors if row[3] == "asserts")


def test_negative_relation_is_stored_as_such(khorasan):
    (row,) = khorasan.rows("actor-relations/", kind="unrelated_to")
    assert (khorasan.key(row["subject"]), khorasan.key(row["object"])) == ("A05", "A01")
    assert (row["label"], row["negative"], row["status"]) == ("is unrelated to", True, "asserted")
    links = khorasan.api.rows("links/", target_id=khorasan.ids["A05"])
    assert row["id"] in {link["relation"] for link in links}


def test_r04_is_an_intent_and_no_deed(khorasan):
    rows = khorasan.rows("actor-relations/", status="intended")
    assert {khorasan.key(row["object"]) for row in rows} == {"A13", "A19", "A12"}
    assert {row["kind"] for row in rows} == {"targets"}


def test_r14_recognition_is_de_facto_and_brought_no_assistance(khorasan):
    rows = [
        row
        for row in khorasan.rows("actor-relations/")
        if row["kind"] == "assists_against_terrorism"
    ]
    assert {row["label"] for row in rows} == {"gives no CT aid to"}
    assert {khorasan.key(row["subject"]) for row in rows} == {"A12", "A18", "A19", "A21"}
    kinds = {row["kind"] for row in khorasan.rows("actor-relations/")}
    assert not kinds & {"recognises", "cooperates_with"}


def test_a10_is_an_unnamed_member_who_was_killed(khorasan):
    row = khorasan.row("A10")
    assert (row["kind"], row["person_sensitivity"]) == ("individual", "suspect_unconvicted")
    assert "attacks in Kabul" in row["description"]
    (relation,) = [
        each for each in khorasan.rows("actor-relations/") if khorasan.key(each["subject"]) == "A10"
    ]
    assert (relation["kind"], khorasan.key(relation["object"])) == ("member_of", "A01")
    parts = [
        each for each in khorasan.rows("participations/") if khorasan.key(each["actor"]) == "A10"
    ]
    assert [(khorasan.key(each["incident"]), each["role"]) for each in parts] == [("I07", "target")]


def test_taliban_change_their_kind_in_2021(khorasan):
    rows = khorasan.rows("actor-kinds/", actor=khorasan.ids["A03"])
    assert {(row["kind"], row["date"]) for row in rows} == {
        ("armed_group", "../2021~"),
        ("de_facto_authority", "2021~/.."),
    }
    assert khorasan.row("A03")["kind"] == "de_facto_authority"


def test_size_is_dated_sourced_and_open_above(khorasan):
    (size,) = khorasan.rows("actor-sizes/", actor=khorasan.ids["A01"])
    assert (size["low"], size["best"], size["high"]) == (3001, None, None)
    assert (size["date"], size["unit"]) == ("2024-04", "members")
    assert size["source"]


def test_origins_of_members_are_text_and_no_actors(khorasan):
    assert "Uyghurs" in khorasan.row("A01")["membership_origins"]
    kinds = [row["kind"] for row in khorasan.rows("actors/")]
    assert "population_group" not in kinds


def test_two_taliban_share_a_name_and_a_reader_has_to_choose(khorasan):
    rows = [row for row in khorasan.rows("actor-aliases/") if row["text"] == "Taliban"]
    assert {khorasan.key(row["actor"]) for row in rows} == {"A03", "A04"}
    assert all(row["ambiguous"] for row in rows)
    project = Project.objects.get(slug="khorasan")
    assert "taliban" not in set().union(*actor_names(project).values())  # which suggests no merge


def test_collective_labels_list_no_members_of_their_own(khorasan):
    for key in ("A15", "A20", "A21", "A23", "A24", "A25", "A26"):
        assert khorasan.row(key)["kind"] == "collective_label", key
    assert khorasan.row("A07")["kind"] == "network_hypothesis"


def test_moscow_is_a_government_and_a_city(khorasan):
    (alias,) = [row for row in khorasan.rows("actor-aliases/") if row["text"] == "Moscow"]
    assert khorasan.key(alias["actor"]) == "A12"
    assert alias["ambiguous"]
    city = khorasan.row("P02")
    assert (city["name"], city["kind"], city["country"]) == ("Moscow", "city", "RU")


@needs_article
def test_moscow_in_the_text_is_said_of_one_or_the_other(khorasan):
    (as_government,) = khorasan.api.rows("links/", annotation=khorasan.passages["A12"])
    (as_city,) = khorasan.api.rows("links/", annotation=khorasan.passages["P02"])
    assert as_government["target_type"] == "actor"
    assert as_city["target_type"] == "place"


def test_durand_line_is_a_line(khorasan):
    line = khorasan.row("P18")
    assert (line["kind"], line["geometry"]) == ("line_feature", "line")
    assert (line["lat"], line["lon"]) == (None, None)
    assert line["disputed"]
    assert line["borders"] == ["AF", "PK"]
    assert line["parent"] is None


def test_gaza_is_an_area_and_no_region_of_several_countries(khorasan):
    row = khorasan.row("P17")
    assert (row["name"], row["kind"], row["country"]) == ("Gaza Strip", "area", "PS")
    assert (row["wikidata"], row["disputed"]) == ("Q39760", True)


def test_regions_of_the_article_are_none_of_the_statistics(khorasan):
    """South Asia is not M49's Southern Asia, which has Iran; the Middle East has no code."""
    for key, name in (("P19", "South Asia"), ("P21", "Middle East")):
        row = khorasan.row(key)
        assert (row["name"], row["kind"], row["un_m49"]) == (name, "region", None)
        assert row["project"]


def test_doha_accord_is_an_agreement_and_no_place(khorasan):
    names = [row["name"] for row in khorasan.rows("places/") if row["project"]]
    assert not [name for name in names if "Doha" in name]
    accord = khorasan.row("I30")
    assert (accord["title"], accord["record_kind"]) == ("Doha Accord", "context")
    assert (accord["place"], accord["absences"]["place"]) == (None, "not_applicable")


def test_codes_of_places(khorasan):
    alpha2 = {
        "P03": "AF",
        "P06": "PK",
        "P08": "IR",
        "P09": "TJ",
        "P10": "UZ",
        "P11": "IN",
        "P13": "US",
        "P14": "CN",
        "P14-RU": "RU",
        "P15": "UA",
        "P16": "IQ",
        "P16-SY": "SY",
    }
    for key, code in alpha2.items():
        assert khorasan.row(key)["iso_alpha2"] == code
    m49 = {"P12": "150", "P20": "143", "P21-002": "002"}
    for key, code in m49.items():
        row = khorasan.row(key)
        assert (row["un_m49"], row["lat"]) == (code, None)
    assert khorasan.row("P07")["iso_3166_2"] == "PK-BA"
    by_division = {"P02": "RU-MOW", "P04": "AF-KAB", "P05": "AF-KAN"}
    for key, code in by_division.items():
        above = khorasan.api.get(f"places/{khorasan.row(key)['parent']}/").json()
        assert above["iso_3166_2"] == code


def test_vague_places_have_no_position(khorasan):
    for key, kind in (
        ("P22", "unspecified"),
        ("P23", "unspecified"),
        ("P24", "historic_region"),
        ("P26", "region"),
    ):
        row = khorasan.row(key)
        assert (row["kind"], row["lat"], row["geometry"]) == (kind, None, "none")
    assert khorasan.key(khorasan.row("P23")["parent"]) == "P04"
    assert khorasan.key(khorasan.row("P01")["parent"]) == "P02"
