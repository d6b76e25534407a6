"""The places that all projects share."""

import time

import pycountry
import pytest
from django.core.management import call_command

from incidents import services
from incidents.countries import countries, m49
from incidents.countries.disputed_places import DISPUTED
from incidents.models import Place
from incidents.places.gazetteer import code_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(scope="module")
def first_load(django_db_setup, django_db_blocker):
    """Load them for all tests here, as committed rows; return what was new, and seconds of it."""
    with django_db_blocker.unblock():
        start = time.process_time()
        found = services.load_gazetteer()
        yield found, time.process_time() - start
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def loaded(first_load):
    return first_load[0]


def test_everything_is_loaded_once(loaded, django_assert_max_num_queries):
    assert loaded == (len(m49.REGIONS), len(pycountry.countries), 3590)
    with django_assert_max_num_queries(6):
        assert services.load_gazetteer() == (0, 0, 0)
    assert Place.objects.filter(project=None).count() == sum(loaded)
    assert set(Place.objects.values_list("version", flat=True)) == {1}


def test_a_first_load_takes_less_than_three_seconds_of_processor(first_load):
    assert first_load[1] < 3


def test_a_country_has_its_codes_its_region_and_its_gazetteer(loaded):
    place = Place.objects.select_related("parent__parent").get(iso_alpha2="AF")
    assert (place.name, place.iso_alpha3, place.iso_numeric, place.un_m49) == (
        "Afghanistan",
        "AFG",
        "004",
        "004",
    )
    assert (place.parent.un_m49, place.parent.parent.un_m49) == ("034", "142")
    assert place.gazetteer.startswith("pycountry 2")
    assert not place.disputed


@pytest.mark.parametrize(
    ("code", "name", "country"),
    [("AF-KAB", "Kābul", "AF"), ("PK-BA", "Balochistan", "PK"), ("RU-MOW", "Moskva", "RU")],
)
def test_divisions_lie_in_their_countries(loaded, code, name, country):
    place = Place.objects.select_related("parent").get(iso_3166_2=code)
    assert (place.name, place.country, place.parent.iso_alpha2) == (name, country, country)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Афганистан", "AF"),
        ("أفغانستان", "AF"),
        ("افغانستان", "AF"),
        ("阿富汗", "AF"),
        ("Кабул", "AF-KAB"),
        ("middle east", "145"),
        ("south asia", "034"),
        ("persia", None),
        ("irn", "IR"),
    ],
)
def test_places_are_found_in_other_scripts(loaded, client, words, code):
    found = client.get("/api/v1/places/", {"search": words}).json()["results"]
    codes = {each["iso_3166_2"] or each["iso_alpha2"] or each["un_m49"] for each in found}
    assert (code in codes) if code else not codes


def test_loading_again_brings_what_moved_up_to_date(loaded):
    Place.objects.filter(iso_alpha2="AF").update(name="Old name", names=[])
    assert services.load_gazetteer() == (0, 0, 0)
    place = Place.objects.get(iso_alpha2="AF")
    assert (place.name, place.version) == ("Afghanistan", 2)
    assert {"name": "أفغانستان", "language": "ar", "kind": "common"} in place.names


def test_disputed_places_say_so(loaded):
    shared = {code_of(place): place for place in Place.objects.all()}
    assert DISPUTED.keys() <= shared.keys()
    assert {code for code, place in shared.items() if place.disputed} == DISPUTED.keys()
    assert "Kashmir" in shared["PK-GB"].disputed_note


def test_shared_places_obey_the_rules_of_all_places(loaded):
    for place in Place.objects.select_related("parent").order_by("?")[:150]:
        place.clean_fields(exclude=["project", "created_by", "published_by"])
        place.clean()


def test_every_country_stands_in_one_region():
    listed = [each for found in m49._COUNTRIES.values() for each in found.split()]
    assert len(listed) == len(set(listed))
    assert {each.alpha_2 for each in pycountry.countries} - set(listed) == {"AQ"}
    assert m49.countries_of("001") == set(listed)
    assert m49.countries_of("143") == {"KG", "KZ", "TJ", "TM", "UZ"}
    assert m49.parts_of("142") == {"142", "143", "030", "035", "034", "145"}
    assert not m49.countries_of("999")


def test_region_codes_and_country_codes_never_meet():
    assert not any(countries.is_numeric(code) for code in m49.REGIONS)
