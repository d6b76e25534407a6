"""All tools by name, in the order in which `tools/list` names them."""

from functools import cache

from ctplatform.assistants.tools.lists import list_tools
from ctplatform.assistants.tools.proposals import proposal_tools
from ctplatform.assistants.tools.records import record_tools
from ctplatform.assistants.tools.series import series_tools
from ctplatform.assistants.tools.texts import text_tools
from ctplatform.assistants.tools.types import Tool


@cache
def tools() -> dict[str, Tool]:
    """{name: tool}. They are the same for all users and whatever the records say."""
    every = [*text_tools(), *list_tools(), *record_tools(), *series_tools(), *proposal_tools()]
    return {each.name: each for each in every}


@cache
def definitions() -> list[dict]:
    """What `tools/list` answers; made once in each process."""
    return [each.definition for each in tools().values()]
