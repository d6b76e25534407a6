"""Pure: shared places whose status is disputed, each with a neutral note.

ISO 3166 lists each under some country, which concerns codes alone and asserts nothing. The list has
the disputed places among the codes that are loaded, and is not complete.
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

CONTESTED = {
    "Kashmir": (73.4, 32.2, 80.5, 37.2),
    "Gilgit": (72.4, 34.9, 73.4, 37.2),
    "Arunachal Pradesh": (91.5, 26.5, 97.5, 29.6),
    "Crimea and Sevastopol": (32.3, 44.2, 36.8, 46.3),
    "Donbas, Zaporizhzhia and Kherson": (31.9, 45.9, 40.3, 50.2),
    "Abkhazia": (39.9, 42.3, 42.2, 43.7),
    "South Ossetia": (43.4, 41.9, 44.7, 42.8),
    "Nagorno-Karabakh": (46.0, 39.1, 47.4, 40.5),
    "Transnistria": (28.6, 46.4, 30.1, 48.2),
    "Kosovo": (20.0, 41.8, 21.9, 43.3),
    "Northern Cyprus": (32.5, 34.9, 34.7, 35.8),
    "West Bank, Gaza and Golan": (34.1, 31.1, 36.0, 33.4),
    "Western Sahara": (-17.3, 20.7, -8.6, 27.8),
    "Somaliland": (42.6, 7.9, 49.2, 11.6),
    "Hala'ib and Bir Tawil": (33.0, 21.6, 37.1, 23.2),
    "Abyei": (27.7, 9.2, 29.1, 10.4),
    "Ilemi": (34.9, 4.6, 36.0, 5.5),
    "Taiwan and its islands": (116.6, 21.7, 122.2, 26.5),
    "Falkland Islands": (-61.5, -52.6, -57.5, -51.0),
    "Essequibo": (-61.5, 1.1, -57.2, 8.7),
}
"""Rough boxes (west, south, east, north; degrees) in which map and codes may differ."""


def is_contested(lon, lat):
    """Whether a point is where the map does not settle which country it belongs to."""
    return any(
        west <= lon <= east and south <= lat <= north
        for west, south, east, north in CONTESTED.values()
    )
