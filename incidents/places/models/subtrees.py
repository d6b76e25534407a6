"""All places within a place, over any number of levels, as one subquery.

A place that was merged counts as the place that it was merged into.
"""

from django.db import connections
from django.db.models.expressions import RawSQL

from incidents.places.models.places import Place

SQL = """
WITH RECURSIVE below(id) AS (
  SELECT COALESCE(merged_into_id, id) FROM incidents_place WHERE id = %s
  UNION
  SELECT part.id FROM incidents_place part
  JOIN below ON part.parent_id = below.id OR part.merged_into_id = below.id
)
SELECT {column} FROM incidents_place JOIN below USING (id){where}
"""
"""UNION keeps each place once, so that the query ends even if there is a cycle."""


def subtree_ids(pk, *, using):
    """The ids of the place with this id and of all places within it."""
    return _subtree_sql("id", "", pk, using)


def countries_in(pk, *, using):
    """The alpha-2 codes of the countries among these places."""
    return _subtree_sql("iso_alpha2", " WHERE iso_alpha2 IS NOT NULL", pk, using)


def _subtree_sql(column, where, pk, using):
    value = Place._meta.pk.get_db_prep_value(pk, connections[using])
    return RawSQL(SQL.format(column=column, where=where), [value])  # noqa: S611
