"""The broker for wake messages, and the embedded server if none is configured.

In this order: `REDIS_URL`; a private redis-server (or valkey-server) on a unix socket in the data
directory; fakeredis, pure Python, on the same socket. All three speak Redis, so there is one code
path, and none loses a task when a worker is killed. If the broker is lost, so are wake messages,
but no work, which is rows in the database (jobs).
"""

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

LONGEST_SOCKET_PATH = 100  # bytes; the kernel's limit is 108 on Linux, 104 on macOS


def broker_url() -> str:
    """The broker's URL for Celery, for any process of this data directory."""
    return os.environ.get("REDIS_URL") or f"redis+socket://{socket_path(data_directory())}"


def data_directory() -> Path:
    """The data directory of this installation."""
    default = Path(__file__).resolve().parents[2] / "var"
    return Path(os.environ.get("CTPLATFORM_DATA") or default).resolve()


def socket_path(data: Path) -> Path:
    """The broker's unix socket; in the temporary folder if the data directory's path is long."""
    path = data / "run" / "broker.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"ctplatform-{os.getuid()}-{name}" / "broker.sock"


def broker_command(data: Path) -> list[str]:
    """The command that starts the private broker of `data`; its folders are created."""
    path, kept = socket_path(data), data / "broker"
    for folder in (path.parent, kept):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid != os.getuid():
        raise PermissionError(f"{path.parent} belongs to somebody else")
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if not server:
        return [sys.executable, "-m", "ctplatform.ops.broker", str(path)]
    listen = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "600"]
    keep = ["--dir", str(kept), "--appendonly", "yes", "--save", ""]
    return [server, *listen, *keep, "--loglevel", "warning"]


def serve_broker(path: Path) -> None:
    """Serve fakeredis on the unix socket `path` until the process ends."""
    from socketserver import ThreadingUnixStreamServer  # noqa: PLC0415 - this process alone

    from fakeredis import TcpFakeServer  # noqa: PLC0415 - heavy, and not needed with a Redis

    class FakeServer(TcpFakeServer):
        address_family = ThreadingUnixStreamServer.address_family
        daemon_threads = True

        def get_request(self):
            """Name each client by a number, since peers of a unix socket have no address."""
            return self.socket.accept()[0], ("unix", next(self.client_ids))

    path.unlink(missing_ok=True)
    os.umask(0o177)
    with FakeServer(str(path)) as server:
        server.serve_forever()


if __name__ == "__main__":
    serve_broker(Path(sys.argv[1]))
