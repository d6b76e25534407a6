"""Articles and their versions, codebooks, annotations, comments, links; in this order."""

from annotations.models.annotations import Annotation, limit_excerpts
from annotations.models.articles import Article, ArticleVersion
from annotations.models.codebooks import Code, Codebook
from annotations.models.comments import Comment
from annotations.models.links import PassageLink

__all__ = [
    "Annotation", "Article", "ArticleVersion", "Code", "Codebook", "Comment", "PassageLink",
    "limit_excerpts",
]  # fmt: skip
