"""The demo project `khorasan`, with the source article where that is here; made once for all tests.

What hangs on texts is made through the API, as a program would; so is everything that is read.
"""

from dataclasses import dataclass, field

import pytest
from django.core.management import call_command
from django.test import override_settings

from ctplatform.accounts.models import User
from ctplatform.demo import files
from tests.acceptance.shared import article_text, is_here, items
from tests.acceptance.table import SAYS
from tests.ctplatform.rest.client import Api

FOLDER = files.HERE / "khorasan"
NOUNS = {
    "incident": ("incidents/", "title"),
    "actor": ("actors/", "name"),
    "place": ("places/", "name"),
    "assessment": ("assessments/", "statement"),
    "allegation": ("allegations/", "proposition"),
    "warning": ("warnings/", "title"),
    "check": ("checks/", "claim"),
}
TARGETS = {"check": "datacheck"}
"""{kind of row in the files: type of target in the API}, where they differ."""
CODES = ("iso_alpha2", "iso_3166_2", "un_m49")


@dataclass
class World:
    """What the tests read: ids by key, the table's passages, and the rows of each list."""

    api: Api
    ids: dict = field(default_factory=dict)
    nouns: dict = field(default_factory=dict)
    passages: dict = field(default_factory=dict)
    read: dict = field(default_factory=dict)

    def rows(self, path, **parameters):
        """All rows of a list, asked for once: nothing changes when the world is made."""
        asked = (path, *sorted(parameters.items()))
        if asked not in self.read:
            parameters = {"project": "khorasan", "page_size": 200} | parameters
            self.read[asked] = self.api.rows(path, **parameters)
        return self.read[asked]

    def row(self, key):
        """One record as the API gives it."""
        return self.api.get(f"{NOUNS[self.nouns[key]][0]}{self.ids[key]}/").json()

    def key(self, pk):
        """The key of a record's id; what has none stays as it is."""
        return next((key for key, each in self.ids.items() if each == pk), pk)

    def learn(self):
        """Look up the records of all keys, by the names that the files give them."""
        for noun, (path, name) in NOUNS.items():
            rows = self.rows(path)
            found = {row[name]: row["id"] for row in rows if row["project"]}
            codes = {row.get(code): row["id"] for row in rows for code in CODES}
            for row in files.rows(FOLDER, noun):
                self.ids[row["key"]] = codes[row["shared"]] if "shared" in row else found[row[name]]
                self.nouns[row["key"]] = noun

    def source(self, row):
        """The name of a row's source."""
        return self.api.get(f"sources/{row['source']}/").json()["name"]

    def link(self, item, key, name, value):
        """Say that an item's passage speaks of a record; return the link."""
        stated = self.ids.get(value, value) if isinstance(value, str) else value
        return self.api.post(
            "links/",
            {
                "annotation": self.passages[item],
                "target_type": TARGETS.get(self.nouns[key], self.nouns[key]),
                "target_id": self.ids[key],
                "role": "supports" if name else "mentions",
                "field": name,
                "stated_value": stated,
                "credibility": 3,
            },
        ).json()


def mark(world):
    """Put the article into the project, mark each item of the table, and link it to its records."""
    made = world.api.post("articles/", {"project": "khorasan", "text": article_text()}).json()
    version = made["current_version"]["id"]
    rows = [
        {
            "article_version": version,
            "start": each["start"],
            "end": each["end"],
            "quote": each["anchor"],
            "note": each["id"],
        }
        for each in items()
    ]
    made = world.api.post("annotations/", rows).json()
    world.passages = {row["note"]: row["id"] for row in made}
    for item, said in SAYS.items():
        for key, name, value in said:
            world.link(item, key, name, value)


@pytest.fixture(scope="package")
def khorasan(django_db_setup, django_db_blocker, tmp_path_factory):
    """The project as committed rows; with the article, each item is linked to its record."""
    with django_db_blocker.unblock():
        with override_settings(DATA_DIR=tmp_path_factory.mktemp("data")):
            call_command("demo", project="khorasan", verbosity=0)
        world = World(Api(User.objects.get(username="amira")))
        world.learn()
        if is_here():
            mark(world)
    world.read.clear()
    yield world
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
