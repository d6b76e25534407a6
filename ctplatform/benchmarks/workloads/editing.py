"""The step `review`: eight pairs of author and reviewer edit the same records at once."""

import json
import random
from collections import Counter

from ctplatform.benchmarks.client import Client, together

CLIENTS, EACH, RECORDS = 8, 200, 16
FIELDS = ("summary", "date_words")


def chosen(records, number, count):
    """The records that a client edits, in order; equal in every run."""
    return random.Random(number).choices(records, k=count)  # noqa: S311 - a load, no secret


class Pair:
    """An author and a reviewer: read a record, propose a value, accept it."""

    def __init__(self, port, number, tokens, records):
        self.number, self.records = number, records
        self.author, self.reviewer = (Client(port, token) for token in tokens)
        self.acknowledged, self.answers = [], Counter()

    def work(self, count):
        for turn, record in enumerate(chosen(self.records, self.number, count)):
            self.edit(record, FIELDS[turn % 2], f"pair {self.number}, edit {turn}")

    def edit(self, record, field, value):
        seen = self.author.get(f"/api/v1/incidents/{record}/")[1]
        body = {
            "target_type": "incident",
            "target_id": record,
            "base_version": seen["version"],
            "diff": {field: value},
        }
        proposal = self.author.post("/api/v1/proposals/", body)["id"]
        path = f"/api/v1/proposals/{proposal}/accept/"
        status, answer = self.reviewer.send("POST", path, {})
        self.answers[status] += 1
        if status == 200:
            self.acknowledged.append((record, field, value))
        elif status != 409 or field not in answer.get("conflicts", ()):
            raise RuntimeError(f"POST {path}: {status} {answer}")


def review(bench):
    """Propose and accept edits concurrently: none may be lost, each conflict must be reported."""
    count = bench.rounds(EACH)
    made = json.loads(
        bench.product.script("workloads.reviews", "setup", str(CLIENTS), str(RECORDS))
    )
    pairs = [
        Pair(bench.product.port, number, tokens, made["records"])
        for number, tokens in enumerate(made["people"])
    ]
    seconds = together([lambda pair=pair: pair.work(count) for pair in pairs])
    acknowledged = [each for pair in pairs for each in pair.acknowledged]
    refused = sum((pair.answers for pair in pairs), Counter())[409]
    if len(acknowledged) + refused != CLIENTS * count:
        raise RuntimeError(
            f"Only {len(acknowledged) + refused} of {CLIENTS * count} were answered."
        )
    file = bench.product.data / "acknowledged.json"
    file.write_text(json.dumps(acknowledged))
    found = json.loads(bench.product.script("workloads.reviews", "check", str(file)))
    bare = _bare(bench, made["records"], count)
    own = CLIENTS * count / seconds
    yield (
        f"8 pairs edit {RECORDS} records             {own:8.0f} /s    "
        f"an UPDATE with its revision, bare {bare:.0f}; ratio {own / bare:.2f}"
    )
    yield (
        f"  {len(acknowledged)} acknowledged, {found['lost']} lost; {found['waiting']} conflicts, "
        f"{refused} refused of; {found['applied']} in the history"
    )


def _bare(bench, records, count):
    """Edits per second of the bare view, by the same number of clients."""
    with bench.reference() as first:

        def work(number):
            client = Client(first.connection.port)
            for turn, record in enumerate(chosen(records, number, count)):
                body = {"record": record, "by": bench.user, "summary": f"{number}, {turn}"}
                client.post("/edits/", body)

        parts = [lambda number=number: work(number) for number in range(CLIENTS)]
        return CLIENTS * count / together(parts)
