"""The author and the approvers of a change, in words."""

from django.utils.translation import gettext as _

from ctplatform.web.bidirectional import isolated


def who_did(revision) -> str:
    """“Amal, first approved by Jonas, reviewed by Nadia”: each person once, the author first.

    The author of a publication is the person who gave the last approval. The rows need `by` and the
    proposal's `reviewer` and `first_reviewer` selected.
    """
    proposal, named = revision.proposal, [_name(revision.by)]
    if proposal is None:
        return named[0]
    first, last = proposal.first_reviewer, proposal.reviewer
    if first and first != revision.by:
        named.append(_("first approved by %s") % _name(first))
    if last and last not in (revision.by, first):
        named.append(_("reviewed by %s") % _name(last))
    return ", ".join(named)


def _name(person):
    return isolated(getattr(person, "name", "") or getattr(person, "username", "") or str(person))
