"""Register STIX bundles as a format of incidents, actors and relations."""

import orjson
from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.registry import register_writer
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.exports.stix.collecting import StixCollection
from incidents.exports.stix.identifiers import stix_id
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
