"""Which tables are followed: all record types and row types, and what apps register besides.

A model may name in `changes_with` foreign keys to rows whose change may show or hide its own rows:
these are then entered again, and each reader gets those that they see. `changes_with_siblings` does
the same for the rows of one parent.
"""

from dataclasses import dataclass

from django.db import models

from ctplatform.record_types.registry import record_types, row_types

_registered: dict[str, "Followed"] = {}


@dataclass(frozen=True)
class Followed:
    """A followed model; `key` is its `type` in the feed, and `noun` its address in the API."""

    key: str
    noun: str
    model: type[models.Model]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> dict:
        return {field.name: field for field in self.model._meta.concrete_fields}

    @property
    def access_columns(self) -> list[str]:
        """The columns on which it depends who sees a row, besides its project."""
        names = ["marking", "embargo_until", *getattr(self.model, "withheld", ())]
        return [name for name in names if name in self.columns]

    def address_of(self, pk) -> str:
        return f"/api/v1/{self.noun}/{pk}/"


def follow(key: str, noun: str, model: type[models.Model]) -> None:
    """Follow a model that is not a record type."""
    _registered[key] = Followed(key, noun, model)


def followed() -> dict[str, Followed]:
    """{key: Followed} of all that is followed."""
    types = (*record_types(), *row_types())
    return {each.key: Followed(each.key, each.noun, each.model) for each in types} | _registered
