"""What a reader finds of the project on its pages."""

import re

import pytest

from ctplatform.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(khorasan, client):
    """Return a function: the words of a record's page, or of an address."""
    client.force_login(User.objects.get(username="amira"))
    paths = {
        "incident": "incidents",
        "actor": "actors",
        "allegation": "allegations",
        "assessment": "assessments",
        "place": "places",
    }

    def read(key):
        path = key
        if key in khorasan.ids:
            path = f"/{paths[khorasan.nouns[key]]}/{khorasan.ids[key]}/"
        answer = client.get(path)
        assert answer.status_code == 200, path
        return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())

    return read


def in_order(text, *words):
    places = [text.index(each) for each in words]
    assert places == sorted(places), words


def test_dossier_of_i01_tells_its_chain_its_warning_and_who_says_what(read):
    page = read("I01")
    in_order(
        page,
        "US warning to Russia before the Moscow assault",
        "Not heeded",
        "calls it not actionable",
        "warned of",
        "this incident",
        "The West and Ukraine supported the assault",
    )
    assert "5 statements, no single answer" in page
    assert "more than 150" in page
    assert "“Last month”" in page


def test_dossier_of_i02_leads_to_its_end_and_is_not_contested(read):
    """Iran's account of its own missiles is contested; that ISKP struck Iran is not."""
    page = read("I02")
    in_order(
        page,
        "provoked",
        "Iranian missiles on Balochistan",
        "was retaliated for by",
        "Pakistani strike on Iran",
        "was de-escalated by",
        "Iran and Pakistan de-escalate",
    )
    said = page[page.index("Attributed by analysts") :][:80]
    assert "contested" not in said


def test_allegation_without_a_verdict_says_so(read):
    assert "verdict: none yet" in read("C08")
    assert "dubious (Russia only)" in read("C07")


def test_list_names_a_country_once(read):
    page = read("/incidents/?project=khorasan&search=Uzbekistan")
    assert "Small attacks in Uzbekistan Uzbekistan summary of several events" in page
    assert "Balochistan , Pakistan" in read("/incidents/?project=khorasan&search=missiles")


def test_figures_that_nobody_has_looked_for_say_so(khorasan, read):
    series = {row["title"]: row["id"] for row in khorasan.rows("series/")}
    page = read(f"/figures/{series['Figure 2: ISKP attacks in Afghanistan']}/")
    assert "No coverage yet" in page
    assert "being counted" not in page


def test_incidents_are_traced_to_the_notes(khorasan, read):
    """Without the essay each core value stands on the coders' own notes of it."""
    assert "unsourced field" not in read("/incidents/?project=khorasan")


def test_j16_and_its_arguments_are_never_shown_without_their_likelihood(read):
    bare = "Governments cooperate with others"
    for page in (
        read("J16"),
        read("/search/?project=khorasan&q=governments+cooperate"),
        read("/assessments/?project=khorasan&search=cooperate+with+others"),
    ):
        assert f"held unlikely: {bare}" in page
        shown = page.replace(f"held unlikely: {bare}", "")
        assert bare not in shown
    assert "supports held unlikely: The three limits on counter-terrorism change." in read("J42")


def test_doha_accord_holds_a_pledge_and_names_its_party(read):
    page = read("I30")
    assert "holds the pledge" in page
    assert "Other participants Taliban (Afghanistan): party to it, confirmed" in page
    assert "was followed by the allegation" not in page
    assert "is the subject of the allegation" in read("I09")


def test_recognition_came_without_help_on_its_page(read):
    in_order(
        read("I32"), "came without", "Help for the Taliban against terrorism, which was not given"
    )


def test_allegation_of_i01_is_about_both(read):
    assert "Also about" in read("C01")
    assert "Government of Ukraine" in read("C01")


def test_intent_is_said_with_the_relation(read):
    assert "intended, not carried out" in read("A13")


def test_place_of_the_line_names_what_it_borders(read):
    assert "Borders Afghanistan, Pakistan" in read("P18")


def test_judgement_names_whom_it_is_about(read):
    page = read("J34")
    assert "Government of China" in page
    assert "Horizon Not applicable" in page
