"""Pure: shared places whose status is contested, with a note that takes no side.

ISO 3166 lists each under some country; that is a matter of codes and asserts nothing. The list
holds contested places that our own codes name, and is not complete.
"""

DISPUTED = {
    "EH": (
        "Western Sahara: a non-self-governing territory of the UN; claimed by Morocco "
        "and the Polisario Front."
    ),
    "FK": "Administered by the United Kingdom; claimed by Argentina.",
    "GS": "Administered by the United Kingdom; claimed by Argentina.",
    "PS": "A non-member observer state of the UN; its extent and status are contested.",
    "TW": "Claimed by the People's Republic of China; governed from Taipei.",
    "CY": "The north is outside the control of the Republic's government.",
    "IN-JK": "Part of Kashmir, claimed by India and Pakistan.",
    "IN-LA": "Part of Kashmir, claimed by India, Pakistan and, in parts, China.",
    "PK-JK": "Part of Kashmir, claimed by India and Pakistan.",
    "PK-GB": "Part of Kashmir, claimed by India and Pakistan.",
    "UA-43": (
        "Crimea: listed under Ukraine; annexed by Russia in 2014, which the UN General "
        "Assembly does not recognise."
    ),
    "UA-40": (
        "Sevastopol: listed under Ukraine; annexed by Russia in 2014, which the UN "
        "General Assembly does not recognise."
    ),
    "GE-AB": "Abkhazia: outside the control of Georgia's government.",
    "MD-SN": "Transnistria: outside the control of Moldova's government.",
    "TW-KIN": "Governed from Taipei; claimed by the People's Republic of China.",
}
