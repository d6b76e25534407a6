"""Admin of texts and of what readers write about them.

Importing this module registers the pages of all subjects.
"""

from annotations.annotations import admin as annotations
from annotations.articles import admin as articles
from annotations.codebooks import admin as codebooks
from annotations.comments import admin as comments
from annotations.links import admin as links

__all__ = ["annotations", "articles", "codebooks", "comments", "links"]
