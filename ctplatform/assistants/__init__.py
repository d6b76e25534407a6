"""The Model Context Protocol endpoint: assistants read as a user may, and propose changes.

It is off by default (`CTPLATFORM_ASSISTANTS`). A tool calls views of the API with the token of the
request, so there is one rule of what a user sees and may do. Nothing that a tool writes is in force
before a person accepts it (docs/decisions/0175).
"""
