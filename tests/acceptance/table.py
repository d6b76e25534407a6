"""What the source article contains, restated: which passage speaks of which record, and what must
be representable of it. Keys are those of the table, and of the demo project `khorasan`.

Three rows have more than one record (P14, P16, P21: two places each), two have none of their own:
A27 is text of A01, A28 are target types. The agreement P25 is the incident I30.
"""

SAYS = {
    **{f"I{n:02}": [(f"I{n:02}", "", None)] for n in range(1, 36)},
    **{f"A{n:02}": [(f"A{n:02}", "", None)] for n in range(1, 27)},
    **{f"J{n:02}": [(f"J{n:02}", "statement", None)] for n in range(1, 53)},
    **{f"C{n:02}": [(f"C{n:02}", "proposition", None)] for n in range(1, 17)},
    **{f"P{n:02}": [(f"P{n:02}", "", None)] for n in range(1, 27)},
    # Fields of events, each with the passage that it comes from.
    "I02": [("I02", "date", "2024-01"), ("I02", "place", "P08")],
    "I03": [("I03", "place", "P07"), ("I03", "attack_types", ["missile_strike"])],
    "I05": [("I05", "domain", "political_event")],
    "I06": [("I06", "target", "A09"), ("I06", "place", "P04")],
    "I09": [("I09", "", None), ("C13", "", None)],
    "I10": [("I10", "target_types", ["religious_community"])],
    "I16": [("I15", "place", "P09"), ("I16", "place", "P10")],
    "I17": [("I17", "lifecycle", "plot_intended")],
    "I24": [("I24", "lifecycle", "foiled")],
    "I26": [("I26", "place", "P18")],
    "I34": [("I34", "lifecycle", "threat_statement")],
    # Actors.
    "A08": [("A08", "", None), ("I01", "perpetrator", 4)],
    "A11": [("A11", "aliases", "Vladmir Putin")],
    "A12": [("A12", "aliases", "Moscow")],
    "A27": [("A01", "membership_origins", None)],
    "A28": [("I19", "target_types", ["diplomatic"])],
    "A29": [("A29", "", None)],
    # Judgements whose words weigh: the term that they amount to, or none.
    "J01": [("J01", "estimative", "most likely")],
    "J16": [("J16", "likelihood", "unlikely")],
    "J23": [("J23", "likelihood", "likely")],
    "J25": [("J25", "estimative", "more likely")],
    "J33": [("J33", "likelihood", "unlikely")],
    "J41": [("J41", "likelihood", "unlikely")],
    "J42": [("J42", "likelihood", "likely")],
    "J44": [("J44", "likelihood", "unlikely"), ("J33", "likelihood", "unlikely")],
    "J46": [("J46", "estimative", "will")],
    # Allegations whose passage is the verdict or names who says it.
    "C01": [("C01", "verdict", "false")],
    "C03": [("C02", "claimants", "A03"), ("C03", "claimants", "A16")],
    "C08": [("C08", "claimants", "A16"), ("W02", "recipient_position", "not_actionable")],
    "C07": [("C07", "proposition", None), ("W01", "recipient_position", "not_actionable")],
    "C09": [("C09", "proposition", None), ("I01", "responsibility", "heralds")],
    # Quantities: what a count or a figure would be checked against.
    "Q01": [("I01", "killed", {"low": 151})],
    "Q02": [("I01", "perpetrator", 4)],
    "Q03": [("I12", "", None), ("I13", "", None)],
    "Q04": [("I14", "", None)],
    "Q05": [("I15", "", None), ("I16", "", None)],
    "Q06": [("I17", "", None)],
    "Q07": [("I12", "", None), ("I11", "", None)],
    "Q08": [("I12", "", None)],
    "Q09": [("J19", "", None)],
    "Q10": [("J20", "", None)],
    "Q11": [("J20", "", None)],
    "Q12": [("A01", "sizes", {"low": 3001})],
    "Q13": [("J22", "", None)],
    "Q14": [("J24", "", None)],
    "Q15": [("J27", "", None), ("I11", "date", "2021~")],
    "Q16": [("J29", "", None)],
    "Q17": [("J30", "", None)],
    "Q18": [("I24", "", None)],
    "Q19": [("J38", "", None)],
    "Q20": [("I06", "", None)],
    "Q21": [("J51", "", None)],
    "Q22": [("J18", "", None)],
    "Q23": [("W01", "heeded", "no"), ("W02", "heeded", "no")],
    "Q24": [("J11", "", None)],
    "Q25": [("I12", "", None)],
    # Places.
    "P14": [("P14", "", None), ("P14-RU", "", None)],
    "P16": [("P16", "", None), ("P16-SY", "", None)],
    "P21": [("P21", "", None), ("P21-002", "", None)],
    "P25": [("I30", "title", "Doha Accord")],
}
for number in range(1, 26):
    SAYS[f"Q{number:02}"].append((f"Q{number:02}", "claim", None))
