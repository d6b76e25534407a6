"""A real receiver of webhooks: an HTTP server in a thread, which checks signatures."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """`answers` are the status codes of the next answers, 204 after them; `got` what came."""

    def __init__(self):
        self.got, self.answers, self.secret, self.pause = [], [], None, 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                receiver.receive(self)

            def log_message(self, *_):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}/changes?team=1"

    def receive(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"]))
        time.sleep(self.pause)
        status = self.answers.pop(0) if self.answers else 204
        if self.secret and not is_signed(self.secret, request.headers, body):
            status = 401
        self.got.append((request.headers["webhook-id"], status, json.loads(body)))
        request.send_response(status)
        if 300 <= status < 400:
            request.send_header("Location", "http://127.0.0.1:1/elsewhere")
        request.end_headers()
        if status != 204:
            request.wfile.write(b"what the receiver says" * 100)

    def accepted(self):
        """The entries of the deliveries that were accepted, each delivery once."""
        bodies = {name: body for name, status, body in self.got if status == 204}
        return [entry for body in bodies.values() for entry in body["data"]["results"]]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def is_signed(secret, headers, body) -> bool:
    """Whether the signature is right, as a receiver computes it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(headers["webhook-signature"], f"v1,{right}")
