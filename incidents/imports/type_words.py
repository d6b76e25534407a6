"""Pure: map words of a table to terms for attacks, targets, weapons, stages and kinds of record."""

import re

from incidents.vocabularies import (
    ATTACK_TYPES,
    GTD_ATTACK_TYPES,
    GTD_TARGET_TYPES,
    GTD_WEAPON_TYPES,
    LIFECYCLES,
    RECORD_KINDS,
    TARGET_TYPES,
    WEAPON_TYPES,
)

ATTACKS = (
    ("aerial", "air_strike"),
    ("vbied", "bombing"),
    ("svbied", "bombing"),
    ("rcied", "bombing"),
    ("assassin", "assassination"),
    ("kidnap", "hostage_kidnapping"),
    ("abduct", "hostage_kidnapping"),
    ("hijack", "hijacking"),
    ("barricade", "hostage_barricade"),
    ("facility", "facility_attack"),
    ("infrastructure", "facility_attack"),
    ("unarmed", "unarmed_assault"),
    ("missile", "missile_strike"),
    ("drone", "air_strike"),
    ("air", "air_strike"),
    ("bomb", "bombing"),
    ("explo", "bombing"),
    ("ied", "bombing"),
    ("armed", "armed_assault"),
    ("shoot", "armed_assault"),
    ("gun", "armed_assault"),
    ("unknown", "unknown"),
)
NUMBERS = {str(number): slug for slug, number in GTD_ATTACK_TYPES.items()}


def _by_number(numbers):
    """{number as text: slug}; of several slugs with one number, the most general."""
    return {str(number): slug for slug, number in reversed(numbers.items())}


TYPES_OF = {
    "target_types": (TARGET_TYPES, _by_number(GTD_TARGET_TYPES)),
    "weapon_types": (WEAPON_TYPES, _by_number(GTD_WEAPON_TYPES)),
}


def attack_type(text):
    """The slug for a slug, a label, a number of GTD or a keyword of ATTACKS; else None."""
    word = text.strip().casefold()
    if word in ATTACK_TYPES:
        return word
    number = word.removesuffix(".0")
    if number in NUMBERS:
        return NUMBERS[number]
    labels = {label.casefold(): slug for slug, label in ATTACK_TYPES.items()}
    if word in labels:
        return labels[word]
    words = re.findall(r"[a-z]+", word)
    return next((slug for part, slug in ATTACKS if any(w.startswith(part) for w in words)), None)


def type_of(field, text):
    """The slug of a field in LISTS for a text; keywords are read only for attack types."""
    if field == "attack_types":
        return attack_type(text)
    vocabulary, numbers = TYPES_OF[field]
    word = text.strip().casefold()
    labels = {label.casefold(): slug for slug, label in vocabulary.items()}
    return word if word in vocabulary else labels.get(word) or numbers.get(word.removesuffix(".0"))


def type_slug(field, text):
    """The slug of a stage or kind of record for a slug or a label; None if unknown."""
    vocabulary = {"lifecycle": LIFECYCLES, "record_kind": RECORD_KINDS}[field]
    word = text.strip().casefold()
    labels = {label.casefold(): slug for slug, label in vocabulary.items()}
    return word if word in vocabulary else labels.get(word)
