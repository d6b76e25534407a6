"""Allegations and their verdicts as ClaimReview of schema.org, in JSON-LD.

Each verdict is a ClaimReview, whose author is the reviewer: never the project, unless its editors
gave the verdict. An allegation that nobody has reviewed is a Claim alone. See
https://schema.org/ClaimReview and https://schema.org/Claim.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice

import orjson
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ctplatform.access.export_rights import passed_on
from ctplatform.exchange.registry import register_writer
from ctplatform.exchange.streaming import ROWS
from incidents.actors.expressions import name_of
from incidents.allegations.models import AllegationSubject, Claimant, Verdict
from incidents.countries import countries
from incidents.vocabularies import REVIEWER_KINDS, VERDICT_RATINGS

CONTEXT = "https://schema.org"
LEVELS = ("1 (false)", "5 (true)")
SCALE = "Ratings of the project, in words: {}. Numbers from {} to {}, where the reviewer gave one."
DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")  # the EDTF expressions that are dates of schema.org
WITHHELD = _("left out because a claimant, subject or reviewer may not be disclosed")
OTHER_DATES = _("dates that are not a day, a month or a year")
LOSSES = {
    "target": (_("targets of allegations"), Q(target__isnull=False)),
    "ties": (
        _("links to an incident, a warning or a relation"),
        Q(incident__isnull=False) | Q(warning__isnull=False) | Q(relation__isnull=False),
    ),
    "umbrella": (_("links to a wider allegation"), Q(umbrella__isnull=False)),
    "note": (_("notes of allegations"), ~Q(note=None) & ~Q(note="")),
    "kind": (_("kinds of allegations"), Q(kind__isnull=False)),
    "date": (OTHER_DATES, Q(date__isnull=False) & ~Q(date__regex=f"^{DAY.pattern}$")),
}
"""{name: (what is lost, in which allegations)}."""


@register_writer(
    "allegations",
    "claim_review",
    label="ClaimReview (schema.org)",
    media_type="application/ld+json",
    extension="jsonld",
    aliases=("claimreview",),
    addressed=True,
    losses=lambda rows, reader: count_unwritable(rows, reader),
)
def write_claim_reviews(rows, reader, address):
    """Yield one JSON-LD document, whose graph has the reviews and the claims without a review."""
    root = address.partition("/api/v1/")[0]
    yield b'{"@context":"%s","@graph":[\n' % CONTEXT.encode()
    comma = b""
    for chunk in _chunks(rows, reader or AnonymousUser()):
        for each in chunk.nodes(root):
            yield comma + orjson.dumps(each)
            comma = b",\n"
    yield b"\n]}\n"


def count_unwritable(rows, reader) -> dict[str, int]:
    """{what the format does not hold: number of allegations}."""
    found = Counter({str(words): rows.filter(where).count() for words, where in LOSSES.values()})
    for chunk in _chunks(rows, reader or AnonymousUser()):
        found[str(WITHHELD)] += len(chunk.withheld)
    return found


def _chunks(rows, reader) -> Iterator["_Chunk"]:
    columns = {
        "id": F("pk"), "proposition": F("proposition"), "kind": F("kind"), "date": F("date"),
        "appeared": F("url"), "about": name_of("subject"), "of_project": F("project__title"),
        "state_now": F("state"),
    }  # fmt: skip
    names = tuple(columns)
    prefixed = {f"as_{name}": path for name, path in columns.items()}
    found = rows.annotate(**prefixed).order_by("pk").values_list(*prefixed)
    found = found.iterator(chunk_size=ROWS)
    while chunk := [dict(zip(names, row, strict=True)) for row in islice(found, ROWS)]:
        yield _Chunk(chunk, reader)


class _Chunk:
    """Some allegations with their claimants, subjects and verdicts, in six queries."""

    def __init__(self, rows, reader):
        self.rows, self.reader = rows, reader
        self.ids = [each["id"] for each in rows]
        self.withheld = set()
        self.claimants = self._rows_of(
            Claimant, name_of("actor"), "actor__kind", "name", "country", "is_passive"
        )
        self.subjects = self._rows_of(AllegationSubject, name_of("actor"))
        self.verdicts = self._rows_of(
            Verdict, name_of("reviewer"), "reviewer__kind", "pk", "reviewer_kind", "rating",
            "rating_value", "scope_note", "words", "date",
        )  # fmt: skip

    def _rows_of(self, model, name, *columns):
        """{allegation: values of its rows}; allegations with a hidden row are withheld."""
        rows = model.objects.filter(allegation__in=self.ids)
        shown = passed_on(model.objects.visible_to(self.reader), self.reader)
        shown = shown.filter(allegation__in=self.ids).annotate(shown_name=name).order_by("pk")
        found = defaultdict(list)
        for allegation, *values in shown.values_list("allegation", "shown_name", *columns):
            found[allegation].append(values)
        counted = Counter(rows.order_by().values_list("allegation", flat=True))
        self.withheld |= {pk for pk, number in counted.items() if number > len(found[pk])}
        return found

    def nodes(self, root):
        """The nodes of the graph, without allegations that are withheld."""
        for row in self.rows:
            if row["id"] in self.withheld:
                continue
            claim = self._claim(row, root)
            verdicts = self.verdicts[row["id"]]
            if not verdicts:
                yield claim | {"creativeWorkStatus": "alleged, not reviewed"}
            for verdict in verdicts:
                yield self._review(row, verdict, claim, root)

    def _claim(self, row, root):
        about = [row["about"], *(name for (name,) in self.subjects[row["id"]])]
        return _filled(
            {
                "@type": "Claim",
                "@id": f"{root}/api/v1/allegations/{row['id']}/",
                "url": f"{root}{reverse('allegation', args=[row['id']])}",
                "text": row["proposition"],
                "creativeWorkStatus": "pledged" if row["kind"] == "pledge" else "alleged",
                "author": [_claimant(*values) for values in self.claimants[row["id"]]],
                "about": [{"@type": "Thing", "name": name} for name in about if name],
                "datePublished": _day(row["date"]),
                "firstAppearance": row["appeared"]
                and {"@type": "CreativeWork", "url": row["appeared"]},
                "sdPublisher": {"@type": "Organization", "name": row["of_project"]},
            }
        )

    def _review(self, row, verdict, claim, root):
        name, kind, pk, reviewer_kind, rating, value, scope, words, date = verdict
        named = name or str(REVIEWER_KINDS[reviewer_kind])
        is_own = reviewer_kind == "platform_editor" and not name
        return _filled(
            {
                "@type": "ClaimReview",
                "@id": f"{root}/api/v1/verdicts/{pk}/",
                "url": claim["url"],
                "claimReviewed": row["proposition"],
                "itemReviewed": claim,
                "author": _somebody(row["of_project"] if is_own else named, kind),
                "reviewRating": rating_node(rating, value, words),
                "reviewAspect": scope,
                "datePublished": _day(date),
                "sdPublisher": claim["sdPublisher"],
            }
        )


def rating_node(rating: str, value: int | None, words: str) -> dict:
    """The rating of a verdict with the project's scale spelled out.

    A rating in words alone has no number: an order of the words would be an invention.
    """
    scale = SCALE.format(", ".join(map(str, VERDICT_RATINGS.values())), *LEVELS)
    numbers = {"ratingValue": value, "worstRating": 1, "bestRating": 5} if value else {}
    said = f"In the reviewer's words: “{words}”. " if words else ""
    return {
        "@type": "Rating",
        **numbers,
        "alternateName": str(VERDICT_RATINGS[rating]),
        "ratingExplanation": f"{said}{scale}",
    }


def _claimant(name, kind, words, country, is_passive):
    found = name or words or countries.name_of(country)
    return _somebody(found or ("nobody named" if is_passive else "somebody"), kind)


def _somebody(name, kind):
    return {"@type": "Person" if kind == "individual" else "Organization", "name": name}


def _day(edtf):
    """A date that schema.org can hold; None for others."""
    return edtf if edtf and DAY.fullmatch(edtf) else None


def _filled(node):
    return {name: value for name, value in node.items() if value not in (None, "", [])}
