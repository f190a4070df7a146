"""A service of another body that tells of units, real but in this process: page by page in each of the common ways, and as a file."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.servers import SECRET

from gongshu.collection.tests.stage import table

OTHERS = {
    "/nothing": (404, {}), "/broken": (200, "<html>"), "/same": (200, {"data": [{"unit_no": "U1"}]}),
    "/elsewhere": (200, {"data": [{"unit_no": "U1"}], "next": "http://127.0.0.2/steal"}),
}  # fmt: skip
PAGED = {"paging": "page", "page_name": "page", "size_name": "size", "size": 2, "rows_at": "data.list"}


class Units(BaseHTTPRequestHandler):
    """Answers the units page by page, in each of the common ways, and as a file with an ETag."""

    units = [{"unit_no": f"U{n}", "area": n + 0.5, "at": 100 + n} for n in range(1, 6)]

    def do_GET(self):
        parts = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if self.headers.get("X-Key") != SECRET:
            return self._send(403, {})
        if parts.path == "/file":
            return self._file()
        if parts.path in OTHERS:
            return self._send(*OTHERS[parts.path])
        rows = [each for each in self.units if each["at"] >= int(asked.get("since", 0))]
        size = int(asked.get("size", 2))
        if parts.path == "/next":
            start = int(asked.get("cursor", 0))
            more = start + size < len(rows)
            return self._send(200, {"data": rows[start : start + size], "next": f"/next?cursor={start + size}" if more else None})  # fmt: skip
        start = int(asked["offset"]) if "offset" in asked else (int(asked["page"]) - 1) * size
        return self._send(200, {"data": {"list": rows[start : start + size]}})

    def _file(self):
        if self.headers.get("If-None-Match") == '"v1"':
            return self._send(304, None)
        return self._send(200, table(3), {"ETag": '"v1"', "Content-Type": "text/csv"})

    def _send(self, status, document, headers=None):
        body = document.encode() if isinstance(document, str) else b"" if document is None else json.dumps(document).encode()  # fmt: skip
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Content-Type": "application/json", **(headers or {})}.items():  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told):
        pass


@contextmanager
def units_service() -> Iterator[int]:
    """Run the service and yield its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Units)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
