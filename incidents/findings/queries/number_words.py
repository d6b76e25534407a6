"""Numbers of findings in words."""

from django.utils.translation import gettext as _


def amount(value) -> str:
    """A number with at most one decimal: `1,204`, `4.5`."""
    return f"{value:,.1f}".removesuffix(".0")


def figures(value) -> str:
    """A ratio with two figures after the point, or more where it is small."""
    return f"{value:.2f}" if value >= 0.1 or value == 0 else f"{value:.2g}"


def probability(p) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def percent(share: float) -> str:
    """`12.5 %`."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def interval(share: dict) -> str:
    """`18.1 % to 45.4 %`, from the `low` to the `high` of a share."""
    low, high = (percent(share[name]) for name in ("low", "high"))
    return _("%(low)s to %(high)s") % {"low": low, "high": high}
