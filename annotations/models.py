"""Models of articles, versions, codebooks, annotations, relations, comments and links."""

from annotations.annotations.models import Annotation, limit_excerpts
from annotations.articles.models.articles import Article, ArticleVersion
from annotations.articles.models.charts import ArticleChart
from annotations.articles.models.rereading import Rereading
from annotations.codebooks.models import Code, Codebook
from annotations.comments.models import Comment
from annotations.exchange.models import AnnotationImport, ImportedText
from annotations.links.models.links import PassageLink
from annotations.reading.models import ReadingPosition
from annotations.relations.models import AnnotationRelation, RelationMember

__all__ = [
    "Annotation",
    "AnnotationImport",
    "AnnotationRelation",
    "Article",
    "ArticleChart",
    "ArticleVersion",
    "Code",
    "Codebook",
    "Comment",
    "ImportedText",
    "PassageLink",
    "ReadingPosition",
    "RelationMember",
    "Rereading",
    "limit_excerpts",
]
