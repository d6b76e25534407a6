"""Pure: the controlled vocabularies of the register, with slugs and labels of this platform.

GTD, ACLED and UCDP appear only as code numbers; none of their text is included.
"""

from incidents.actors.vocabulary import *
from incidents.allegations.vocabulary import *
from incidents.assessments.vocabulary import *
from incidents.casualties.vocabulary import *
from incidents.checks.rule_vocabulary import *
from incidents.checks.vocabulary import *
from incidents.events.link_vocabulary import *
from incidents.events.type_vocabulary import *
from incidents.events.variable_vocabulary import *
from incidents.events.vocabulary import *
from incidents.places.vocabulary import *
from incidents.responsibility.vocabulary import *
from incidents.series.vocabulary import *
from incidents.sources.vocabulary import *
from incidents.warnings.vocabulary import *
