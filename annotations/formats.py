"""Export formats of all subjects of texts; importing this module registers them."""

from annotations.annotations import formats as annotations
from annotations.articles import formats as articles
from annotations.comments import formats as comments
from annotations.exchange.exports import writing as documents
from annotations.links import formats as links

__all__ = ["annotations", "articles", "comments", "documents", "links"]
