"""Every item of the table: a passage of the article that speaks of a record, and of a field."""

import pytest

from tests.acceptance.shared import items, needs_article
from tests.acceptance.table import SAYS

pytestmark = [pytest.mark.django_db, needs_article]


def test_every_item_is_linked_to_its_records_with_field_and_stated_value(khorasan):
    assert {item["id"] for item in items()} == set(SAYS) == set(khorasan.passages)
    links = {}
    for row in khorasan.rows("links/"):
        links.setdefault(row["annotation"], set()).add(
            (khorasan.key(row["target_id"]), row["field"], repr(row["stated_value"]))
        )
    for item, said in SAYS.items():
        stated = {
            (key, name, repr(khorasan.ids.get(value, value) if isinstance(value, str) else value))
            for key, name, value in said
        }
        assert links[khorasan.passages[item]] == stated, item


def test_every_record_of_the_table_has_a_passage_in_its_paragraph(khorasan):
    """The evidence of a record names the passage, and the passage stands where the table says."""
    (article,) = [row for row in khorasan.rows("articles/") if row["source"] is None]
    text = khorasan.api.get(f"articles/{article['id']}/versions/1/").json()
    for item in items():
        key = SAYS[item["id"]][0][0]
        noun = f"{khorasan.nouns[key]}s"
        rows = khorasan.api.rows(f"{noun}/{khorasan.ids[key]}/evidence/")
        passages = [row for row in rows if row["annotation"] == khorasan.passages[item["id"]]]
        assert passages, item["id"]
        assert passages[0]["quote"] == item["anchor"]
        assert passages[0]["article"] == article["id"]
        label = next(
            each["label"]
            for each in text["segments"]
            if each["start"] <= item["start"] < each["end"]
        )
        assert label == f"¶{item['anchor_paragraph']}"


def test_incident_cites_each_field_from_a_passage_of_its_own(khorasan):
    """I01's figure, its gunmen, its claimants, and the incident itself: four passages."""
    rows = khorasan.api.rows(f"incidents/{khorasan.ids['I01']}/evidence/")
    ours = {pk: item for item, pk in khorasan.passages.items()}
    cited = {row["field"]: ours.get(row["annotation"]) for row in rows if row["annotation"] in ours}
    assert cited == {"": "I01", "killed": "Q01", "perpetrator": "A08", "responsibility": "C09"}


def test_misspelt_name_stays_on_the_passage(khorasan):
    """What the article misspells is what it states, and no name of the actor."""
    (link,) = khorasan.api.rows("links/", annotation=khorasan.passages["A11"])
    assert link["stated_value"] == "Vladmir Putin"
    actor = khorasan.row("A11")
    assert actor["name"] == "Vladimir Putin"
    assert "Vladmir" not in str(actor)
