"""Rows of known records that have a key in a dataset are found again by it."""

import pytest

from incidents.actors.services import create_actor
from incidents.models import ActorSizeEstimate, ImportedKey
from tests.factories.curation import Team
from tests.incidents.imports.record_tables.tables import bring, counts, write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_new_row_of_a_known_record_is_known_by_its_key_afterwards(tmp_path):
    team = Team()
    create_actor({"project": team.project, "name": "JNIM"}, by=team.author)
    mapping = {"columns": {"key": "key", "actor": "actor", "best": "best", "date": "date"}}
    row = {"key": "7", "actor": "JNIM", "best": "800", "date": "2017"}
    sizes = write_csv(tmp_path / "sizes.csv", row)
    how = {"dataset": "list", "mapping": mapping}
    assert counts(bring(team, sizes, "actor-sizes", **how)) == (1, 0, 0)
    assert ImportedKey.objects.get().record_id == ActorSizeEstimate.objects.get().pk

    assert counts(bring(team, sizes, "actor-sizes", **how)) == (0, 0, 1)
    newer = write_csv(tmp_path / "newer.csv", row | {"best": "900"})
    assert counts(bring(team, newer, "actor-sizes", **how)) == (0, 1, 0)
    assert ActorSizeEstimate.objects.get().best == 900
