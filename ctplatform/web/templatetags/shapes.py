"""SVG outlines of the interface; 10 x 10 units, the stances 13 x 13.

Those of records are in their record types.
"""

OTHER_ICONS = {
    "series": '<path d="M.5 9.5V6.5h3V3.8h3V1h3v8.5z"/>',
    "check": '<path d="M1.5.8H8v1.7H3.3v5H8v1.7H1.5z"/>',
    "code": '<path d="M0 3.5h10v3H0z"/>',
}

_RING = '<circle cx="5" cy="5" r="4.1" fill="none" stroke="currentColor" stroke-width="1.4"/>'
DISCS = {
    "empty": _RING,
    "half": _RING + '<path d="M5 1.6a3.4 3.4 0 0 0 0 6.8z"/>',
    "full": '<circle cx="5" cy="5" r="4.6"/>',
    "doubt": '<path d="M5 0 10 5 5 10 0 5z"/>',
}

_BOX = '<rect class="box" x=".75" y=".75" width="11.5" height="11.5" rx="1.5"/>'
STANCES = {
    "supports": _BOX + '<path class="sign" d="M6.5 3.7v5.6M3.7 6.5h5.6"/>',
    "contradicts": _BOX + '<path class="sign" d="M3.7 6.5h5.6"/>',
    "mentions": _BOX + '<circle class="sign" cx="6.5" cy="6.5" r=".6"/>',
}
