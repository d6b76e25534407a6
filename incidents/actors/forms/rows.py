"""Forms of an actor's other names, kinds, sizes and relations."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from incidents.actors.models.contradictions import warnings_of
from incidents.actors.models.relations import ActorRelation
from incidents.actors.models.rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.actors.services import SIZES, read_size_words
from incidents.records.forms.base import CurationForm
from incidents.records.forms.dates import DateExpressionField


class AliasForm(CurationForm):
    class Meta:
        model = ActorAlias
        fields = ["text", "kind", "language", "script", "ambiguous"]
        help_texts = {
            "kind": _("A misspelling belongs to its passage; keep here only one that recurs."),
            "language": _("Such as ar, fa, en."),
            "script": _("Such as Arab, Cyrl, Latn."),
            "ambiguous": _("“Taliban”, “Moscow”: the user who links a passage has to choose."),
        }


class KindPeriodForm(CurationForm):
    date = DateExpressionField(label=_("When"), required=True)

    class Meta:
        model = ActorKindPeriod
        fields = ["kind", "date", "date_words", "note"]


class SizeEstimateForm(CurationForm):
    date = DateExpressionField(label=_("As of"))

    class Meta:
        model = ActorSizeEstimate
        fields = [
            "stated",
            "low",
            "best",
            "high",
            "qualifier",
            "unit",
            "date",
            "date_words",
            "source",
            "note",
        ]
        help_texts = {
            "stated": _("“more than 3,000”: figures left empty are read from these words."),
        }

    def values(self):
        values = super().values()
        given = {name: self.cleaned_data.get(name) for name in (*SIZES, "stated")}
        read = read_size_words(given)
        return values | {name: read[name] for name in SIZES if read[name] != given[name]}


class RelationForm(CurationForm):
    """`check_url` is asked while a user types, for the relations that this one contradicts."""

    check_after = "status"
    date = DateExpressionField(label=_("When"))

    class Meta:
        model = ActorRelation
        fields = [
            "kind",
            "object",
            "place",
            "polarity",
            "status",
            "claimant",
            "claimant_words",
            "confidence",
            "date",
            "date_words",
            "note",
        ]
        help_texts = {
            "object": _("Its other end; leave it out where the relation leads to a place."),
            "place": _("For “operates in” and “is based in” alone."),
            "status": _(
                "Alleged needs who says so. That somebody sponsors is asserted by an editor, on"
                " passages of two independent sources that are linked to this very relation: record"
                " it as alleged or hypothesised first."
            ),
            "claimant_words": _("Where no actor of the register says so: “media in India”."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = (
            "kind",
            "object",
            "object_searched",
            "place",
            "place_searched",
            "polarity",
            "status",
            "date",
        )
        self.check_include = ", ".join(f"[name={name}]" for name in names)
        mine, self.check_url = self.instance, ""
        if mine.subject_id:
            address = reverse("relation-check", args=[mine.subject_id])
            self.check_url = address if mine._state.adding else f"{address}?row={mine.pk}"

    def doubts(self, user):
        """A warning for each relation that this one contradicts."""
        self.instance.derive()
        return warnings_of(self.instance, user)
