"""The exchange node as its owner runs it: the command in a process of its own, the platform behind a socket, a real database."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import timedelta

import httpx
import psycopg
import pytest

from gongshu.audit.models import AuditEvent
from gongshu.exchange import receipts, signing
from gongshu.exchange.errors import IdentityUnfit, PlatformAway, PlatformRefused, ReceiptWrong
from gongshu.gateway.tests.conftest import cast, client, entry, grant, scene, stage, today
from gongshu.gateway.tests.stage import HEADER, NOW, table
from gongshu.grants.errors import GrantError
from gongshu.grants.models import Grant
from gongshu.ledger.keys import make_key
from gongshu.people.models import Account
from gongshu.people.permission import Refused
from gongshu.subscription import services
from gongshu.subscription.errors import SubscriptionUnfit
from gongshu.subscription.models import ExchangeNode
from tests.journeys.beside import Beside, address, asked, beside, held, server, signed, subscribed
from tests.servers import SECRET

__all__ = [
    "address",
    "asked",
    "beside",
    "cast",
    "client",
    "entry",
    "grant",
    "scene",
    "server",
    "stage",
    "subscribed",
    "today",
]


def test_a_node_fetches_what_is_due_and_both_ends_receipt_it(beside, server, subscribed, asked):
    beside.once()
    (first,) = subscribed.batches.all()
    assert (first.state, first.whole, first.sent) == ("confirmed", True, first.receipt)
    assert held(server) == [f"U0000{n}" for n in range(1, 7)]
    lines = table(6).splitlines(keepends=True)[1:]
    second = asked(
        1,
        HEADER + "".join([*lines[:4], lines[4].replace("65.5", "99"), table(1, start=7).splitlines(keepends=True)[1]]),
    )
    beside.once()
    second.refresh_from_db()
    counted = {name: second.receipt[name] for name in ("rows", "removed", "table_rows")}
    assert (second.state, second.whole, counted) == ("confirmed", False, {"rows": 2, "removed": 1, "table_rows": 6})
    events = [json.loads(each.body)["facts"] for each in AuditEvent.objects.filter(event="subscription:batch:confirm")]
    assert events[-1]["consumer_receipt"] == receipts.digest_of(second.signed["consumer"])
    # Nobody is asked: file and two public keys are enough.
    kept = beside.identity.receipts / f"{second.number}.json"
    assert json.loads(kept.read_text()) == second.signed
    keys = {"consumer": beside.held.public_key, "platform": beside.identity.enrolled().platform_key}
    verify = [
        sys.executable,
        "-m",
        "gongshu.cli.main",
        "exchange",
        "verify",
        str(kept),
        "--node-key",
        keys["consumer"],
        "--platform-key",
        keys["platform"],
        "--json",
    ]
    proven = subprocess.run(verify, capture_output=True, text=True, check=True)
    assert (json.loads(proven.stdout)["holds"], json.loads(proven.stdout)["rows"]) == (True, 2)
    forged = {
        **second.signed,
        "consumer": {**second.signed["consumer"], "said": {**second.signed["consumer"]["said"], "rows": 3}},
    }
    with pytest.raises(ReceiptWrong):
        receipts.check_pair(forged, **keys)


def test_address_and_password_of_the_target_never_reach_the_platform(beside, subscribed):
    beside.once()
    assert (subscribed.said, bytes(subscribed.secret), beside.held.targets) == ({}, b"", [{"name": "lake", "kind": "postgresql"}])  # fmt: skip
    assert [oct(each.stat().st_mode & 0o777) for each in (beside.file, beside.identity.beside)] == ["0o600", "0o600"]
    assert SECRET in beside.identity.beside.read_text()


def test_a_request_is_taken_once_from_the_key_that_signed_it_and_while_it_is_fresh(beside, address):
    path, url = "/exchange/due", f"{address}/exchange/due"
    headers, body = signed(beside, path, {"targets": []})
    assert httpx.post(url, headers=headers, content=body).status_code == 200
    again = httpx.post(url, headers=headers, content=body)
    assert (again.status_code, "收到过" in again.json()["error"]["what"]) == (401, True)
    headers, _ = signed(beside, path, {"targets": []})
    assert httpx.post(url, headers=headers, content=b'{"targets": [{}]}').status_code == 401
    assert httpx.post(f"{url}?a=1", headers=headers, content=body).status_code == 401
    old = signing.prove(beside.identity.key(), "POST", path, body, int(time.time()) - signing.WINDOW - 5)
    assert httpx.post(url, headers=old, content=body).status_code == 401
    for moment in ("", "x"):
        headers, body = signed(beside, path, {}, **{signing.MOMENT: moment})
        assert httpx.post(url, headers=headers, content=body).status_code == 401
    stranger = signing.prove(make_key(), "POST", path, body, int(time.time()))
    assert httpx.post(url, headers=stranger, content=body).status_code == 401
    assert httpx.post(url, content=body).status_code == 401


def test_a_code_enrols_one_key_and_runs_out(beside, stage, address, tmp_path):
    other = Beside(address, tmp_path / "other", beside.server, stage.cast("liu"))
    assert beside.code not in json.dumps(list(ExchangeNode.objects.values()), default=str)
    other.code, fresh = beside.code, other.code
    with pytest.raises(PlatformRefused, match="登记码"):
        other.enrol()
    ExchangeNode.objects.filter(pk=other.invited.pk).update(code_until=NOW - timedelta(seconds=1))
    other.code = fresh
    with pytest.raises(PlatformRefused):
        other.enrol()
    _, other.code = services.invite_again(other.invited.number, actor=stage.cast("liu"), now=NOW)
    other.enrol()
    assert other.held.fingerprint == signing.fingerprint(signing.public_of(other.identity.key()))
    with pytest.raises(IdentityUnfit):
        other.enrol()


def test_the_command_enrols_keeps_a_target_and_asks_in_a_process_of_its_own(stage, server, address, tmp_path):
    made, said = Beside(address, tmp_path, server, stage.cast("liu")), server.said
    where = [word for name in ("host", "port", "user", "database") for word in (f"--{name}", str(said[name]))]
    for words in (
        ("enrol", "--server", address, "--code", made.code), ("target", "add", "lake", "--kind", str(said["dialect"]), *where), ("run", "--once"), ("target", "list"),
    ):  # fmt: skip
        done = made.command(*words)
        assert (done.returncode, SECRET in done.stdout) == (0, False), done.stderr
    assert (made.held.targets, "127.0.0.1" in done.stdout) == ([{"name": "lake", "kind": "postgresql"}], True)


@pytest.mark.parametrize("what", ["node", "grant", "subscription", "removed"])
def test_what_is_suspended_stops_the_next_batch(beside, server, stage, grant, subscribed, asked, what):
    beside.once()
    batch, liu = asked(1, table(9)), stage.cast("liu")
    match what:
        case "node":
            services.suspend_node(beside.invited.number, actor=liu, now=NOW)
        case "grant":
            Grant.objects.filter(pk=grant.pk).update(state="suspended")
        case "subscription":
            services.stop(subscribed.number, actor=liu, now=NOW)
        case "removed":
            services.remove_node(beside.invited.number, actor=liu, now=NOW)
    if what in ("grant", "subscription"):
        beside.once()
    else:
        with pytest.raises(PlatformRefused):
            beside.once()
    batch.refresh_from_db()
    assert (batch.state, batch.sent, len(held(server))) == ("waiting" if what == "node" else "failed", {}, 6)
    if what == "node":
        services.resume_node(beside.invited.number, actor=liu, now=NOW)
        beside.once()
        assert len(held(server)) == 9


def test_a_node_that_is_killed_in_a_batch_applies_it_once(beside, server, subscribed, asked):
    beside.once()
    batch = asked(1, table(9))
    with psycopg.connect(host="127.0.0.1", port=server.port, dbname=server.database, user=server.user, password=SECRET) as connection:  # fmt: skip
        connection.execute("LOCK TABLE units IN ACCESS EXCLUSIVE MODE")
        started = subprocess.Popen(beside.words("run", "--once"), stderr=subprocess.DEVNULL)
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        until = time.monotonic() + 60
        while not connection.execute(waiting).fetchone()[0]:
            assert time.monotonic() < until
            time.sleep(0.05)
        started.send_signal(signal.SIGKILL)
        started.wait()
    batch.refresh_from_db()
    assert (batch.state, len(held(server))) == ("running", 6)
    beside.once()
    batch.refresh_from_db()
    assert (batch.state, batch.tries, len(held(server))) == ("confirmed", 2, 9)
    assert held(server, "batch", f"gongshu_receipts WHERE batch = '{batch.number}'") == [batch.number]


def test_a_batch_whose_receipt_was_lost_is_not_applied_again(beside, server, subscribed, asked, monkeypatch):
    beside.once()
    batch = asked(1, table(9))
    with monkeypatch.context() as patch:
        patch.setattr(services, "take_receipt", lambda *given, **more: (_ for _ in ()).throw(KeyError))
        with pytest.raises(PlatformAway):
            beside.once()
    server.run("CREATE RULE untouched AS ON INSERT TO units DO INSTEAD NOTHING")  # whoever inserts again fails to agree
    beside.once()
    batch.refresh_from_db()
    assert (batch.state, batch.tries, len(held(server))) == ("confirmed", 1, 9)


def test_a_node_gets_batches_of_its_own_alone_and_serves_its_body_alone(beside, stage, grant, subscribed, address):
    for by in ("huang", "chen"):
        with pytest.raises((Refused, GrantError)):
            services.suspend_node(beside.invited.number, actor=stage.cast(by), now=NOW)
    with pytest.raises(SubscriptionUnfit) as unfit:
        services.subscribe(grant.number, {"node": "x1", "target": "", "table": ""}, "", actor=stage.cast("liu"), now=NOW)  # fmt: skip
    assert {each.field for each in unfit.value.faults} == {"node", "target", "table"}
    batch = subscribed.batches.get()
    subscribed.node = None
    subscribed.target = ""
    subscribed.save()
    for path in (f"/exchange/batches/{batch.number}", f"/exchange/batches/{batch.number}/receipt"):
        headers, body = signed(beside, path, {})
        assert httpx.post(f"{address}{path}", headers=headers, content=body).status_code == 409


def test_the_pages_show_nodes_and_receipts_to_the_receiver_and_the_code_this_once(beside, subscribed, grant, settings):
    from django.test import Client

    beside.once()
    pages, others = Client(), Client()
    pages.force_login(Account.objects.get(login="liu"))
    others.force_login(Account.objects.get(login="huang"))
    number, address = beside.invited.number, f"/grants/{grant.number}/subscriptions"
    shown = pages.get("/exchange/nodes").content.decode()
    assert [word in shown for word in (beside.held.fingerprint, "lake", f"/exchange/nodes/{number}/suspend")] == [
        True
    ] * 3
    assert number not in others.get("/exchange/nodes").content.decode()
    once = pages.post("/exchange/nodes", {"name": "另一台"})
    code = once.content.decode().split("--code=")[1].split("<")[0]
    assert f"--server {settings.GONGSHU.address} " in once.content.decode()
    assert (once.headers["Cache-Control"], code in pages.get("/exchange/nodes").content.decode()) == ("no-store", False)
    made = pages.post(address, {"node-place": f"{number}/lake", "node-table": "again", "node-rhythm": "daily", "node-at": "04:00"})  # fmt: skip
    assert made.status_code == 302
    batch = subscribed.batches.get()
    assert pages.get(f"/subscriptions/{subscribed.number}/receipts/{batch.number}.json").json() == batch.signed
    assert f"{batch.number}.json" in pages.get(address).content.decode()
    assert pages.post(f"/exchange/nodes/{number}/suspend").status_code == 302
    assert beside.held.suspended_at is not None
    assert others.post(f"/exchange/nodes/{number}/resume").status_code == 404
    renewed = pages.post(f"/exchange/nodes/{number}/code").content.decode()
    assert "gongshu exchange enrol" in renewed
