"""Names in Arabic script keep the order of the words beside them."""

import pytest

from ctplatform.web.bidirectional import isolated
from ctplatform.web.templatetags.components import person

pytestmark = pytest.mark.pure


class Person:
    username = "karim"

    def __init__(self, name):
        self.name = name


def test_an_arabic_name_is_isolated_and_a_latin_one_is_left_as_it_is():
    assert person(Person("كريم حداد")) == "\u2068كريم حداد\u2069"
    assert person(Person("Karim Haddad")) == "Karim Haddad"
    assert person(Person("")) == "karim"
    assert person(None) == ""
    assert isolated("שרה") == "\u2068שרה\u2069"
