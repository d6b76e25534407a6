"""Models of articles, versions, codebooks, annotations, comments and links."""

from annotations.models.annotations import Annotation, limit_excerpts
from annotations.models.articles import Article, ArticleVersion
from annotations.models.codebooks import Code, Codebook
from annotations.models.comments import Comment
from annotations.models.links import PassageLink
from annotations.models.reading_positions import ReadingPosition
from annotations.models.rereading import Rereading

__all__ = [
    "Annotation", "Article", "ArticleVersion", "Code", "Codebook", "Comment", "PassageLink",
    "ReadingPosition", "Rereading", "limit_excerpts",
]  # fmt: skip
