"""Every kind of tampering is found, and the first record concerned is named."""

from __future__ import annotations

import json
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshu.ledger.export import export
from gongshu.ledger.keys import Signer, make_key
from gongshu.ledger.note import parse_checkpoint
from gongshu.ledger.tests.cast import ORIGIN, SIGNER, open_log, records, rows, salt, sealed
from gongshu.ledger.verify import main, verify_folder, verify_records

pytestmark = pytest.mark.pure

SIZE = 700  # two full tiles and a partial one, and a second level


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original")
    log = open_log(folder / "ledger")
    log.append(sealed(SIZE))
    export(log, records(SIZE, erased=(3,)), folder / "export")
    return folder / "export"


@pytest.fixture
def copy(original, tmp_path):
    return shutil.copytree(original, tmp_path / "copy")


def flip(path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def lines_of(folder) -> list[str]:
    return (folder / "bodies.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def write_lines(folder, lines) -> None:
    (folder / "bodies.jsonl").write_text("".join(lines), encoding="utf-8")


def found(folder) -> tuple:
    verdict = verify_folder(folder)
    assert not verdict.ok
    assert verdict.reason
    assert verdict.size in (SIZE, 0)
    return verdict.finding, verdict.first_bad


def test_what_was_not_touched_is_intact(original):
    verdict = verify_folder(original)
    assert (verdict.ok, verdict.size, verdict.erased, verdict.reason) == (True, SIZE, 1, None)


@pytest.mark.parametrize("index", [0, 255, 256, 511, 699])
@pytest.mark.parametrize("member", ["body", "salt"])
def test_an_altered_body_or_salt_is_named(copy, index, member):
    lines = lines_of(copy)
    row = json.loads(lines[index])
    row[member] = row[member].replace("同意", "拒绝") if member == "body" else salt(index + 1).hex()
    lines[index] = json.dumps(row) + "\n"
    write_lines(copy, lines)
    assert found(copy) == ("body", index)


def test_a_salt_in_capital_letters_is_not_the_one_exported(copy):
    lines = lines_of(copy)
    lines[10] = lines[10].replace(salt(10).hex(), salt(10).hex().upper())
    write_lines(copy, lines)
    assert found(copy) == ("body", 10)


def test_the_spelling_of_a_line_does_not_matter_only_what_it_says(copy):
    write_lines(copy, [json.dumps(json.loads(line), indent=None) + " \r\n" for line in lines_of(copy)])
    assert verify_folder(copy).ok


@pytest.mark.parametrize(("lines", "index"), [([5], 5), ([699], 699), ([698, 699], 698), ([0], 0)])
def test_a_body_that_was_taken_out_is_named(copy, lines, index):
    write_lines(copy, [line for number, line in enumerate(lines_of(copy)) if number not in lines])
    assert found(copy) == ("missing", index)


def test_two_bodies_that_changed_places_are_named(copy):
    lines = lines_of(copy)
    lines[10], lines[11] = lines[11], lines[10]
    write_lines(copy, lines)
    assert found(copy) == ("missing", 10)


def test_a_body_that_was_added_is_named(copy):
    lines = lines_of(copy)
    write_lines(copy, [*lines, lines[-1]])
    assert found(copy) == ("surplus", SIZE)


@pytest.mark.parametrize("line", ["", "rubbish", "[]", "{}", '{"index":5}', '{"index":5,"body":7,"salt":"00"}', '{"index":5,"body":"","salt":"zz"}', "[" * 100_000])  # fmt: skip
def test_a_line_that_is_no_record_is_named(copy, line):
    lines = lines_of(copy)
    lines[5] = line + "\n"
    write_lines(copy, lines)
    assert found(copy) == ("body", 5)


def test_a_file_of_bodies_cut_in_the_middle_of_a_line_names_that_record(copy):
    path = copy / "bodies.jsonl"
    path.write_bytes(path.read_bytes()[:-10])
    assert found(copy) == ("body", 699)


@pytest.mark.parametrize("index", [0, 255, 256, 600, 699])
def test_an_altered_entry_is_named(copy, index):
    number, offset = divmod(index, 256)
    path = copy / ("tile/entries/002.p/188" if number == 2 else f"tile/entries/00{number}")
    length = len(sealed(1)[0]) + 2
    flip(path, offset * length + 20)
    assert found(copy) == ("leaf", index)


@pytest.mark.parametrize("index", [0, 255, 256, 600, 699])
def test_an_altered_leaf_hash_is_named(copy, index):
    number, offset = divmod(index, 256)
    flip(copy / ("tile/0/002.p/188" if number == 2 else f"tile/0/00{number}"), offset * 32 + 31)
    assert found(copy) == ("leaf", index)


@pytest.mark.parametrize(("place", "index"), [(0, 0), (32, 256)])
def test_an_altered_tile_of_the_second_level_names_the_first_leaf_under_it(copy, place, index):
    flip(copy / "tile/1/000.p/2", place)
    assert found(copy) == ("tile", index)


def test_the_smallest_of_several_bad_records_is_named_whatever_was_altered(copy):
    flip(copy / "tile/entries/000", 100 * (len(sealed(1)[0]) + 2) + 20)
    lines = lines_of(copy)
    lines[200] = lines[200].replace("同意", "拒绝")
    write_lines(copy, lines)
    assert found(copy) == ("leaf", 100)
    lines[50] = lines[50].replace("同意", "拒绝")
    write_lines(copy, lines)
    assert found(copy) == ("body", 50)


@pytest.mark.parametrize(
    ("name", "keep", "expected"),
    [
        ("tile/entries/000", 5000, ("leaf", 51)),
        ("tile/entries/002.p/188", 1, ("leaf", 512)),
        ("tile/0/001", 320, ("leaf", 266)),
        ("tile/0/002.p/188", 0, ("leaf", 512)),
        ("tile/1/000.p/2", 32, ("tile", 256)),
    ],
)
def test_a_file_that_was_cut_names_the_first_leaf_it_lost(copy, name, keep, expected):
    path = copy / name
    path.write_bytes(path.read_bytes()[:keep])
    if name == "tile/entries/000":
        expected = ("leaf", keep // (len(sealed(1)[0]) + 2))
    assert found(copy) == expected


@pytest.mark.parametrize(
    "name", ["tile/entries/002.p/188", "tile/0/002.p/188", "tile/1/000.p/2", "tile/0/000", "tile/entries/000"]
)
def test_bytes_added_to_a_file_are_found(copy, name):
    with (copy / name).open("ab") as file:
        file.write(b"\0")
    assert found(copy)[0] in ("leaf", "tile")


@pytest.mark.parametrize(
    ("name", "index"),
    [("tile/entries/001", 256), ("tile/0/000", 0), ("tile/0/002.p/188", 512), ("tile/1/000.p/2", 0)],
)
def test_a_missing_file_names_the_first_leaf_under_it(copy, name, index):
    (copy / name).unlink()
    assert found(copy) == ("missing", index)


@pytest.mark.parametrize("name", ["checkpoint", "ledger.json", "public.key", "bodies.jsonl"])
def test_a_missing_head_is_a_verdict_and_no_traceback(copy, name):
    (copy / name).unlink()
    assert found(copy) == ("unreadable", None)


@pytest.mark.parametrize("content", [b"", b"\xff", b"{}", b"[]", b'{"algorithm":"md5"}'])
def test_a_damaged_description_is_a_verdict_and_no_traceback(copy, content):
    (copy / "ledger.json").write_bytes(content)
    assert found(copy) == ("unreadable", None)


def test_the_wrong_algorithm_contradicts_the_tiles_from_the_first_leaf_on(copy):
    (copy / "ledger.json").write_text('{"algorithm":"sm3"}')
    assert found(copy) == ("leaf", 0)


def test_a_checkpoint_with_another_root_is_found_twice_by_root_and_by_signature(copy):
    checkpoint = parse_checkpoint((copy / "checkpoint").read_text(encoding="utf-8"))
    forged = checkpoint.note.replace(checkpoint.note.split("\n")[2], "A" * 43 + "=")
    (copy / "checkpoint").write_text(forged, encoding="utf-8")
    verdict = verify_folder(copy)
    assert (verdict.finding, verdict.first_bad) == ("root", None)
    assert "signature" in verdict.reason


def test_a_cut_signature_is_found(copy):
    path = copy / "checkpoint"
    path.write_text(path.read_text(encoding="utf-8")[:-5] + "AA==\n", encoding="utf-8")
    assert found(copy) == ("signature", None)


def test_a_checkpoint_of_fewer_records_leaves_a_body_over(copy):
    log = open_log(copy.parent / "short")
    log.append(sealed(SIZE - 1))
    (copy / "checkpoint").write_text(log.checkpoint().note, encoding="utf-8")
    verdict = verify_folder(copy)
    assert (verdict.finding, verdict.first_bad, verdict.size) == ("missing", 512, SIZE - 1)


def rewritten(folder, key: Signer) -> None:
    """A forger who holds a signing key writes a whole new history."""
    log = open_log(folder / "forged")
    log._signer, log.keys = key, [key.public]
    log.append(sealed(SIZE, start=1))
    shifted = [(index, said, salted) for index, (_, said, salted) in enumerate(records(SIZE + 1)[1:])]
    export(log, shifted, folder / "export")


def test_a_history_rewritten_under_another_key_is_refused_by_the_published_key(tmp_path):
    rewritten(tmp_path, Signer(ORIGIN, make_key()))
    assert verify_folder(tmp_path / "export").ok  # The folder's own key proves nothing.
    assert verify_folder(tmp_path / "export", [SIGNER.public]).finding == "signature"


def test_a_history_rewritten_by_the_holder_of_the_key_is_refused_by_a_checkpoint_seen_before(original, tmp_path):
    rewritten(tmp_path, SIGNER)
    log = open_log(tmp_path / "honest")
    seen = log.append(sealed(400))
    assert verify_folder(original, [SIGNER.public], [seen]).ok
    verdict = verify_folder(tmp_path / "export", [SIGNER.public], [seen])
    assert (verdict.finding, verdict.first_bad) == ("seen", None)


def test_records_cut_off_at_the_end_are_noticed_by_a_checkpoint_seen_before(original, tmp_path):
    log = open_log(tmp_path / "longer")
    log.append([])
    empty = log.checkpoint()
    seen = log.append(sealed(SIZE + 5))
    verdict = verify_folder(original, [SIGNER.public], [empty, seen])
    assert (verdict.finding, verdict.first_bad) == ("seen", SIZE)


def test_a_checkpoint_that_nobody_trusted_signed_is_no_evidence(original):
    stranger = parse_checkpoint(Signer(ORIGIN, make_key()).checkpoint(SIZE, b"\0" * 32))
    verdict = verify_folder(original, [SIGNER.public], [stranger])
    assert (verdict.ok, verdict.finding) == (False, "seen")
    assert "no trusted key signed" in verdict.reason


def test_a_live_ledger_is_verified_against_the_bodies_of_the_database(tmp_path):
    log = open_log(tmp_path)
    log.append(sealed(SIZE))
    assert verify_records(tmp_path, rows(SIZE), [SIGNER.public]).ok
    altered = rows(SIZE)
    altered[321] = (321, altered[321][1].replace("同意".encode(), "拒绝".encode()), altered[321][2])
    assert verify_records(tmp_path, altered, [SIGNER.public]).first_bad == 321


def test_a_log_may_change_the_algorithm_of_its_records_and_stays_verifiable(tmp_path):
    log = open_log(tmp_path)
    log.append([*sealed(10), *sealed(10, start=10, algorithm="sm3")])
    assert verify_records(tmp_path, rows(20), [SIGNER.public]).ok


def test_66000_records_across_three_levels_are_verified(tmp_path):
    count = 66_000
    log = open_log(tmp_path)
    log.append(sealed(count))
    assert verify_records(tmp_path, rows(count), [SIGNER.public]).ok
    flip(tmp_path / "tile/2/000.p/1", 5)
    verdict = verify_records(tmp_path, rows(count), [SIGNER.public])
    assert (verdict.finding, verdict.first_bad) == ("tile", 0)


@given(data=st.data())
@settings(max_examples=60)
def test_a_bit_flipped_anywhere_in_the_evidence_is_found(original, tmp_path_factory, data):
    names = ["checkpoint", "bodies.jsonl", "tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001"]
    name = data.draw(st.sampled_from(names))
    folder = shutil.copytree(original, tmp_path_factory.mktemp("flipped") / "copy")
    content = bytearray((folder / name).read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    (folder / name).write_bytes(content)
    assert not verify_folder(folder, [SIGNER.public]).ok


def test_the_command_takes_checkpoints_seen_before_from_files(original, tmp_path, capsys):
    log = open_log(tmp_path / "longer")
    (tmp_path / "seen").write_text(log.append(sealed(SIZE + 5)).note, encoding="utf-8")
    assert main([str(original), "--json", "--key", SIGNER.public]) == 0
    assert main([str(original), "--json", "--key", SIGNER.public, "--seen", str(tmp_path / "seen")]) == 1
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["first_bad"] for answer in answers] == [None, SIZE]
