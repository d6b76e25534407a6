"""Pure: read the cells of a column of roles, beside a column of actors."""

from incidents.vocabularies import PARTICIPATION_ROLES

ROLE_WORDS = {
    "perpetrator": "attacker perpetrators attackers assailant assailants",
    "co_perpetrator": "co-perpetrator accomplice accomplices",
    "suspected_perpetrator": "suspect suspects suspected",
    "target": "victim victims targets",
    "stated_target": "intended_target",
    "belligerent": "party combatant combatants side belligerents",
    "responder": "responders",
}
"""Words that such cells often hold, besides slugs and labels."""


def role_of(text):
    """The slug of PARTICIPATION_ROLES for a slug, a label or one of ROLE_WORDS; None if unknown."""
    word = " ".join(text.casefold().replace("_", " ").split())
    for slug, label in PARTICIPATION_ROLES.items():
        names = {slug.replace("_", " "), str(label).casefold()}
        names |= {name.replace("_", " ") for name in ROLE_WORDS.get(slug, "").split()}
        if word in names:
            return slug
    return None
