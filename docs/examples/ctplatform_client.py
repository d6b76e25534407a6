"""A small client of the API in one file, to copy beside a program. It needs httpx alone.

    with Platform("https://example.org", token) as platform:
        for incident in platform.rows("incidents", project="demo", country="NG"):
            print(incident["date"], incident["title"])

It pages, waits where the API says so, sends writes once although they are repeated, changes a
record only as it was read, writes exports to files in pieces, and follows the feed of changes.
"""

import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx

TRIES = 5
LONGEST_WAIT = 60  # seconds
WAITING = (429, 502, 503)


class ApiError(Exception):
    """An answer that says what is wrong; `status` is that of HTTP, `errors` those of fields."""

    def __init__(self, answer: httpx.Response):
        try:
            problem = answer.json()
        except ValueError:
            problem = {}
        self.status = answer.status_code
        self.errors = problem.get("errors", [])
        words = [f"{answer.status_code} {problem.get('detail', answer.reason_phrase)}"]
        words += [f"{each.get('pointer', '')}: {each.get('message', '')}" for each in self.errors]
        super().__init__("\n".join(words))


class Resync(Exception):
    """The feed cannot go on from this `since`: read everything again, without it."""


class Platform:
    """A connection to an installation, as the user of a token and within its scopes."""

    def __init__(self, address: str, token: str, **options):
        self.client = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/v1/",
            headers={"Authorization": f"Token {token}", "Accept": "application/json"},
            timeout=60,
            **options,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.client.close()

    def send(self, method: str, path: str, **options) -> httpx.Response:
        """Send a request, again after a wait where the server is busy; ApiError if it refuses."""
        for tried in range(1, TRIES + 1):
            answer = self.client.request(method, path, **options)
            if answer.status_code not in WAITING or tried == TRIES:
                break
            time.sleep(wait_of(answer, tried))
        if answer.is_error:
            raise ApiError(answer)
        return answer

    def get(self, path: str, **filters) -> dict:
        """One answer: a record by its address, or the first page of a list."""
        return self.send("GET", path, params=filters or None).json()

    def rows(self, resource: str, **filters) -> Iterator[dict]:
        """Every row of a list, page after page."""
        page = self.get(f"{resource}/", **filters)
        while True:
            yield from page["results"]
            if not page["next"]:
                return
            page = self.get(page["next"])

    def create(self, resource: str, **values) -> dict:
        """Make a record; a repeated request makes it once."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        return self.send("POST", f"{resource}/", json=values, headers=headers).json()

    def change(self, resource: str, record: dict, **values) -> dict:
        """Change a record as it was read; ApiError 412 if somebody changed it since."""
        headers = {
            "If-Match": f'"{record["id"]}-{record["version"]}"',
            "Idempotency-Key": str(uuid.uuid4()),
        }
        path = f"{resource}/{record['id']}/"
        return self.send("PATCH", path, json=values, headers=headers).json()

    def save_export(self, resource: str, path: str | Path, format: str, **filters) -> Path:
        """Write an export of the filtered list to a file; if it breaks, no file is left."""
        path = Path(path)
        part = path.with_name(f"{path.name}.part")
        asked = {"format": format, **filters}
        try:
            with (
                self.client.stream("GET", f"{resource}/export/", params=asked) as answer,
                part.open("wb") as file,
            ):
                if answer.is_error:
                    answer.read()
                    raise ApiError(answer)
                for piece in answer.iter_bytes():
                    file.write(piece)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return path

    def changes(self, since: str = "", **filters) -> Iterator[tuple[dict | None, str]]:
        """Yield (entry, since) until nothing is new; keep the last `since` for the next time.

        After each page comes (None, since). Resync where `since` is too old.
        """
        more = True
        while more:
            asked = {**filters, "since": since} if since else filters
            try:
                page = self.get("changes/", **asked)
            except ApiError as error:
                raise Resync(str(error)) if error.status == 410 else error from None
            since, more = page["since"], page["has_more"]
            for entry in page["results"]:
                yield entry, since
            yield None, since


def wait_of(answer: httpx.Response, tried: int) -> float:
    """Seconds until the next try: what the server asks for, else twice as long each time."""
    try:
        asked = float(answer.headers.get("Retry-After", ""))
    except ValueError:
        asked = 2.0**tried
    return min(asked, LONGEST_WAIT)
