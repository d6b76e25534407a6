"""What a row was at an earlier version, and what has changed since."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.curation import diff
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.rows import snapshot


def changes_since(live, mine, base_version, names) -> diff.Diff:
    """Return the diff from what the author saw (the row at `base_version`) to `mine`.

    It holds the fields that differ from the live row, and those of `names`, the fields that the
    author set, that differ from the base: a field that changed in between becomes a conflict.
    """
    now, after = snapshot(live), snapshot(mine)
    base = snapshot_at(live, base_version)
    touched = diff.compare(now, after).keys() | set(names)
    return {name: step for name, step in diff.compare(base, after).items() if name in touched}


def snapshot_at(live, version) -> diff.Snapshot:
    """Return a row's snapshot at an earlier version, by undoing later revisions."""
    if version is None or version == live.version:
        return snapshot(live)
    if not 1 <= version < live.version:
        text = _("The record has never had this version; it is now at %(version)s.")
        raise ValidationError({"base_version": text % {"version": live.version}})
    found = snapshot(live)
    later = Revision.objects.filter(
        target_type=kind_of(live).key, target_id=live.pk, version__gt=version
    )
    for revision in later.order_by("-version"):
        found = diff.apply(diff.invert(revision.diff), found)
    return found
