"""The small marks: what they say in words, and what they escape."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import engines
from django.utils import timezone

pytestmark = pytest.mark.pure


def render(source, **context):
    return engines["django"].from_string("{% load components drawings %}" + source).render(context)


def test_chip_says_its_kind_and_escapes_its_title():
    page = render('{% chip "incident" title "/incidents/1/" %}', title="<b>In Amenas</b>")
    assert page.startswith('<a class="chip" href="/incidents/1/">')
    assert '<span class="visually-hidden">Incident</span>' in page
    assert "&lt;b&gt;In Amenas" in page


def test_chip_without_an_address_is_no_link():
    assert render('{% chip "actor" "AQIM" %}').startswith("<span")


@pytest.mark.parametrize("role", ["supports", "contradicts", "mentions"])
def test_stance_always_has_its_word(role):
    assert f"</svg>{role}</span>" in render("{% stance role %}", role=role)


def test_stance_of_another_role_looks_like_a_mention_and_says_its_own_word():
    assert 'stance-mentions"' in render('{% stance "restates" %}')
    assert "restates" in render('{% stance "restates" %}')


def test_grade_spells_itself_out_and_dashes_what_cannot_be_judged():
    assert 'title="usually reliable, probably true">B2' in render('{% grade "B2" %}')
    assert "grade-open" in render('{% grade "F6" %}')
    assert "grade-open" not in render('{% grade "B1" %}')
    assert render('{% grade "" %}{% grade none %}') == ""


def test_tlp_keeps_the_prescribed_words():
    assert (
        render('{% tlp "amber+strict" %}') == '<span class="tlp tlp-amber">TLP:AMBER+STRICT</span>'
    )
    assert render('{% tlp "" %}') == ""


def test_absences_are_never_alike():
    words = {
        render(f'{{% absence "{kind}" %}}') for kind in ("unknown", "uncoded", "not_applicable")
    }
    assert len(words) == 3


def test_day_takes_dates_moments_and_nothing():
    assert render("{{ d|day }}", d=date(2014, 2, 4)) == "4 Feb 2014"
    assert render("{{ d|day }}", d=datetime(2014, 2, 4, 12, tzinfo=UTC)) == "4 Feb 2014"
    assert render("{{ d|day }}", d=None) == ""


@pytest.mark.parametrize(
    ("ago", "said"), [({"minutes": 20}, "20 min"), ({"hours": 3}, "3 h"), ({"days": 6}, "6 d")]
)
def test_age_uses_the_largest_unit_that_fits(ago, said):
    assert render("{{ t|age }}", t=timezone.now() - timedelta(**ago, seconds=5)) == said


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Lena Harcourt", "LH"), ("olga", "O"), ("Jan van der Berg", "JB"), ("", "")],
)
def test_initials_are_of_the_first_and_last_word(name, letters):
    assert render("{{ name|initials_of }}", name=name) == letters


def test_strip_draws_touching_marks_as_one_and_counts_all():
    lanes = [{"colour": "ochre", "spans": [(0, 10), (10, 20), (50, 51)]}]
    page = render("{% strip lanes 100 %}", lanes=lanes)
    assert page.count("strip-mark") == 2
    assert 'aria-label="3 marks"' in page


def test_sparkline_breaks_at_gaps_and_hatches_them():
    page = render("{% sparkline values %}", values=[1, None, 3, 2])
    assert page.count("not-covered") == 1
    assert page.count("M") >= 3  # the base, and two pieces of line
    assert "highest 3" in page
    assert render("{% sparkline values %}", values=[None, None]) == ""


def test_bars_say_for_and_against():
    page = render("{% bars 3 2 %}")
    assert 'aria-label="3 for, 2 against"' in page
    assert (page.count('fill="currentColor"'), page.count('fill="none"')) == (3, 2)


def test_progress_of_nothing_is_empty():
    assert 'aria-label="0 %"' in render("{% progress 0 0 %}")
    assert 'aria-label="50 %"' in render("{% progress 10 20 1 %}")
