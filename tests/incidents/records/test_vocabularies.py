"""The vocabularies: slugs, bands without gaps, numbers that are codes."""

from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents import vocabularies

pytestmark = pytest.mark.pure


def test_no_two_files_give_a_vocabulary_the_same_name():
    """`incidents.vocabularies` imports them all: of two of one name the later would be used."""
    named = {}
    for path in Path(vocabularies.__file__).parent.glob("*/*vocabulary.py"):
        module = import_module(f"incidents.{path.parent.name}.{path.stem}")
        for name, value in vars(module).items():
            if name.isupper():
                named.setdefault(name, []).append(value)
    assert len(named) > 20
    assert [name for name, found in named.items() if len({*map(id, found)}) > 1] == []


def test_likelihood_bands_meet_without_gap_or_overlap():
    bands = list(vocabularies.LIKELIHOODS.values())

    assert (bands[0].low, bands[-1].high) == (0, 1)
    assert all(lower.high == upper.low for lower, upper in pairwise(bands))


@given(st.decimals("0.001", "0.999", places=3))
def test_every_probability_is_in_the_band_of_one_term(probability):
    bands = vocabularies.LIKELIHOODS.values()
    assert sum(band.low <= probability < band.high for band in bands) == 1


def test_gtd_attack_types_are_numbers_of_known_slugs():
    assert set(vocabularies.GTD_ATTACK_TYPES) <= set(vocabularies.ATTACK_TYPES)
    assert sorted(vocabularies.GTD_ATTACK_TYPES.values()) == list(range(1, 10))
