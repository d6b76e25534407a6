"""Pure: the register's controlled vocabularies, our own slugs and words.

GTD, ACLED and UCDP appear as code numbers only; no text of theirs is shipped.
"""

from incidents.vocabularies.actors import *
from incidents.vocabularies.allegations import *
from incidents.vocabularies.assessments import *
from incidents.vocabularies.casualties import *
from incidents.vocabularies.incidents import *
from incidents.vocabularies.links import *
from incidents.vocabularies.places import *
from incidents.vocabularies.responsibility import *
from incidents.vocabularies.series import *
from incidents.vocabularies.sources import *
from incidents.vocabularies.types import *
from incidents.vocabularies.warnings import *
