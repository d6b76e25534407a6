"""Incidents and series of the table, field by field, with who took part and who was harmed."""

import pytest

from tests.acceptance.table import (
    EVENTS,
    FURTHER_PLACES,
    LINKS,
    PARTS,
    STEPS,
    SUPPOSED,
    UNDATED,
)

pytestmark = pytest.mark.django_db
NAMES = ("record_kind", "date", "date_precision", "date_words", "country", "place", "lifecycle")


@pytest.fixture
def incidents(khorasan):
    return {khorasan.key(row["id"]): row for row in khorasan.rows("incidents/")}


def test_there_are_35_of_four_kinds_all_published(incidents):
    assert set(incidents) == {*EVENTS, *STEPS}
    kinds = [incidents[key]["record_kind"] for key in EVENTS]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counts == {"event": 5, "series": 18, "reference": 4, "context": 8}
    assert {row["state"] for row in incidents.values()} == {"published"}


@pytest.mark.parametrize("key", EVENTS)
def test_incident_is_what_the_table_says(key, khorasan, incidents):
    row = incidents[key]
    found = tuple(khorasan.key(row[n]) if n == "place" else row[n] for n in NAMES)
    assert found == EVENTS[key]


def test_dates_are_resolved_against_publication_and_keep_their_words(incidents):
    """No date of the article is stated but two; each of the others says that it was resolved."""
    for key, row in incidents.items():
        if row["date"]:
            stated = key in ("I06", "I12", "I13")
            assert row["date_basis"] == ("stated" if stated else "resolved_relative"), key
            assert row["date_words"], key
    assert incidents["I01"]["date_earliest"] == "2024-03-01"
    assert incidents["I01"]["date_latest"] == "2024-03-31"
    assert (incidents["I07"]["date_earliest"], incidents["I07"]["date_latest"]) == (
        None,
        "2024-04-13",
    )


def test_unknown_is_no_zero_and_not_the_same_as_not_coded(khorasan, incidents):
    for key in UNDATED:
        assert incidents[key]["absences"].get("date") == "unknown", key
    assert incidents["I02"]["absences"]["killed"] == "unknown"
    assert incidents["I17"]["absences"]["killed"] == "not_applicable"
    assert "killed" not in incidents["I12"]["absences"]  # a series: nobody has coded it
    with_figures = {khorasan.key(row["incident"]) for row in khorasan.rows("casualties/")}
    assert with_figures == {"I01", "I06", "I07"}
    assert all(row["low"] != 0 and row["best"] != 0 for row in khorasan.rows("casualties/"))


def test_more_than_150_is_a_lower_bound_alone(khorasan):
    rows = khorasan.rows("casualties/", incident=khorasan.ids["I01"])
    (killed,) = [row for row in rows if row["stated"] == "more than 150"]
    figures = (killed["low"], killed["best"], killed["high"], killed["qualifier"])
    assert figures == (151, None, None, "more_than")
    assert khorasan.source(killed) == "Tricia Bacon, essay of 13 April 2024"


def test_conflicting_count_stands_beside_the_figure_and_comes_from_elsewhere(khorasan):
    rows = khorasan.rows("casualties/", incident=khorasan.ids["I01"])
    (other,) = [row for row in rows if row["stated"] == "145"]
    assert (other["low"], other["best"], other["high"]) == (145, 145, 145)
    assert khorasan.source(other) == "Public record, as the coders know it"
    rows = khorasan.api.rows(f"incidents/{khorasan.ids['I01']}/evidence/")
    (rival,) = (row for row in rows if row["role"] == "contradicts")
    assert (rival["field"], rival["stated_value"]) == ("killed", 145)
    assert rival["source"] == khorasan.source(other)


def test_who_took_part_and_how_many(khorasan):
    found = {
        (khorasan.key(row["incident"]), khorasan.key(row["actor"]), row["role"], row["count"])
        for row in khorasan.rows("participations/")
    }
    assert found >= PARTS
    assert not [row for row in found if row[1] == "A27"]


def test_responsibility_is_claimed_heralded_attributed_and_laid_on_others(khorasan):
    rows = khorasan.rows("responsibility/", incident=khorasan.ids["I01"])
    found = {(khorasan.key(r["speaker"]), r["kind"], khorasan.key(r["about"])) for r in rows}
    assert found == {
        ("A02", "claims", "A02"),
        ("A01", "heralds", "A02"),
        ("A29", "attributes", "A01"),
        ("A12", "accuses", "A14"),
        ("A12", "accuses", "A15"),
    }
    for key in ("I22", "I23"):  # by the author alone
        (row,) = khorasan.rows("responsibility/", incident=khorasan.ids[key])
        assert (khorasan.key(row["speaker"]), row["kind"]) == ("A29", "attributes")


def test_state_strike_names_another_target_than_who_had_struck(khorasan, incidents):
    """I03: Iran answers ISKP's attack and says that it meant Jaish al-Adl."""
    assert incidents["I03"]["domain"] == "state_strike"
    parts = khorasan.rows("participations/", incident=khorasan.ids["I03"])
    roles = {row["role"]: khorasan.key(row["actor"]) for row in parts}
    assert roles == {"perpetrator": "A16", "stated_target": "A05"}
    (before,) = khorasan.rows("participations/", incident=khorasan.ids["I02"])
    assert khorasan.key(before["actor"]) == "A01" != roles["stated_target"]