"""{row: [(key of a record, field or "" for all of it, the value that the passage states)]}."""

EVENTS = {
    "I01": ("event", "2024-03", "month", "Last month", "RU", "P01", "completed"),
    "I02": ("event", "2024-01", "month", "in January", "IR", "P08", "completed"),
    "I03": (
        "event",
        "2024-01/2024-04-13",
        "range",
        "after … earlier this year",
        "PK",
        "P07",
        "completed",
    ),
    "I04": ("event", "2024-01/2024-04-13", "range", "responded", "IR", "P08", "completed"),
    "I05": ("context", "2024-01/2024-04-13", "range", "soon thereafter", None, None, None),
    "I06": ("event", "2022", "year", "in 2022", "AF", "P04", "completed"),
    "I07": ("reference", "/2024-04-13", "open", "More recently", None, None, "completed"),
    "I08": ("series", None, None, "", None, None, None),
    "I09": ("series", None, None, "", None, None, None),
    "I10": ("series", "2021~/", "open", "initially", "AF", "P03", None),
    "I11": ("context", "2021~", "year", "two and a half years", "AF", "P03", None),
    "I12": ("series", "2015/2024-04-13", "years", "since … 2015", "AF", "P03", "ongoing_campaign"),
    "I13": ("series", "2015/2024-04-13", "years", "since … 2015", "PK", "P06", "ongoing_campaign"),
    "I14": ("series", "/2024-04-13", "open", "in recent years", "IR", "P08", None),
    "I15": ("series", "/2024-04-13", "open", "To date", "TJ", "P09", None),
    "I16": ("series", "/2024-04-13", "open", "To date", "UZ", "P10", None),
    "I17": ("series", None, None, "", None, "P12", "plot_intended"),
    "I18": ("series", "2021~/2024-04-13", "years", "two and a half years", "AF", "P03", None),
    "I19": ("series", "2021~/2024-04-13", "years", "two and a half years", "AF", "P23", None),
    "I20": ("series", "2021~/2024-04-13", "years", "two and a half years", "AF", "P04", None),
    "I21": ("reference", "/2024-04-13", "open", "recently", "AF", "P05", "completed"),
    "I22": ("reference", None, None, "", None, None, "completed"),
    "I23": ("reference", None, None, "", None, None, "completed"),
    "I24": ("series", None, None, "", "IN", "P11", "foiled"),
    "I25": ("series", None, None, "", "PK", "P06", None),
    "I26": ("series", None, None, "", None, "P18", None),
    "I27": ("context", None, None, "", None, None, None),
    "I28": ("series", None, None, "", None, None, None),
    "I29": ("context", None, None, "", "IQ", "P16", None),
    "I30": ("context", None, None, "", None, None, None),
    "I31": ("context", None, None, "", "AF", "P03", None),
    "I32": ("context", None, None, "", None, None, None),
    "I33": ("context", None, None, "", "PS", "P17", None),
    "I34": ("series", None, None, "", None, None, "threat_statement"),
    "I35": ("series", "2021~/2024-04-13", "years", "since the Taliban takeover", None, None, None),
}
"""Kind of record, date, precision, words, country, place, lifecycle."""

STEPS = ("K4-lull", "K4-return", "K6-help")
"""Steps of chains that are none of the 35 rows; context without date and place."""

UNDATED = [key for key, row in EVENTS.items() if row[1] is None]

FURTHER_PLACES = {
    "I20": {("P22", "also")},
    "I25": {("P03", "origin")},
    "I26": {("P03", "origin"), ("P06", "target")},
    "I29": {("P16-SY", "also")},
    "I33": {("P12", "also"), ("P21", "also"), ("P21-002", "also")},
    "I34": {("P09", "target"), ("P10", "target"), ("P11", "target")},
    "I35": {("P03", "origin")},
}

