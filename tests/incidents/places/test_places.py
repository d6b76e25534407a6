"""What makes a place a sound one: levels, codes, names, and what it shares with no other."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ctplatform.curation import services as curation
from ctplatform.search.folding import fold
from incidents.models import Place
from incidents.places.place_hierarchy import LEVELS, may_contain
from tests.factories import incidents as make

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def error_of(place):
    with pytest.raises(ValidationError) as caught:
        place.full_clean()
    return caught.value.message_dict


@pytest.mark.parametrize("kind", LEVELS)
def test_every_level_lies_in_a_larger_one_alone(kind):
    larger = {above for above in LEVELS if may_contain(kind, above)}
    assert larger == {above for above in LEVELS if LEVELS[above] > LEVELS[kind]}


@pytest.mark.parametrize("free", ["region", "line_feature", "historic_region", "unspecified", None])
def test_regions_lines_and_unspecified_places_are_free(free):
    assert may_contain(free, "venue")
    assert may_contain("country", free)


def test_a_country_in_a_city_is_refused_at_the_place_above():
    city = make.PlaceFactory(kind="city")
    country = make.PlaceFactory.build(
        created_by=None, kind="country", parent=city, project=city.project
    )
    assert error_of(country) == {
        "parent": ["A country cannot lie in a town or city: choose a larger place."]
    }


def test_a_place_does_not_become_smaller_than_what_lies_in_it():
    city = make.PlaceFactory(kind="city")
    make.PlaceFactory(kind="neighbourhood", name="Old town", parent=city, project=city.project)
    city.kind = "venue"
    assert error_of(city) == {"kind": ["“Old town”, a neighbourhood, lies in this place."]}


def test_a_loop_over_several_places_is_refused():
    top = make.PlaceFactory(kind="unspecified")
    middle = make.PlaceFactory(kind="unspecified", parent=top, project=top.project)
    low = make.PlaceFactory(kind="unspecified", parent=middle, project=top.project)
    top.parent = low
    assert error_of(top) == {"parent": ["A place cannot lie in itself."]}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"iso_3166_2": "AF-XYZ"}, "iso_3166_2", "not an ISO 3166-2 code"),
        ({"iso_3166_2": "kab"}, "iso_3166_2", "not an ISO 3166-2 code"),
        ({"un_m49": "999"}, "un_m49", "not a UN M49 code"),
        ({"wikidata": "889"}, "wikidata", "Write Q and a number"),
        ({"wikidata": "Q0"}, "wikidata", "Write Q and a number"),
        ({"wikidata": "Q889\n"}, "wikidata", "Write Q and a number"),
        ({"iso_alpha2": "ZZ"}, "iso_alpha2", "not an ISO 3166-1"),
        ({"geonames_id": -1}, "geonames_id", "greater than or equal to 0"),
        ({"disputed_note": "Claimed by both"}, "disputed", "tick “disputed”"),
        ({"geometry": "blob"}, "geometry", "not a valid choice"),
        ({"public_precision": "none"}, "public_precision", "not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(values, field, words):
    place = make.PlaceFactory(kind="admin1")
    for name, value in values.items():
        setattr(place, name, value)
    errors = error_of(place)
    assert list(errors) == [field]
    assert words in errors[field][0]


def test_a_division_lies_in_the_country_of_its_code():
    pakistan = make.CountryFactory(iso_alpha2="PK", name="Pakistan")
    place = make.PlaceFactory(kind="admin1", parent=pakistan, name="Kabul", iso_3166_2="PK-BA")
    place.iso_3166_2 = "AF-KAB"
    assert error_of(place) == {"iso_3166_2": ["AF-KAB is in AF, but the place lies in PK."]}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("Kabul", "Write a list"),
        ([{"name": ""}], "Name 1 needs a name"),
        ([{"name": "Kabul"}, {"name": "x" * 201}], "Name 2 needs a name"),
        ([{"name": "کابل", "language": "Persian!"}], "has the language"),
        ([{"name": "کابل", "script": "arabic"}], "has the script “arabic”; write Arab"),
        ([{"name": "Cabul", "kind": "wrong"}], "choose one of official, common, former"),
        ([{"name": "Cabul", "lang": "pt"}], "has “lang”; write name, language"),
        ([{"name": str(n)} for n in range(101)], "100 at most"),
    ],
)
def test_other_names_are_checked_one_by_one(names, words):
    place = make.PlaceFactory()
    place.names = names
    errors = error_of(place)
    assert list(errors) == ["names"]
    assert words in errors["names"][0]


def test_names_in_any_script_are_found():
    name = {"name": "کابل", "language": "fa", "script": "Arab", "kind": "official"}
    place = make.PlaceFactory(name="Kabul", names=[name])
    place.full_clean()
    assert fold("کابل") in place.search_text


@pytest.mark.parametrize("values", [{"geonames_id": 1138958}, {"wikidata": "Q5838"}])
def test_an_id_names_one_place_of_a_project(values):
    first = make.PlaceFactory(name="Kabul", **values)
    other = make.PlaceFactory.build(created_by=None, project=first.project, **values)
    assert error_of(other) == {next(iter(values)): ["“Kabul” has this id already."]}
    make.PlaceFactory(**values)  # in another project
    with pytest.raises(IntegrityError), transaction.atomic():
        make.PlaceFactory(project=first.project, **values)


@pytest.mark.parametrize("inside", [True, False])
def test_a_place_has_a_name_of_its_own_in_what_it_lies_in(inside):
    above = make.PlaceFactory(kind="admin1")
    parent = above if inside else None
    first = make.PlaceFactory(name="Qalʿa", parent=parent, project=above.project)
    other = make.PlaceFactory.build(
        created_by=None, name="QALʿA", parent=parent, project=above.project
    )
    assert error_of(other) == {"name": ["There is a town or city of this name already: “Qalʿa”."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        make.PlaceFactory(name="QALʿA", parent=parent, project=above.project)
    Place.objects.filter(pk=first.pk).update(state="withdrawn")
    make.PlaceFactory(name="QALʿA", parent=parent, project=above.project)


def test_the_api_keeps_every_field_and_names_what_is_wrong(api, project):
    make.CountryFactory()
    body = {
        "project": project.slug,
        "name": "Kabul",
        "kind": "city",
        "country": "AF",
        "iso_3166_2": "AF-KAB",
        "geonames_id": 1138958,
        "wikidata": "Q5838",
        "gazetteer": "GeoNames 2026-11",
        "geometry": "point",
        "lat": 34.53,
        "lon": 69.17,
        "uncertainty_m": 10000,
        "disputed": False,
        "public_precision": "exact",
        "names": [{"name": "کابل", "language": "fa", "script": "Arab", "kind": "official"}],
    }
    made = api.post("/api/v1/places/", body, format="json")
    assert made.status_code == 201, made.json()
    answer = made.json()
    assert {name: answer[name] for name in body} == body
    assert answer["un_m49"] is answer["disputed_note"] is None
    wrong = api.post(
        "/api/v1/places/",
        body | {"name": "Herat", "geonames_id": 1, "wikidata": "Q"},
        format="json",
    )
    assert wrong.status_code == 400
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["/wikidata"]
    again = api.post("/api/v1/places/", body, format="json")
    assert again.status_code == 400
    assert again.json()["errors"][0]["pointer"] in ("/geonames_id", "/wikidata", "/name")


def test_the_door_refuses_a_loop(author, project):
    one = curation.create_record(
        Place, {"name": "A", "kind": "region", "project": project}, by=author
    )
    two = curation.create_record(
        Place, {"name": "B", "kind": "region", "parent": one.record, "project": project}, by=author
    )
    with pytest.raises(ValidationError, match="cannot lie in itself"):
        curation.change_record(one.record, {"parent": two.record}, by=author)
