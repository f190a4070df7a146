"""A source's own service for tests, in a process of its own: well, slow, failing, changed, answering something else.

`python source.py` prints its port. What it was last asked is told at /seen.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ROWS = [
    {"dyh": f"U{i:05d}", "mj": f"{60 + i}.50", "djrq": f"2025-09-{i:02d}", "qlr": f"张三{i}", "zjh": f"51170219900101{i:04d}", "pq": "城东" if i % 2 else "城西", "neibu": "机密"}
    for i in range(1, 7)
]  # fmt: skip
SEEN: list[dict[str, object]] = []
KEPT: list[object] = []  # rows that were sent to /keep


class Source(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if parts.path == "/seen":
            return self._json(SEEN)
        if parts.path == "/keep":
            KEPT[:] = json.loads(body)
            return self._text(204, "")
        SEEN.append({"path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()}, "body": body})  # fmt: skip
        respond = getattr(self, "at_" + parts.path.strip("/").split("/")[0].replace("-", "_"), None)
        return respond(query) if respond else self._text(404, "no such place: key=topsecret")

    do_POST = do_GET  # noqa: N815 - the name that the server calls

    def at_people(self, query: dict[str, str]) -> None:
        found = [row for row in ROWS if query.get("dyh") in (None, row["dyh"])]
        if query.get("dyh") == "NONE":
            return self._json({"code": 404, "msg": "查无此人 51170219900101", "data": None})
        return self._json({"code": 200, "data": {"list": found}})

    def at_kept(self, query: dict[str, str]) -> None:
        self._json(KEPT)

    def at_path(self, query: dict[str, str]) -> None:
        self._json([{**ROWS[0], "dyh": self.path}])

    def at_slow(self, query: dict[str, str]) -> None:
        time.sleep(float(query.get("s", "3")))
        self._json({"code": 200, "data": {"list": ROWS}})

    def at_drip(self, query: dict[str, str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b" ")
            time.sleep(0.2)

    def at_html(self, query: dict[str, str]) -> None:
        self._text(200, "<html>请登录 topsecret</html>", "text/html; charset=utf-8")

    def at_lie(self, query: dict[str, str]) -> None:
        self._text(200, "<html>not json</html>", "application/json")

    def at_failing(self, query: dict[str, str]) -> None:
        self._text(500, "ORA-00942 at 10.1.2.3 key=topsecret")

    def at_elsewhere(self, query: dict[str, str]) -> None:
        self.send_response(302)
        self.send_header("Location", "/people")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def at_renamed(self, query: dict[str, str]) -> None:
        self._json({"code": 200, "data": {"list": [{"unit": row["dyh"], "area": row["mj"]} for row in ROWS]}})

    def at_moved(self, query: dict[str, str]) -> None:
        self._json({"code": 200, "result": ROWS})

    def at_retyped(self, query: dict[str, str]) -> None:
        self._json({"code": 200, "data": {"list": [{**ROWS[0], "mj": "about sixty"}]}})

    def at_without_area(self, query: dict[str, str]) -> None:
        rows = [{name: value for name, value in row.items() if name != "mj"} for row in ROWS]
        self._json({"code": 200, "data": {"list": rows}})

    def at_large(self, query: dict[str, str]) -> None:
        rows = [{**ROWS[0], "dyh": f"U{i:06d}", "qlr": "长" * 100} for i in range(int(query.get("n", "5000")))]
        self._json({"code": 200, "data": {"list": rows}})

    def at_cut(self, query: dict[str, str]) -> None:
        whole = json.dumps({"code": 200, "data": {"list": [{**ROWS[0], "qlr": "长" * 100}] * int(query.get("n", "5"))}}).encode()  # fmt: skip
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(whole)))
        self.end_headers()
        self.wfile.write(whole[: len(whole) * 9 // 10])
        self.wfile.flush()
        self.close_connection = True

    def at_soap(self, query: dict[str, str]) -> None:
        rows = "".join(f"<row><dyh>{row['dyh']}</dyh><mj>{row['mj']}</mj><qlr>{row['qlr']}</qlr></row>" for row in ROWS[:2])  # fmt: skip
        self._text(200, f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><r xmlns="urn:x">{rows}</r></s:Body></s:Envelope>', "text/xml; charset=utf-8")  # fmt: skip

    def at_gbk(self, query: dict[str, str]) -> None:
        said = json.dumps({"code": 200, "data": {"list": ROWS}}, ensure_ascii=False)
        self._text(200, said, "application/json; charset=GBK", "gbk")

    def at_soap_gbk(self, query: dict[str, str]) -> None:
        row = "<row><dyh>U00001</dyh><mj>61.50</mj><qlr>张三1</qlr></row>"
        self._text(200, f'<?xml version="1.0" encoding="GB2312"?><Envelope><Body><r>{row}</r></Body></Envelope>', "text/xml", "gb2312")  # fmt: skip

    def at_letters(self, query: dict[str, str]) -> None:
        self._text(200, json.dumps(ROWS, ensure_ascii=False), "application/json; charset=gb18030", "utf-16")

    def at_soap_fault(self, query: dict[str, str]) -> None:
        self._text(500, '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:E9</faultcode><faultstring>topsecret</faultstring></s:Fault></s:Body></s:Envelope>', "text/xml")  # fmt: skip

    def _json(self, said: object) -> None:
        self._text(200, json.dumps(said, ensure_ascii=False), "application/json; charset=utf-8")

    def _text(self, status: int, text: str, kind: str = "text/plain", letters: str = "utf-8") -> None:
        body = text.encode(letters)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
    print(server.server_port, flush=True)
    sys.stdin.close()
    server.serve_forever()