PARTS = {
    ("I01", "A08", "perpetrator", 4),
    ("I01", "A01", "suspected_perpetrator", None),
    ("I02", "A01", "perpetrator", None),
    ("I03", "A16", "perpetrator", None),
    ("I03", "A05", "stated_target", None),
    ("I04", "A17", "perpetrator", None),
    ("I06", "A13", "perpetrator", None),
    ("I06", "A09", "target", 1),
    ("I07", "A03", "perpetrator", None),
    ("I07", "A10", "target", 1),
    ("I10", "A03", "perpetrator", None),
    ("I14", "A01", "perpetrator", None),
    ("I14", "A02", "co_perpetrator", None),
    ("I24", "A18", "responder", None),
    ("I25", "A04", "perpetrator", None),
    ("I18", "A03", "target", None),
    ("I05", "A16", "party", None),
    ("I05", "A17", "party", None),
    ("I11", "A03", "party", None),
    ("I27", "A01", "party", None),
    ("I29", "A02", "party", None),
    ("I30", "A03", "party", None),
    ("I31", "A13", "party", None),
    *(("I32", each, "party", None) for each in ("A12", "A18", "A19", "A21", "A03")),
    ("I25", "A17", "target", None),
    ("I25", "A03", "facilitator", None),
}
"""(incident, actor, role, count): these at least."""

RELATIONS = {
    # row: [(subject, kind, object or place, polarity, status, said by)]
    "R01": [("A01", "affiliate_of", "A02", "asserts", "asserted", "")],
    "R02": [("A01", "rival_of", "A03", "asserts", "asserted", "")],
    "R03": [
        ("A01", "targets", each, "asserts", "asserted", "")
        for each in ("A03", "A17", "A16", "A20", "A18")
    ],
    "R04": [("A01", "targets", each, "asserts", "intended", "") for each in ("A13", "A19", "A12")],
    "R05": [("A06", "part_of", "A01", "asserts", "hypothesised", "")],
    "R06": [("A03", "hosts", "A04", "asserts", "asserted", "")],
    "R07": [("A04", "targets", "A17", "asserts", "asserted", "")],
    "R08": [("A05", "unrelated_to", "A01", "asserts", "asserted", "")],
    "R09": [("A05", "operates_in", "P07", "asserts", "asserted", "")],
    "R10": [("A03", "in_tension_with", "A17", "asserts", "asserted", "")],
    "R11": [("A25", "allied_with", "A03", "asserts", "asserted", "")],
    "R12": [
        ("A03", "restrains", "A25", "asserts", "asserted", ""),
        ("A03", "restrains", "A26", "asserts", "asserted", ""),
        ("A01", "recruits_from", "A26", "asserts", "hypothesised", ""),
    ],
    "R13": [("A24", "client_of", "A16", "asserts", "asserted", "")],
    "R14": [
        (each, "recognises_de_facto", "A03", "asserts", "asserted", "")
        for each in ("A12", "A18", "A19", "A21")
    ]
    + [
        (each, "assists_against_terrorism", "A03", "denies", "asserted", "")
        for each in ("A12", "A18", "A19", "A21")
    ],
    "R15": [
        ("A03", "warm_relations_with", each, "asserts", "asserted", "") for each in ("A12", "A19")
    ],
    "R16": [(each, "threatens", "A17", "asserts", "asserted", "") for each in ("A04", "A23")],
    "R17": [("A13", "sponsors", "A01", "asserts", "rejected", each) for each in ("A03", "A16")],
    "R18": [("A17", "sponsors", "A01", "asserts", "rejected", "voices in India")],
    "R19": [("A18", "sponsors", "A01", "asserts", "rejected", "A17")],
    "R21": [("A03", "infiltrates", "A01", "asserts", "alleged", "nobody named")],
    "R22": [("A22", "opposes", "A02", "asserts", "ended", "")],
    "R23": [("regional", "sponsors", "A01", "denies", "asserted", "")],
    "R24": [("A16", "in_tension_with", "A17", "asserts", "ended", "")],
}
"""R20, who is said to have supported I01, is a statement of responsibility and C01."""

CLAIMS = {
    "C01": ({"A12", "A11"}, "false", None),
    "C02": ({"A03"}, "unfounded", "C16"),
    "C03": ({"A16"}, "unfounded", "C16"),
    "C04": ({"IN"}, "unfounded", "C16"),
    "C05": ({"A17"}, "unfounded", "C16"),
    "C06": ({"A16"}, "confusing", None),
    "C07": ({"A12"}, "dubious", None),
    "C08": ({"A16"}, None, None),
    "C09": ({"A02"}, "unclear", None),
    "C10": ({None}, "premature", None),
    "C11": ({"A02"}, "unclear", None),
    "C12": ({"A03"}, "undermined", None),
    "C13": ({None}, "no_verdict", None),
    "C14": ({None}, "inadequate", None),
    "C15": ({"A03"}, "undermined", None),
    "C16": ({"regional"}, "unfounded", None),
}

