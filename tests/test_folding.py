import pytest

from ctplatform.folding import fold

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
