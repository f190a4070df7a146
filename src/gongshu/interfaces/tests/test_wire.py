"""The wire to a source that runs as a process of its own: each credential, each way to fail, and the circuit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from gongshu.interfaces.reading import read
from gongshu.interfaces.tests.running import FIELDS, Running, running
from gongshu.interfaces.wire import requests
from gongshu.interfaces.wire.circuit import MOST_AT_ONCE, REST, TRIPS, Circuit, passing
from gongshu.interfaces.wire.failures import CallFailed, Outcome
from gongshu.interfaces.wire.json_rows import JsonRows
from gongshu.interfaces.wire.letters import Letters
from gongshu.interfaces.wire.line import Line, guarded
from gongshu.interfaces.wire.shaping import Shape
from gongshu.interfaces.wire.soap_rows import SoapRows
from gongshu.outside.network import read_allowed

pytestmark = pytest.mark.pure
SECRET = "k3y-of-the-source"
TYPES = {"unit_no": "text", "area": "decimal", "registered_on": "date", "owner": "text", "owner_id": "text", "district": "text"}  # fmt: skip
SOAP = {"protocol": "soap", "operation": "Query", "rows_at": "row", "status_at": "", "fine": [], "parameters": [{"name": "dyh"}]}  # fmt: skip


@pytest.fixture(scope="module")
def source() -> Iterator[Running]:
    with running() as found:
        yield found


def fetch(source, path="/people", secret="", networks=None, values=None, pause=0, **described):
    """Call once and return the rows that may leave; `pause` are the seconds that the consumer takes between two pieces."""
    said = read(source.described(path, **described), tuple(TYPES))
    line = Line([read_allowed(each) for each in (networks if networks is not None else [source.network])])

    async def go():
        rows, shape = [], Shape(said.fields, TYPES, ("unit_no",), tuple(TYPES), {}, {})
        reader = SoapRows(said) if said.protocol == "soap" else JsonRows(said)
        async with line.call(requests.request(said, values or {}, secret), said) as answer:
            answer.require_readable()
            async for piece in answer.pieces():
                rows += [shape.take(row) for row in reader.feed(piece)]
                await asyncio.sleep(pause)
            rows += [shape.take(row) for row in reader.close()]
        return rows

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("header", "X-Api-Key", ("x-api-key", SECRET)),
        ("bearer", "", ("authorization", f"Bearer {SECRET}")),
        ("basic", "", ("authorization", "Basic azN5LW9mLXRoZS1zb3VyY2U=")),
    ],
)
def test_each_kind_of_credential_reaches_the_source(source, kind, name, found):
    fetch(source, secret=SECRET, credential=kind, credential_name=name)
    assert source.seen()[-1]["headers"][found[0]] == found[1]


def test_a_credential_of_the_address_stands_among_its_parameters(source):
    fetch(source, secret=SECRET, credential="query", credential_name="key", values={"dyh": "U00001"})
    assert source.seen()[-1]["path"] == f"/people?dyh=U00001&key={SECRET}"


def test_a_value_of_the_path_stays_one_segment(source):
    parameters = [{"name": "id", "place": "path", "required": True}]
    described = {"parameters": parameters, "rows_at": "", "status_at": "", "fine": []}
    fetch(source, "/path/{id}", values={"id": "../people?x=1"}, **described)
    assert source.seen()[-1]["path"] == "/path/..%2Fpeople%3Fx%3D1"


@pytest.mark.parametrize("value", [".", ".."])
def test_a_value_of_the_path_cannot_be_dots_alone(source, value):
    said = read(source.described("/path/{id}", parameters=[{"name": "id", "place": "path", "required": True}]), tuple(TYPES))  # fmt: skip
    with pytest.raises(requests.ArgumentsUnfit):
        requests.arguments(said, {"id": value})


@pytest.mark.parametrize(
    ("path", "outcome", "code"),
    [
        ("/html", "format", ""), ("/lie", "format", ""), ("/failing", "status", "500"), ("/elsewhere", "status", "302"), ("/nowhere", "declared", "404"),
        ("/renamed", "schema", "dyh"), ("/moved", "schema", "data.list"), ("/retyped", "schema", "mj (decimal)"), ("/cut", "broken-off", ""),
        ("/letters", "format", ""), ("/slow", "timeout", ""), ("/drip", "timeout", ""),
    ],
)  # fmt: skip
def test_each_way_to_fail_has_its_code_and_tells_nothing_of_the_sources_words(source, path, outcome, code):
    with pytest.raises(CallFailed) as failed:
        fetch(source, path, timeout=1)
    assert (failed.value.outcome, failed.value.code) == (outcome, code)
    assert not {word for word in ("topsecret", "127.0.0.1", "10.1.2.3") if word in failed.value.zh + failed.value.en}


def test_a_source_that_is_not_there_is_unreachable(source):
    with pytest.raises(CallFailed) as failed:
        fetch(source, networks=["127.0.0.1"], address="http://127.0.0.1:1/people")
    assert failed.value.outcome is Outcome.UNREACHABLE


def test_an_answer_over_the_limit_is_stopped(source):
    assert len(fetch(source, "/large", values={"n": "300"}, parameters=[{"name": "n"}], largest=1)) == 300
    with pytest.raises(CallFailed) as failed:
        fetch(source, "/large", values={"n": "9000"}, parameters=[{"name": "n"}], largest=1)
    assert failed.value.outcome is Outcome.TOO_LARGE


def test_a_name_is_looked_at_where_it_leads_and_not_how_it_is_written(source):
    with pytest.raises(CallFailed) as failed:
        fetch(source, networks=[], address=f"http://localhost:{source.port}/people")
    assert failed.value.outcome is Outcome.FORBIDDEN


def test_a_name_is_looked_up_once_and_the_address_that_was_looked_at_is_called(source):
    answers = [["127.0.0.1"], ["127.0.0.2"]]  # the second lies where nobody may call

    async def change_its_mind(host, port):
        return answers.pop(0)

    async def go():
        network = guarded([read_allowed(source.network)], change_its_mind)
        stream = await network.connect_tcp("data.example.org", source.port, 5)
        reached = stream.get_extra_info("server_addr")[0]
        await stream.aclose()
        assert (reached, len(answers)) == ("127.0.0.1", 1)
        with pytest.raises(CallFailed) as failed:
            await network.connect_tcp("data.example.org", source.port, 5)
        return failed.value.outcome

    assert asyncio.run(go()) is Outcome.FORBIDDEN


def test_of_a_name_with_several_addresses_none_may_be_closed(source):
    async def both(host, port):
        return ["127.0.0.1", "169.254.169.254"]

    network = guarded([read_allowed(source.network)], both)
    with pytest.raises(CallFailed) as failed:
        asyncio.run(network.connect_tcp("data.example.org", source.port, 5))
    assert failed.value.outcome is Outcome.FORBIDDEN


def test_a_consumer_who_reads_slowly_is_not_the_sources_fault(source):
    rows = fetch(source, "/large", values={"n": "1000"}, parameters=[{"name": "n"}], timeout=1, pause=0.2)
    assert len(rows) == 1000


def test_a_code_that_nobody_registered_is_told_only_where_it_is_as_short_as_a_code(source):
    for said, told in (('"E10023"', "E10023"), ('"13800138000"', "?"), ('"查无张三"', "?")):
        reader = JsonRows(read(source.described("/people"), tuple(TYPES)))
        with pytest.raises(CallFailed) as failed:
            reader.feed(f'{{"code": {said}, "data": {{"list": []}}}}'.encode())
        assert (failed.value.code, failed.value.told) == (told, f"declared {told}")


def test_a_number_that_no_table_holds_is_no_number_of_the_item():
    shape = Shape({"unit_no": "n"}, {"unit_no": "integer"}, ("unit_no",), ("unit_no",), {"unit_no": 1}, {})
    with pytest.raises(CallFailed) as failed:
        shape.take({"n": 2**63})
    assert failed.value.outcome is Outcome.SCHEMA


def test_soap_is_asked_in_its_envelope_and_answered_as_rows(source):
    rows = fetch(source, "/soap", values={"dyh": "a&b"}, **SOAP, namespace="urn:x", action="urn:q")
    assert [(row["unit_no"], row["area"]) for row in rows] == [("U00001", "61.5"), ("U00002", "62.5")]
    sent = source.seen()[-1]
    assert '<Query xmlns="urn:x"><dyh>a&amp;b</dyh></Query>' in sent["body"]
    assert sent["headers"]["soapaction"] == '"urn:q"'


@pytest.mark.parametrize(("path", "described"), [("/gbk", {}), ("/soap-gbk", SOAP)])
def test_an_answer_in_the_letters_of_older_systems_is_read(source, path, described):
    assert fetch(source, path, **described)[0]["owner"] == "张三1"


def test_half_a_letter_waits_for_the_next_piece():
    text = "张三".encode("gb18030")
    letters = Letters("application/json; charset=gb18030", text[:1])
    assert b"".join([*(letters.read(text[i : i + 1]) for i in range(len(text))), letters.read(b"", last=True)]).decode() == "张三"  # fmt: skip
    with pytest.raises(CallFailed) as failed:
        Letters("charset=gbk", b"\xd5").read(b"\xd5", last=True)
    assert failed.value.outcome is Outcome.FORMAT


def test_a_soap_fault_is_an_error_code_of_the_source(source):
    with pytest.raises(CallFailed) as failed:
        fetch(source, "/soap-fault", **SOAP)
    assert (failed.value.outcome, failed.value.code) == (Outcome.DECLARED, "E9")


def _read(reader, text):
    return reader.feed(text) + reader.close()


@pytest.mark.parametrize(
    "text", [b"[" * 5000, b'{"code": 200, "data": ' + b'{"a":' * 100, b'{"code": 2', b"", b"nonsense"]
)
def test_an_answer_that_is_made_to_hurt_is_refused_before_it_does(source, text):
    reader = JsonRows(read(source.described("/people"), tuple(TYPES)))
    with pytest.raises(CallFailed) as failed:
        _read(reader, text)
    assert failed.value.outcome is Outcome.FORMAT


def test_a_soap_answer_that_defines_entities_is_refused(source):
    reader = SoapRows(read(source.described("/soap", **SOAP), tuple(TYPES)))
    with pytest.raises(CallFailed) as failed:
        reader.feed(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    assert failed.value.outcome is Outcome.FORMAT


def test_a_soap_answer_in_letters_that_cannot_be_read_is_refused(source):
    reader = SoapRows(read(source.described("/soap", **SOAP), tuple(TYPES)))
    with pytest.raises(CallFailed) as failed:
        reader.feed('<?xml version="1.0" encoding="gbk"?><x>中</x>'.encode("gbk"))
    assert failed.value.outcome is Outcome.FORMAT


def test_an_answer_in_single_bytes_gives_the_same_rows(source):
    said = read(source.described("/people"), tuple(TYPES))
    text = b'{"data": {"list": [{"dyh": "U1", "x": {"y": [1, {"z": 2}]}}, {"dyh": "U2"}]}, "code": 200}'
    reader = JsonRows(said)
    rows = [row for i in range(len(text)) for row in reader.feed(text[i : i + 1])] + reader.close()
    assert [row["dyh"] for row in rows] == ["U1", "U2"]


def test_a_nested_field_is_named_by_its_way(source):
    shape = Shape({"owner": "who.name", "unit_no": "dyh"}, TYPES, ("unit_no",), tuple(TYPES), {}, {})
    assert shape.take({"dyh": 7, "who": {"name": "张三"}}) == {"unit_no": "7", "owner": "张三"}


def test_every_item_is_cast_to_its_type_as_the_gateway_writes_it():
    fields = {code: code for code in FIELDS}
    shape = Shape(fields, TYPES, ("unit_no",), tuple(TYPES), {}, {})
    said = shape.take({"unit_no": "U1", "area": 60.50, "registered_on": "20250903", "district": None, "owner": True})
    assert said == {"unit_no": "U1", "area": "60.5", "registered_on": "2025-09-03", "owner": "true", "owner_id": None, "district": None}  # fmt: skip


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _fail(circuit):
    with pytest.raises(CallFailed), passing(circuit):
        raise CallFailed(Outcome.TIMEOUT, "", "")


def test_a_circuit_opens_after_failures_in_a_row_tries_once_and_closes_when_that_works():
    clock = Clock()
    circuit = Circuit(clock)
    for _ in range(TRIPS):
        _fail(circuit)
    with pytest.raises(CallFailed) as refused:
        circuit.enter()
    assert (refused.value.outcome, refused.value.wait) == (Outcome.OPEN, int(REST))
    clock.now += REST
    with passing(circuit), pytest.raises(CallFailed):
        circuit.enter()  # one tries, the others wait
    with passing(circuit):
        pass


def test_an_open_circuit_that_tries_in_vain_stays_open():
    clock = Clock()
    circuit = Circuit(clock)
    for _ in range(TRIPS):
        _fail(circuit)
    clock.now += REST
    _fail(circuit)
    with pytest.raises(CallFailed):
        circuit.enter()


def test_what_the_source_answers_on_purpose_opens_no_circuit():
    circuit = Circuit(Clock())
    for _ in range(TRIPS * 2):
        with pytest.raises(CallFailed), passing(circuit):
            raise CallFailed(Outcome.DECLARED, "", "")
    circuit.enter()


def test_a_slow_source_holds_only_so_many_calls():
    circuit = Circuit(Clock())
    for _ in range(MOST_AT_ONCE):
        circuit.enter()
    with pytest.raises(CallFailed) as refused:
        circuit.enter()
    assert refused.value.outcome is Outcome.BUSY
