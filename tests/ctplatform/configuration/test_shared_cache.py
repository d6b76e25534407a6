"""The rows that every project reads."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command

from annotations.codebooks.services import install_codebook
from annotations.models import Code, Codebook
from incidents.models import Place

pytestmark = pytest.mark.django_db
ISKP_CORE = settings.BASE_DIR / "annotations" / "data" / "iskp_core.json"


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    """Load them for all tests here, as committed rows."""
    with django_db_blocker.unblock():
        call_command("shared", verbosity=0)
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def book(shared):
    return Codebook.objects.get(slug="iskp-core")


def test_shared_loads_countries_and_the_codebook(book):
    assert book.project is None
    assert book.state == "published"
    assert Place.objects.get(project=None, iso_alpha2="AF").name == "Afghanistan"


def test_shared_changes_nothing_the_second_time(book, capsys):
    ids = set(Code.objects.values_list("id", flat=True))
    call_command("shared")
    assert set(Code.objects.values_list("id", flat=True)) == ids
    said = capsys.readouterr().out
    assert "0 regions, 0 countries, 0 divisions, 0 region sets and 0 codebooks are new." in said


def test_iskp_core_has_six_families_and_nineteen_codes(book):
    parents = book.codes.filter(parent=None)
    assert [(code.label, code.key) for code in parents] == [
        ("Event", "1"),
        ("Detail", "2"),
        ("Actor", "3"),
        ("Responsibility", "4"),
        ("Judgement", "5"),
        ("Evidence", "6"),
    ]
    assert not parents.filter(is_codable=True).exists()
    assert book.codes.filter(is_codable=True, parent__in=parents).count() == 19


def test_iskp_core_children_have_their_family_colour_and_a_key_of_their_own(book):
    for parent in book.codes.filter(parent=None):
        children = list(parent.children.all())
        assert {code.colour for code in children} == {parent.colour}
        assert len({code.key for code in children}) == len(children)
        assert all(code.definition and code.guidance for code in children)


def test_codebook_guids_follow_from_the_names(book):
    content = json.loads(ISKP_CORE.read_text(encoding="utf-8")) | {"edition": "1.1"}
    assert install_codebook(content)
    guids = Code.objects.filter(slug="EVENT.attack").values_list("guid", flat=True)
    assert len(guids) == 2
    assert len(set(guids)) == 1
