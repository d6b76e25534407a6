"""Coded variables of an incident that other datasets of the field have too."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.records.models import Backstop, Derived, is_country, known_term, term_column
from incidents.regions import countries

MOST_COUNTRIES = 20
VARIABLES = {
    "suicide": vocabularies.YES_NO,
    "success": vocabularies.YES_NO,
    "event_type": vocabularies.EVENT_TYPES,
    "sub_event_type": vocabularies.SUB_EVENT_TYPES,
    "violence_type": vocabularies.VIOLENCE_TYPES,
    "transnational_logistical": vocabularies.YES_NO,
    "transnational_ideological": vocabularies.YES_NO,
    "transnational_miscellaneous": vocabularies.YES_NO,
    "property_damage": vocabularies.PROPERTY_DAMAGE,
    "doubt": vocabularies.YES_NO,
    "doubt_alternative": vocabularies.DOUBT_ALTERNATIVES,
}
"""Columns that hold one slug, each with its vocabulary."""
VARIABLE_FIELDS = (*VARIABLES, "target_nationalities")
VARIABLE_LABELS = {
    "suicide": _("Suicide attack"),
    "success": _("Success"),
    "event_type": _("Event type (ACLED)"),
    "sub_event_type": _("Sub-event type (ACLED)"),
    "violence_type": _("Type of violence (UCDP)"),
    "transnational_logistical": _("Transnational: perpetrators from another country"),
    "transnational_ideological": _("Transnational: targets of another country than perpetrators"),
    "transnational_miscellaneous": _("Transnational: targets of another country than the place"),
    "target_nationalities": _("Nationality of targets"),
    "property_damage": _("Property damage"),
    "doubt": _("Doubt that it is terrorism"),
    "doubt_alternative": _("What it may be, if not terrorism"),
}


def country_names(codes):
    """Names of several countries, in their order."""
    return ", ".join(countries.name_of(code) for code in codes or ())


def check_countries(codes):
    """Raise ValidationError unless the value is a list of up to 20 different country codes."""
    if codes is None:
        return
    if not isinstance(codes, list) or not all(isinstance(each, str) for each in codes):
        raise ValidationError(_("Write a list of ISO codes: AF, PK."))
    for code in codes:
        is_country(code)
    if len(set(codes)) < len(codes) or len(codes) > MOST_COUNTRIES:
        raise ValidationError(_("Choose up to %d different countries.") % MOST_COUNTRIES)


def nationalities_column():
    """A column of country codes; a diff shows their names."""
    column = models.JSONField(VARIABLE_LABELS["target_nationalities"], null=True, blank=True)
    column.in_words = country_names
    return column


class CodedVariables(Derived):
    """Coded variables of an incident; each is null where it is not coded, and may be absent.

    `success`: the attack took place as its means allow (the bomb went off, the victim was
    attacked), whether or not it achieved its aim. `event_type` is derived from `sub_event_type`
    where that is given. `transnational` is derived: yes if one of the three ways is yes, no if all
    are no. `doubt_alternative` is required (or absent with a reason) if `doubt` is yes, and not
    allowed otherwise.
    """

    suicide = term_column(vocabularies.YES_NO, VARIABLE_LABELS["suicide"])
    success = term_column(vocabularies.YES_NO, VARIABLE_LABELS["success"])
    event_type = term_column(vocabularies.EVENT_TYPES, VARIABLE_LABELS["event_type"])
    sub_event_type = term_column(vocabularies.SUB_EVENT_TYPES, VARIABLE_LABELS["sub_event_type"])
    violence_type = term_column(vocabularies.VIOLENCE_TYPES, VARIABLE_LABELS["violence_type"])
    transnational_logistical = term_column(
        vocabularies.YES_NO, VARIABLE_LABELS["transnational_logistical"]
    )
    transnational_ideological = term_column(
        vocabularies.YES_NO, VARIABLE_LABELS["transnational_ideological"]
    )
    transnational_miscellaneous = term_column(
        vocabularies.YES_NO, VARIABLE_LABELS["transnational_miscellaneous"]
    )
    transnational = models.CharField(
        _("transnational"), max_length=3, null=True, blank=True, editable=False
    )
    target_nationalities = nationalities_column()
    property_damage = term_column(vocabularies.PROPERTY_DAMAGE, VARIABLE_LABELS["property_damage"])
    doubt = term_column(vocabularies.YES_NO, VARIABLE_LABELS["doubt"])
    doubt_alternative = term_column(
        vocabularies.DOUBT_ALTERNATIVES, VARIABLE_LABELS["doubt_alternative"]
    )

    class Meta:
        abstract = True

    def derive(self):
        super().derive()
        if self.target_nationalities == []:
            self.target_nationalities = None
        if self.event_type is None:
            sub_events = vocabularies.EVENT_TYPE_OF_SUB_EVENT
            self.event_type = sub_events.get(self.sub_event_type)
        self.transnational = any_of(getattr(self, name) for name in vocabularies.TRANSNATIONAL)

    def variables_in_words(self):
        """Yield (field, its value in words or "", its codes for machines or "")."""
        for name in VARIABLE_FIELDS:
            value = getattr(self, name)
            if name == "target_nationalities":
                yield name, country_names(value), " ".join(value or ())
            else:
                yield name, capfirst(getattr(self, f"get_{name}_display")() or ""), ""

    def clean(self):
        super().clean()
        wrong = {}
        above = vocabularies.EVENT_TYPE_OF_SUB_EVENT.get(self.sub_event_type)
        if above and self.event_type != above:
            words = _now("This sub-event is one of the type “%s”.")
            wrong["sub_event_type"] = words % vocabularies.EVENT_TYPES[above]
        if self.doubt == "yes" and not self.doubt_alternative:
            if "doubt_alternative" not in (self.absences or {}):
                wrong["doubt_alternative"] = _now(
                    "Where it is doubted, say what it may be instead."
                )
        elif self.doubt_alternative and self.doubt != "yes":
            wrong["doubt_alternative"] = _now("It is given only where it is doubted.")
        try:
            check_countries(self.target_nationalities)
        except ValidationError as error:
            wrong["target_nationalities"] = error
        if wrong:
            raise ValidationError(wrong)


def any_of(answers):
    """ "yes" if one answer is yes, "no" if all are no, else None."""
    answers = list(answers)
    if "yes" in answers:
        return "yes"
    return "no" if all(each == "no" for each in answers) else None


def variable_indexes():
    """Indexes for filters by columns that few incidents have a value of."""
    return [
        models.Index(
            fields=["project", name, "date_latest", "id"],
            condition=Q(**{f"{name}__isnull": False}),
            name=f"incident_by_{name}",
        )
        for name in ("suicide", "transnational", "doubt")
    ]


def variable_constraints():
    """The constraints of these columns: known slugs, and an alternative only with a doubt."""
    return [
        *(
            known_term(name, slugs, f"incident_{name}_is_known")
            for name, slugs in VARIABLES.items()
        ),
        known_term("transnational", vocabularies.YES_NO, "incident_transnational_is_known"),
        Backstop(
            condition=Q(doubt_alternative__isnull=True) | Q(doubt="yes"),
            name="incident_alternative_belongs_to_a_doubt",
        ),
    ]
