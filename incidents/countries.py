"""Pure: ISO 3166-1 codes and names, from pycountry (Debian iso-codes)."""

import pycountry


def is_code(text):
    """Whether the text is an alpha-2 code of ISO 3166-1, or user-assigned (X and a letter)."""
    if len(text) != 2 or not (text.isascii() and text.isalpha() and text.isupper()):
        return False
    return text[0] == "X" or pycountry.countries.get(alpha_2=text) is not None


def name_of(code):
    """The country's common name; the code itself where it is user-assigned; "" for none."""
    found = pycountry.countries.get(alpha_2=code) if code else None
    return getattr(found, "common_name", found.name) if found else code or ""
