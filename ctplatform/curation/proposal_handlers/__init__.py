"""One handler for each kind of proposal: what is checked, who must approve, and how it is applied.

`handler_of(proposal)` returns it. What all kinds share is in `base`.
"""

from ctplatform.curation.proposal_handlers.registry import handler_named, handler_of

__all__ = ["handler_named", "handler_of"]
