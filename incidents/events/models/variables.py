"""Coded variables of an incident that other datasets of the field have too.

A column of `CodedVariables` is all that is declared of a variable: its constraint, form, filter,
row on the page, API and exports follow.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.countries import countries
from incidents.records.models import Backstop, Derived, is_country, known_term, term_column

MOST_COUNTRIES = 20


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
    column = models.JSONField(_("Nationality of targets"), null=True, blank=True)
    column.in_words = country_names
    column.lists_countries = True
    return column


class CodedVariables(Derived):
    """Coded variables of an incident; each is null where it is not coded, and may be absent.

    `success`: the attack took place as its means allow (the bomb went off, the victim was
    attacked), whether or not it achieved its aim. `event_type` is derived from `sub_event_type`
    where that is given. `transnational` is derived: yes if one of the three ways is yes, no if all
    are no. `doubt_alternative` is required (or absent with a reason) if `doubt` is yes, and not
    allowed otherwise.
    """

    suicide = term_column(vocabularies.YES_NO, _("Suicide attack"))
    success = term_column(vocabularies.YES_NO, _("Success"))
    event_type = term_column(vocabularies.EVENT_TYPES, _("Event type (ACLED)"))
    sub_event_type = term_column(vocabularies.SUB_EVENT_TYPES, _("Sub-event type (ACLED)"))
    violence_type = term_column(vocabularies.VIOLENCE_TYPES, _("Type of violence (UCDP)"))
    transnational_logistical = term_column(
        vocabularies.YES_NO, _("Transnational: perpetrators from another country")
    )
    transnational_ideological = term_column(
        vocabularies.YES_NO, _("Transnational: targets of another country than perpetrators")
    )
    transnational_miscellaneous = term_column(
        vocabularies.YES_NO, _("Transnational: targets of another country than the place")
    )
    transnational = models.CharField(
        _("transnational"), max_length=3, null=True, blank=True, editable=False
    )
    property_damage = term_column(vocabularies.PROPERTY_DAMAGE, _("Property damage"))
    doubt = term_column(vocabularies.YES_NO, _("Doubt that it is terrorism"))
    doubt_alternative = term_column(
        vocabularies.DOUBT_ALTERNATIVES, _("What it may be, if not terrorism")
    )
    target_nationalities = nationalities_column()

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


VARIABLES = {column.name: column for column in CodedVariables._meta.local_fields if column.editable}
"""{name: column} of the variables, in the order of the form, the page and the exports."""
VARIABLE_FIELDS = tuple(VARIABLES)
VARIABLE_LABELS = {name: column.verbose_name for name, column in VARIABLES.items()}
TERM_VARIABLES = {
    name: dict(column.choices) for name, column in VARIABLES.items() if column.choices
}
"""{name: vocabulary} of the variables that hold one term."""


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
            for name, slugs in TERM_VARIABLES.items()
        ),
        known_term("transnational", vocabularies.YES_NO, "incident_transnational_is_known"),
        Backstop(
            condition=Q(doubt_alternative__isnull=True) | Q(doubt="yes"),
            name="incident_alternative_belongs_to_a_doubt",
        ),
    ]
