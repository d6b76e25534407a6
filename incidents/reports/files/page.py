"""A report as one HTML file: no script, charts as drawings in it, links to where it came from."""

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from incidents.reports.files.content import assessment_words, citation, pinned_numbers, table_of
from incidents.reports.queries import shown_blocks

STYLE = (Path(__file__).parent / "page.css").read_text()


def report_as_html(report, user, address) -> str:
    """The file as this user may see the report; `address` is that of its page."""
    origin = address.removesuffix(f"/reports/{report.pk}/")
    blocks = shown_blocks(report, user)
    rows = [_row(block, user) for block in blocks]
    context = {
        "report": report,
        "rows": rows,
        "quotes": [row for row in rows if row["citation"]],
        "hidden": sum(block.is_hidden for block in blocks),
        "address": address,
        "origin": origin,
        "style": mark_safe(f"<style>{STYLE}</style>"),  # noqa: S308 - a file of ours
    }
    return render_to_string("incidents/reports/file.html", context)


def _row(block, user) -> dict:
    """What the file shows of a block besides the block itself."""
    numbers = pinned_numbers(block, user) if block.snapshot else None
    head, cells = table_of(block, numbers)
    return {
        "block": block,
        "title": block.caption or (block.snapshot.title if block.snapshot else ""),
        "numbers": numbers,
        "svg": mark_safe(numbers.svg) if numbers else "",  # noqa: S308 - our template escaped it
        "head": head,
        "cells": cells,
        "words": assessment_words(block.assessment) if block.assessment else [],
        "citation": citation(block) if block.passage else "",
    }
