import pytest

from incidents.countries.countries import is_code, name_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("AF", True),
        ("XK", True),
        ("ZZ", False),
        ("af", False),
        ("AFG", False),
        ("", False),
        ("X1", False),
        ("ÄÖ", False),
    ],
)
def test_is_code_knows_iso_and_user_assigned_codes(text, good):
    assert is_code(text) == good


@pytest.mark.parametrize(
    ("code", "name"),
    [("TZ", "Tanzania"), ("AF", "Afghanistan"), ("XK", "Kosovo"), ("XZ", "XZ"), (None, "")],
)
def test_name_of_is_the_common_name(code, name):
    assert name_of(code) == name
