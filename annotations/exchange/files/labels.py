"""Names of codes as formats without a tree of codes have them."""


def flat_label(code: tuple[str, ...]) -> str:
    """The path of a code as one name: "Attack/Bombing"; "" without a code."""
    return "/".join(code)


def flat_code(label: str) -> tuple[str, ...]:
    """The path of a code that a file names in one word; a slash in it divides nothing."""
    return (label,) if label else ()
