"""Where the source article lies: beside the repository, or where CTPLATFORM_SHARED says."""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings

SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared"))
if not SHARED.is_dir():  # a clone may stand one level deeper
    SHARED = settings.BASE_DIR.parent.parent / "shared"


def is_here():
    return (SHARED / "acceptance.json").is_file()


needs_article = pytest.mark.skipif(
    not is_here(),
    reason="the source article is not here; set CTPLATFORM_SHARED to its folder",
)


def article_text():
    return (SHARED / "article.txt").read_text(encoding="utf-8")


def items():
    return json.loads((SHARED / "acceptance.json").read_text(encoding="utf-8"))["items"]
