"""Forms of the rows that hang on a record."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents import models
from incidents.forms.base import DoorForm
from incidents.forms.dates import DateExpressionField
from incidents.services import FIGURES, SIZES, read_casualty_words, read_size_words


class ParticipationForm(DoorForm):
    class Meta:
        model = models.Participation
        fields = ["actor", "role", "certainty", "count", "note"]


class CasualtyEstimateForm(DoorForm):
    as_of = DateExpressionField(label=_("As of"))

    class Meta:
        model = models.CasualtyEstimate
        fields = [
            "kind", "group", "stated", "low", "best", "high", "qualifier", "includes_perpetrators",
            "as_of", "source", "credibility", "selected", "selection_method",
        ]  # fmt: skip
        help_texts = {
            "stated": _("“more than 150”: figures left empty are read from these words."),
            "group": _("Such as hostages, civilians, attackers."),
            "selected": _("The one that series count. Another that was chosen gives way."),
        }

    def values(self):
        values = super().values()
        given = {name: self.cleaned_data.get(name) for name in (*FIGURES, "stated")}
        read = read_casualty_words(given)
        return values | {name: read[name] for name in FIGURES if read[name] != given[name]}


class ResponsibilityForm(DoorForm):
    date = DateExpressionField(label=_("When"))

    class Meta:
        model = models.ResponsibilityStatement
        fields = [
            "speaker", "kind", "about", "date", "date_words", "mode", "channel", "authenticity",
            "note",
        ]  # fmt: skip
        help_texts = {
            "about": _("Who did it, according to the speaker; the speaker itself for a claim."),
            "channel": _("Such as a statement to a news agency."),
        }


class JudgementForm(DoorForm):
    class Meta:
        model = models.Judgement
        fields = ["date", "likelihood", "probability", "confidence", "note"]
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "probability": _("A fraction inside the likelihood's band, such as 0.65."),
            "confidence": _("How well founded, apart from how likely."),
        }


class AssessmentScopeForm(DoorForm):
    class Meta:
        model = models.AssessmentScope
        fields = ["actor", "place"]


class HypothesisForm(DoorForm):
    class Meta:
        model = models.Hypothesis
        fields = ["text", "position"]
        help_texts = {"text": _("It excludes the others; say also what nobody here believes.")}


class AchItemForm(DoorForm):
    class Meta:
        model = models.AchItem
        fields = ["text", "incident", "credibility", "relevance", "position"]
        help_texts = {
            "text": _("An argument, an assumption, or the absence of what one would expect."),
            "credibility": _("Medium, where nothing is chosen."),
        }


class AliasForm(DoorForm):
    class Meta:
        model = models.ActorAlias
        fields = ["text", "kind", "language", "script", "ambiguous"]
        help_texts = {
            "kind": _("A misspelling belongs to its passage; keep here only one that recurs."),
            "language": _("Such as ar, fa, en."),
            "script": _("Such as Arab, Cyrl, Latn."),
            "ambiguous": _("“Taliban”, “Moscow”: whoever links a passage has to choose."),
        }


class KindPeriodForm(DoorForm):
    date = DateExpressionField(label=_("When"), required=True)

    class Meta:
        model = models.ActorKindPeriod
        fields = ["kind", "date", "date_words", "note"]


class SizeEstimateForm(DoorForm):
    date = DateExpressionField(label=_("As of"))

    class Meta:
        model = models.ActorSizeEstimate
        fields = [
            "stated", "low", "best", "high", "unit", "date", "date_words", "source", "note",
        ]  # fmt: skip
        help_texts = {
            "stated": _("“more than 3,000”: figures left empty are read from these words."),
        }

    def values(self):
        values = super().values()
        given = {name: self.cleaned_data.get(name) for name in (*SIZES, "stated")}
        read = read_size_words(given)
        return values | {name: read[name] for name in SIZES if read[name] != given[name]}


class RelationForm(DoorForm):
    date = DateExpressionField(label=_("When"))

    class Meta:
        model = models.ActorRelation
        fields = [
            "kind", "object", "place", "polarity", "status", "claimant", "claimant_words",
            "confidence", "date", "date_words", "note",
        ]  # fmt: skip
        help_texts = {
            "object": _("Its other end; leave it out where the relation leads to a place."),
            "place": _("For “operates in” and “is based in” alone."),
            "status": _(
                "Alleged needs who says so. That somebody sponsors is asserted by an editor, on"
                " passages of two independent sources."
            ),
            "claimant_words": _("Where no actor of the register says so: “media in India”."),
        }
