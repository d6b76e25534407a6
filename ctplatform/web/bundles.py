"""Bundle static files when they are collected.

A browser that is 100 ms away fetches six files at a time, and so takes a second for sixty. Style
sheets are joined, modules are bundled by esbuild, which is in package-lock.json. Without esbuild,
and in development and tests, pages use the files themselves.
"""

from pathlib import Path

from ctplatform.ops.bootstrap import ROOT, run_tool

SHEETS = {
    "ctplatform/site.css": tuple(
        f"ctplatform/{name}.css"
        for name in (
            "tokens",
            "type",
            "base",
            "components",
            "lists",
            "forms",
            "records",
            "charts",
        )
    ),
    "annotations/reading/reading_page.css": (
        "annotations/reading/reading.css",
        "annotations/reading/panel.css",
    ),
}
"""{bundle: its style sheets}, in order and in one folder, since their URLs are relative."""

MODULES = {
    "ctplatform/js/site_scripts.js": "ctplatform/js/site_scripts.bundle.js",
    "annotations/reading/page/reading_page.js": "annotations/reading/page/reading_page.bundle.js",
}
"""{module: the bundle of it and all its imports}.

A page loads only one of them: a module in two bundles would run twice.
"""


def esbuild() -> Path | None:
    """The esbuild that the set-up installed, or None."""
    return next(ROOT.glob("node_modules/@esbuild/*/bin/esbuild"), None)


def make_bundles(folder: Path) -> list[str]:
    """Write the bundles of the static files collected in a folder; return their names."""
    made = []
    for bundle, sheets in SHEETS.items():
        (folder / bundle).write_text("\n".join((folder / each).read_text() for each in sheets))
        made.append(bundle)
    program = esbuild()
    for module, bundle in MODULES.items() if program else ():
        options = ["--bundle", "--format=esm", "--log-level=error"]
        run_tool(program, folder / module, *options, f"--outfile={folder / bundle}")
        made.append(bundle)
    return made
