"""An application for tests of the web worker: a large answer, a body's length, a quick one."""

import time

import django

django.setup()  # the configuration of the web server loads the product's addresses

LARGE = 8 * 1024**2  # bytes; more than the system buffers for one connection


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/large":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (b"x" * 65536 for _block in range(LARGE // 65536))
    if path == "/body":
        answer = str(len(environ["wsgi.input"].read())).encode()
    elif path == "/long":
        time.sleep(1.5)
        answer = b"done"
    else:
        answer = b"quick"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]
