"""All types of records and child rows of the register, in the order in which pages list them."""

from incidents.actors.record_type import ACTOR, ACTOR_ALIAS, ACTOR_KIND, ACTOR_RELATION, ACTOR_SIZE
from incidents.allegations.record_type import ALLEGATION, ALLEGATION_SUBJECT, CLAIMANT, VERDICT
from incidents.assessments.record_type import (
    ACH_ITEM,
    ACH_RATING,
    ASSESSMENT,
    ASSESSMENT_SCOPE,
    HYPOTHESIS,
    JUDGEMENT,
)
from incidents.casualties.record_type import CASUALTY_ESTIMATE
from incidents.checks.record_type import CHECK, CHECK_FIGURE
from incidents.events.record_type import INCIDENT, INCIDENT_LINK, INCIDENT_PLACE, PARTICIPATION
from incidents.places.record_type import PLACE
from incidents.records.registration import register_record_types
from incidents.reports.record_type import REPORT
from incidents.responsibility.record_type import RESPONSIBILITY_STATEMENT
from incidents.sources.record_type import SOURCE
from incidents.warnings.record_type import WARNING

register_record_types(
    INCIDENT, ACTOR, ASSESSMENT, WARNING, ALLEGATION, CHECK, REPORT, PLACE, SOURCE
)
register_record_types(
    PARTICIPATION,
    INCIDENT_PLACE,
    CASUALTY_ESTIMATE,
    RESPONSIBILITY_STATEMENT,
    INCIDENT_LINK,
    CHECK_FIGURE,
    ALLEGATION_SUBJECT,
    CLAIMANT,
    VERDICT,
    ACTOR_ALIAS,
    ACTOR_KIND,
    ACTOR_SIZE,
    ACTOR_RELATION,
    JUDGEMENT,
    ASSESSMENT_SCOPE,
    HYPOTHESIS,
    ACH_ITEM,
    ACH_RATING,
)
