"""Numbers of findings in words."""


def amount(value) -> str:
    """A number with at most one decimal: `1,204`, `4.5`."""
    return f"{value:,.1f}".removesuffix(".0")


def figures(value) -> str:
    """A ratio with two figures after the point, or more where it is small."""
    return f"{value:.2f}" if value >= 0.1 or value == 0 else f"{value:.2g}"


def probability(p) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"
