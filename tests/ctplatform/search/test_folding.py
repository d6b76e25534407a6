import pytest

from ctplatform.search.folding import find, fold

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("texts", "folded"),
    [
        (("Zamość",), "zamosc"),
        (("  Crocus\n City", None, "Hall "), "crocus city hall"),
        (("STRASSE", "Straße"), "strasse strasse"),
        (("عَيْن",), "عين"),
        ((), ""),
    ],
)
def test_fold_forgets_case_accents_and_spacing(texts, folded):
    assert fold(*texts) == folded


def test_find_gives_the_place_in_the_text_as_it_is_written():
    text = "À Sévaré — ﬁn"
    assert text[slice(*find("SEVARE", text))] == "Sévaré"
    assert text[slice(*find("fin", text))] == "ﬁn"
    assert find("zebra", text) is None
    assert find("", text) is None
