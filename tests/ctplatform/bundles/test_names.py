"""Names of people and shared rows, and the ids of copies."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from ctplatform.bundles.contents import names

pytestmark = pytest.mark.pure


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_a_name_holds_any_text_and_is_found_in_any_text(first, second):
    name = names.urn("code", first, second)
    assert names.URN.fullmatch(name)
    found = []
    names.replaced([f"x={name}&y"], names.URN, lambda text: found.append(text) or text)
    assert found == [name]


@given(st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._+@-]{0,60}\Z"))
def test_the_name_of_a_person_gives_the_username(username):
    assert names.username_of(names.person_urn(username)) == username
    assert names.username_of(username) is None


def test_ids_are_replaced_in_keys_and_values_at_any_depth():
    old, new = str(uuid.uuid4()), str(uuid.uuid4())
    value = {"a": [{old: f"/x/?place={old}&n=1"}, 3, None, True]}
    changed = names.replaced(value, names.ID, {old: new}.get)
    assert changed == {"a": [{new: f"/x/?place={new}&n=1"}, 3, None, True]}


def test_new_ids_keep_the_order_and_depend_on_the_copy():
    old = [str(uuid7()) for _ in range(2000)]
    one, other = names.NewIds(uuid.uuid4()), names.NewIds(uuid.uuid4())
    new = [one(each) for each in old]
    assert len(set(new) | set(old)) == 4000
    assert new == [one(each) for each in old]
    assert not set(new) & {other(each) for each in old}
    assert [each[:18] for each in new] == [each[:18] for each in old]
