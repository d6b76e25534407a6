"""Register STIX bundles as a format of incidents, actors and relations, written and read."""

from collections.abc import Iterator

import orjson
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.registry import register_reader, register_writer
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.exports.stix.collecting import StixCollection
from incidents.exports.stix.identifiers import stix_id
from incidents.exports.stix.read_actors import actor_rows
from incidents.exports.stix.read_bundles import StixBundle
from incidents.exports.stix.read_incidents import ACTOR_TYPES, incident_row
from incidents.imports.imported_row import ImportedRow
from incidents.imports.record_tables.rows import RECORDS, TableRow, check_number
from incidents.responsibility.models.responsibility import ResponsibilityStatement

MEDIA_TYPE = "application/stix+json;version=2.1"
ABOUT = _("A bundle for OpenCTI, MISP and other threat intelligence platforms.")
COLLECT = {
    "incidents": StixCollection.of_incidents,
    "actors": StixCollection.of_actors,
    "actor-relations": StixCollection.of_relations,
}
ESTIMATES = _("casualty estimates (only the governing fatality figures are written)")
STATEMENTS = _("statements of responsibility")


def write_stix(noun, rows, reader, address):
    """Yield the pieces of a bundle; its id is that of the address of the export."""
    found = StixCollection(reader)
    yield b'{"type":"bundle","id":"%s","objects":[\n' % stix_id("bundle", address).encode()
    comma = b""
    for each in COLLECT[noun](found, rows):
        yield comma + orjson.dumps(each)
        comma = b",\n"
    for each in found.definitions():
        yield comma + orjson.dumps(each)
        comma = b",\n"
    yield b"\n]}\n"


def count_unwritable(noun, rows, reader):
    """{what a bundle does not hold of the rows: number}, by making it."""
    found = StixCollection(reader)
    for _object in COLLECT[noun](found, rows):
        pass
    lost = {str(words): number for words, number in found.lost.items()}
    if noun == "incidents":
        inside = rows.order_by().values("pk")
        estimates = CasualtyEstimate.objects.filter(incident__in=inside)
        statements = ResponsibilityStatement.objects.visible_to(found.reader)
        lost[str(ESTIMATES)] = estimates.count()
        lost[str(STATEMENTS)] = statements.filter(incident__in=inside).count()
    return lost


def _register(noun):
    @register_writer(
        noun,
        "stix",
        label="STIX 2.1",
        media_type=MEDIA_TYPE,
        extension="json",
        addressed=True,
        losses=lambda rows, reader: count_unwritable(noun, rows, reader),
        about=ABOUT,
    )
    def write(rows, reader, address):
        return write_stix(noun, rows, reader, address)


for _noun in COLLECT:
    _register(_noun)


def count_incidents(path, _options) -> int:
    """The number of incidents in a bundle that are not revoked."""
    return len(StixBundle(path).incidents())


def is_bundle(facts) -> bool:
    return facts.shape == "json" and facts.has_columns("type", "id", "objects")


def has_actors_alone(facts) -> bool:
    """Whether a bundle has actors and no incidents."""
    types = set(facts.object_types)
    return is_bundle(facts) and "incident" not in types and not types.isdisjoint(ACTOR_TYPES)


@register_reader(
    "incidents",
    "stix",
    label=_("STIX 2.1 (JSON): incidents"),
    extensions=("json", "stix"),
    count=count_incidents,
    recognises=lambda facts: is_bundle(facts) and not has_actors_alone(facts),
)
def read_incidents(path, _options) -> Iterator[ImportedRow]:
    """Yield an ImportedRow for each incident; the first one warns of what is not read."""
    bundle = StixBundle(path)
    rows = [incident_row(number, stated, bundle) for number, stated in bundle.incidents()]
    _warn_of_unread(rows, bundle, _("incidents are, with their participants and places"))
    yield from rows


def count_actors(path, _options) -> int:
    """The number of actors in a bundle and of the relations between them."""
    number = sum(1 for _row in actor_rows(StixBundle(path)))
    check_number(number)
    return number


@register_reader(
    RECORDS,
    "stix-actors",
    label=_("STIX 2.1 (JSON): actors and their relations"),
    extensions=("json", "stix"),
    count=count_actors,
    recognises=has_actors_alone,
)
def read_actors(path, _options) -> Iterator[TableRow]:
    """Yield a row for each actor and relation; the first one warns of what is not read."""
    bundle = StixBundle(path)
    rows = list(actor_rows(bundle))
    if not rows:
        raise bundle.nothing_to_read()
    _warn_of_unread(rows, bundle, _("actors are, and the relations between them"))
    yield from rows


def _warn_of_unread(rows, bundle, read):
    for kind, count in sorted(bundle.unread().items()):
        rows[0].warn(kind, bundle.words_of_unread(kind, count, str(read)))
