"""The tokens keep the contrasts that look and WCAG 2.2 ask for, in both modes."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

TOKENS = Path(__file__).parent.parent / "ctplatform" / "static" / "ctplatform" / "tokens.css"
PAIR = re.compile(r"--([\w-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\);")
COLOURS = {
    name: {"light": light, "dark": dark} for name, light, dark in PAIR.findall(TOKENS.read_text())
}
CODES = sorted(name[5:-5] for name in COLOURS if name.startswith("code-") and name.endswith("line"))
SURFACES = ["ground", "sheet", "raised"]
MODES = ["light", "dark"]


def channels(name, mode):
    return [int(COLOURS[name][mode][n : n + 2], 16) / 255 for n in (0, 2, 4)]


def luminance(rgb):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(front, back, mode):
    lighter, darker = sorted(
        (luminance(channels(front, mode)), luminance(channels(back, mode))), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


def test_twelve_codes_have_their_three_colours():
    assert len(CODES) == 12
    assert {f"code-{code}-{part}" for code in CODES for part in ("line", "tint", "on")} <= set(
        COLOURS
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("surface", [*SURFACES, "sunken"])
@pytest.mark.parametrize("text", ["ink", "ink-2", "ink-3"])
def test_text_reads_on_every_surface(text, surface, mode):
    assert contrast(text, surface, mode) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("state", ["ok", "warn", "bad", "info"])
def test_states_read_on_their_own_ground_and_on_the_page(state, mode):
    for surface in (f"{state}-bg", "ground", "sheet"):
        assert contrast(state, surface, mode) >= 4.5
    assert contrast("ink", f"{state}-bg", mode) >= 7
    assert contrast("ink-2", f"{state}-bg", mode) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("line", ["edge", "focus"])
def test_lines_with_a_meaning_are_seen(line, mode):
    for surface in ("ground", "sheet"):
        assert contrast(line, surface, mode) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("code", CODES)
def test_codes_are_seen_and_text_reads_on_their_tints(code, mode):
    assert contrast(f"code-{code}-line", "sheet", mode) >= 4.5
    assert contrast("ink", f"code-{code}-tint", mode) >= 9
    assert contrast("ink", f"code-{code}-on", mode) >= 5


@pytest.mark.parametrize("mode", MODES)
def test_primary_button_reads(mode):
    assert contrast("ground", "ink", mode) >= 7