def test_kinds_of_target_are_types_and_no_actors(khorasan, incidents):
    types = {key: row["target_types"] for key, row in incidents.items() if row["target_types"]}
    assert types["I01"] == ["entertainment_venue", "private_citizens"]
    assert types["I10"] == ["religious_community"]
    assert types["I18"] == ["government_general"]
    assert types["I19"] == ["diplomatic", "international_organisation"]
    assert types["I22"] == ["education"]
    assert types["I23"] == ["health_facility"]
    names = [row["name"] for row in khorasan.rows("actors/")]
    assert not [n for n in names if "Shia" in n or "Salafi" in n or "Uyghur" in n]


@pytest.mark.parametrize("chain", LINKS)
def test_links_between_incidents(chain, khorasan):
    found = {
        (khorasan.key(row["from"]), row["kind"], khorasan.key(row["to"])): row
        for row in khorasan.rows("incident-links/")
    }
    assert set(LINKS[chain]) <= set(found)
    for edge in LINKS[chain]:
        supposed = (edge[0], edge[2]) in SUPPOSED
        assert found[edge]["status"] == ("hypothesised" if supposed else "asserted")
        assert found[edge]["target_mismatch"] == (edge == ("I02", "provoked", "I03"))


def test_counts_leave_out_series_references_and_context(khorasan):
    """Figures 1 to 3 are series of the project; what is told in the plural is in none of them."""
    titles = {row["title"]: row for row in khorasan.rows("series/")}
    figures = [each for title, each in titles.items() if title.startswith("Figure ")]
    assert [
        (each["bucket"], each["filters"].get("country"))
        for each in sorted(figures, key=lambda each: each["title"])
    ] == [
        ("month", ["AF", "PK"]),
        ("month", ["AF"]),
        ("month", ["PK"]),
    ]
    for each in titles.values():
        for point in khorasan.api.get(f"series/{each['id']}/points/").json()["results"]:
            assert point["n_max"] <= 3, each["title"]


def test_further_places_of_an_incident(khorasan):
    found = {}
    for row in khorasan.rows("incident-places/"):
        place = (khorasan.key(row["place"]), row["role"])
        found.setdefault(khorasan.key(row["incident"]), set()).add(place)
    assert found == FURTHER_PLACES


def test_an_incident_is_found_by_each_of_its_countries(khorasan, incidents):
    for key, countries in (
        ("I25", ("PK", "AF")),
        ("I26", ("PK", "AF")),
        ("I29", ("IQ", "SY")),
        ("I34", ("IN", "TJ", "UZ")),
    ):
        for country in countries:
            found = {
                khorasan.key(row["id"]) for row in khorasan.rows("incidents/", country=country)
            }
            assert key in found, (key, country)


def test_steps_of_a_chain_are_context_without_a_date(incidents):
    for key in STEPS:
        row = incidents[key]
        assert (row["record_kind"], row["date"], row["place"]) == ("context", None, None)
    assert "which was not given" in incidents["K6-help"]["title"]


def test_i05_ends_the_exchange_and_is_dated_from_the_strike_before(khorasan, incidents):
    row = incidents["I05"]
    assert (row["date"], row["date_words"]) == ("2024-01/2024-04-13", "soon thereafter")
    assert row["date_basis"] == "resolved_relative"
    assert incidents["I04"]["date_earliest"] <= row["date_earliest"]
    assert row["absences"]["killed"] == "not_applicable"


def test_i06_says_no_more_than_the_article_of_the_killing_in_kabul(khorasan, incidents):
    row = incidents["I06"]
    assert (row["attack_types"], row["target_types"], row["weapon_types"]) == (
        ["assassination"],
        None,
        None,
    )
    assert row["absences"]["target_types"] == row["absences"]["weapon_types"] == "unknown"
    assert (row["doubt"], row["doubt_alternative"]) == ("yes", "state_actors")
    (killed,) = khorasan.rows("casualties/", incident=khorasan.ids["I06"])
    figures = (killed["low"], killed["best"], killed["high"], killed["qualifier"])
    assert figures == (1, None, None, "at_least")


def test_what_the_article_does_not_say_of_i01_comes_from_elsewhere(khorasan, incidents):
    """A concert hall and its visitors: known, and not from the article."""
    rows = khorasan.api.rows(f"incidents/{khorasan.ids['I01']}/evidence/")
    sources = {row["field"]: row["source"] for row in rows if row["role"] == "supports"}
    for name in ("target_types", "violence_type", "sub_event_type"):
        assert sources[name] == "Public record, as the coders know it"
    assert sources["date"] == "Reading notes of the coders"
    assert "known from elsewhere" in incidents["I01"]["summary"]


def test_durand_line_crossing_is_known_to_the_line(incidents):
    assert incidents["I26"]["place_precision"] == "line"
