"""A small HTTP client with a kept connection; it runs on the same two cores as the product."""

import http.client
import json
import threading
import time
from collections.abc import Callable


class Client:
    """JSON over one kept-alive connection to this machine."""

    def __init__(self, port: int, token: str = ""):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Authorization": f"Token {token}"} if token else {}

    def send(self, method: str, path: str, body=None, headers=None):
        """Return (status, parsed JSON or bytes)."""
        sent = {**self.headers, **(headers or {})}
        if body is not None:
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        content = response.read()
        kind = response.getheader("Content-Type", "")
        return response.status, json.loads(content) if "json" in kind and content else content

    def get(self, path: str):
        status, answer = self.send("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status} {answer}")
        return status, answer

    def post(self, path: str, body, expect: int = 201):
        status, answer = self.send("POST", path, body)
        if status != expect:
            raise RuntimeError(f"POST {path}: {status} {answer}")
        return answer


def timed(work: Callable[[int], object], count: int) -> list[float]:
    """Call `work(i)` `count` times; return the seconds of each call, sorted."""
    found = []
    for i in range(count):
        began = time.perf_counter()
        work(i)
        found.append(time.perf_counter() - began)
    return sorted(found)


def rate(work: Callable[[int], object], count: int) -> float:
    """How often `work(i)` can be done per second, sequentially."""
    began = time.perf_counter()
    for i in range(count):
        work(i)
    return count / (time.perf_counter() - began)


def together(workers: list[Callable[[], object]]) -> float:
    """Run all at once in threads; return the seconds until the last one has finished."""
    began = time.perf_counter()
    threads = [threading.Thread(target=worker) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def percentile(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]
