"""Read the version of a row that a page showed from the form that it submits."""

PREFIX = "version-"
LARGEST = 2**31


def version_shown(posted, name="version") -> int:
    """Return a hidden field of a form, such as `version`; 0, which no row has, if it is invalid."""
    given = posted.get(name) or ""
    is_number = given.isascii() and given.isdecimal() and len(given) <= 10
    return int(given) if is_number and int(given) < LARGEST else 0


def versions_shown(posted, rows) -> dict:
    """Return {id: version} from the hidden fields `version-<id>` of a list."""
    return {row.pk: version_shown(posted, f"{PREFIX}{row.pk}") for row in rows}