LINKS = {
    "K1": [
        ("I02", "provoked", "I03"),
        ("I03", "retaliated_by", "I04"),
        ("I04", "de_escalated_by", "I05"),
    ],
    "K4": [
        ("I12", "draws", "I08"),
        ("I12", "draws", "I28"),
        ("I08", "followed_by", "K4-lull"),
        ("I28", "followed_by", "K4-lull"),
        ("K4-lull", "followed_by", "K4-return"),
    ],
    "K5": [
        ("I08", "displaces_to", "I13"),
        ("I08", "displaces_to", "I35"),
        ("I08", "displaces_to", "I26"),
    ],
    "K6": [("I32", "without", "K6-help")],
    "K7": [("I26", "enabled_by", "I25")],
    "members": [
        ("I02", "part_of_series", "I14"),
        ("I01", "part_of_series", "I35"),
        ("I02", "part_of_series", "I35"),
        ("I25", "part_of_series", "I35"),
    ],
}
"""Edges between incidents. K2 and K3 are a warning of an incident and an allegation about it."""

SUPPOSED = {
    ("I12", "I08"),
    ("I12", "I28"),
    ("I08", "K4-lull"),
    ("I28", "K4-lull"),
    ("I08", "I13"),
    ("I08", "I35"),
    ("I08", "I26"),
    ("I01", "I35"),
    ("I02", "I35"),
}
"""Of them those that the article does not state of these very incidents."""

SCOPES = {
    "J05": {"A01", "A03", "A16", "A17", "A18", "A20"},
    "J06": {"A01", "A12", "A13", "A19"},
    "J16": {"A01"},
    "J24": {"A01", "P03", "P06"},
    "J33": {"A01", "A03"},
    "J34": {"A03", "A12", "A18", "A19", "A21"},
    "J41": {"A01", "A03"},
    "J44": {"A01", "A03"},
    "J48": {"A01", "P19"},
}
"""Actors and places that a judgement is about: of these in full."""

FORECASTS = ["J16", "J23", "J33", "J41", "J42", "J43", "J44", "J45", "J46", "J47", "J48"]
TERMS = {
    "J16": "unlikely",
    "J23": "likely",
    "J33": "unlikely",
    "J41": "unlikely",
    "J42": "likely",
    "J44": "unlikely",
}
COMPARATIVE = ["J01", "J25"]
KINDS = {
    "descriptive": [1, 3, 5, 6, 9, 18, 21, 25, 29, 31, 34, 37, 39, 40, 49, 51],
    "causal": [11, 12, 13, 14, 15, 17, 20, 27, 28, 32, 35, 36],
    "trend": [2, 7, 8, 22, 24, 30, 38, 50],
    "counterfactual": [4, 10],
    "measurement": [19, 26, 52],
    "forecast": [int(key[1:]) for key in FORECASTS],
}
TREE = {"J11": {"J12", "J17", "J36"}, "J41": {"J42", "J43", "J44", "J45"}}

OUTCOMES = {
    "Q01": ("contradicted", ""),
    "Q02": ("supported", ""),
    "Q03": ("insufficient_data", "partly_covered"),
    "Q04": ("depends_on_uncertainty", "bounds"),
    "Q05": ("insufficient_data", "nothing_counted"),
    "Q06": ("depends_on_uncertainty", "bounds"),
    "Q07": ("insufficient_data", "partly_covered"),
    "Q08": ("insufficient_data", "partly_covered"),
    "Q09": ("insufficient_data", "not_covered"),
    "Q10": ("insufficient_data", "few_buckets"),
    "Q11": ("insufficient_data", "few_buckets"),
    "Q12": ("insufficient_data", "own_source_only"),
    "Q13": ("insufficient_data", "few_buckets"),
    "Q14": ("insufficient_data", "not_covered"),
    "Q15": ("depends_on_uncertainty", "bounds"),
    "Q16": ("insufficient_data", "partly_covered"),
    "Q17": ("insufficient_data", "partly_covered"),
    "Q18": ("insufficient_data", "own_source_only"),
    "Q19": ("insufficient_data", "few_buckets"),
    "Q20": ("insufficient_data", "own_source_only"),
    "Q21": ("insufficient_data", "no_comparators"),
    "Q22": ("insufficient_data", "partly_covered"),
    "Q23": ("supported", ""),
    "Q24": ("supported", ""),
    "Q25": ("insufficient_data", "figures_not_covered"),
}
"""{quantity: (outcome, reason)} of its check, with the attacks that the text names."""
