"""What an auditor takes away, and the verifier that runs there without Gongshu."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter

import pytest

from gongshu.ledger.errors import LeafDiffers, OutOfRange
from gongshu.ledger.export import export, receipt, standalone
from gongshu.ledger.tests.cast import SIGNER, body, open_log, records, salt, sealed
from gongshu.ledger.verify import main, verify_folder, verify_receipt

pytestmark = pytest.mark.pure


def verify_alone(folder, *arguments, before: str = "", flags: tuple[str, ...] = ("-I",)) -> subprocess.CompletedProcess:
    """Run the exported verifier in an isolated Python, from inside the export, where no gongshu can be imported."""
    blocked = f"import sys; sys.modules['gongshu'] = None; {before}"
    program = f"{blocked}\nimport runpy\nsys.argv = sys.argv[1:]\nrunpy.run_path(sys.argv[0], run_name='__main__')"
    command = [sys.executable, *flags, "-c", program, "verify.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def log(tmp_path):
    log = open_log(tmp_path / "ledger")
    log.append(sealed(300))
    return log


@pytest.fixture
def exported(log, tmp_path):
    export(log, records(300, erased=(7, 299)), tmp_path / "export")
    return tmp_path / "export"


def test_the_exported_verifier_runs_without_gongshu_and_says_that_all_is_intact(exported):
    run = verify_alone(exported, ".", "--json")
    assert run.returncode == 0, run.stderr
    expected = {"size": 300, "ok": True, "first_bad": None, "reason": None, "finding": None, "erased": 2}
    assert json.loads(run.stdout) == expected


def test_without_json_the_verdict_is_a_sentence_in_both_languages(exported):
    run = verify_alone(exported, ".")
    assert run.stdout == "完好 intact: 300 records, 2 of them erased\n"
    assert "compare public.key with the published one" in run.stderr


def test_a_tampered_export_ends_with_one_and_names_the_record(exported):
    path = exported / "bodies.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("511700-0123", "511700-9999"), encoding="utf-8")
    run = verify_alone(exported, ".", "--json")
    assert run.returncode == 1
    assert json.loads(run.stdout)["first_bad"] == 123
    assert "first bad record 123 of 300" in verify_alone(exported, ".").stdout


def test_wrong_use_ends_with_two_and_no_traceback(exported):
    (exported / "receipt.json").write_text("{}")
    for arguments in (
        ["absent"],
        [],
        ["receipt.json"],
        ["bodies.jsonl", "--key", "x"],
        [".", "--seen", "absent"],
        [".", "--seen", "public.key"],
    ):
        run = verify_alone(exported, *arguments)
        assert run.returncode == 2, arguments
        assert "Traceback" not in run.stderr


def test_the_published_key_decides_and_not_the_one_in_the_folder(exported):
    assert verify_alone(exported, ".", "--key", SIGNER.public).returncode == 0
    other = SIGNER.public.replace("dazhou", "chengdu")
    run = verify_alone(exported, ".", "--key", other)
    assert (run.returncode, "is no verifier key" in run.stdout) == (1, True)


def test_without_cryptography_the_records_are_checked_and_the_missing_package_is_named(exported):
    run = verify_alone(exported, ".", "--json", flags=("-I", "-S"))
    assert run.returncode == 1
    assert "install cryptography" in json.loads(run.stdout)["reason"]
    assert json.loads(run.stdout)["finding"] == "signature"


def test_where_openssl_lacks_sm3_the_verifier_says_so(tmp_path):
    log = open_log(tmp_path / "ledger", "sm3")
    log.append(sealed(3, algorithm="sm3"))
    export(log, records(3), tmp_path / "export")
    assert verify_alone(tmp_path / "export", ".").returncode == 0
    # Without its OpenSSL module, Python falls back on hash functions of its own, and SM3 is not among them.
    run = verify_alone(tmp_path / "export", ".", "--json", before="sys.modules['_hashlib'] = None")
    assert run.returncode == 1
    assert "has no SM3" in json.loads(run.stdout)["reason"]


def test_the_module_verifies_like_the_exported_file(exported):
    command = [sys.executable, "-m", "gongshu.ledger.verify", str(exported), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == json.loads(verify_alone(exported, ".", "--json").stdout)
    assert "RuntimeWarning" not in run.stderr


def test_the_joined_verifier_defines_no_name_twice_and_imports_nothing_of_gongshu():
    tree = ast.parse(standalone())
    names = Counter(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    assert {name for name, count in names.items() if count > 1} == set()
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {name.split(".")[0] for name in imported} - {"__future__"}
    assert roots - set(sys.stdlib_module_names) == {"cryptography"}


def test_a_line_of_the_bodies_shows_the_very_text_that_was_sealed(exported):
    lines = [json.loads(line) for line in (exported / "bodies.jsonl").read_text(encoding="utf-8").splitlines()]
    assert json.loads(lines[5]["body"]) == body(5)
    assert lines[5] == {"index": 5, "body": lines[5]["body"], "salt": salt(5).hex()}
    assert lines[7] == {"index": 7, "erased": True}


def test_an_export_holds_nothing_of_an_erased_body(exported):
    text = "".join(path.read_text(encoding="latin-1") for path in exported.rglob("*") if path.is_file())
    assert "511700-0005" in text
    assert "511700-0007" not in text


def test_records_that_came_after_the_checkpoint_are_left_out(log, tmp_path):
    assert export(log, records(320), tmp_path / "export").size == 300
    assert verify_folder(tmp_path / "export").ok


def test_an_export_of_an_older_reader_stays_whole_while_the_log_grows(log, tmp_path):
    rows = iter(records(300))

    def growing():
        yield next(rows)
        log.append(sealed(500, start=300))  # The partial tiles of 300 are gone now.
        yield from rows

    export(log, growing(), tmp_path / "export")
    assert verify_folder(tmp_path / "export").ok
    assert (tmp_path / "export/tile/0/001.p/44").stat().st_size == 44 * 32


def test_missing_records_stop_the_export(log, tmp_path):
    with pytest.raises(OutOfRange, match="end before 299, but the checkpoint covers 300"):
        export(log, records(299), tmp_path / "short")
    with pytest.raises(LeafDiffers, match="record 5 is missing before 6"):
        export(log, [row for row in records(300) if row[0] != 5], tmp_path / "gap")


def test_nothing_is_exported_before_the_first_checkpoint_or_over_other_files(log, tmp_path):
    with pytest.raises(OutOfRange, match="no checkpoint yet"):
        export(open_log(tmp_path / "new"), [], tmp_path / "export")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").touch()
    with pytest.raises(FileExistsError, match="is not empty"):
        export(log, records(300), tmp_path / "full")


def test_an_empty_log_is_exported_and_verified(tmp_path):
    log = open_log(tmp_path / "ledger")
    log.append([])
    export(log, [], tmp_path / "export")
    verdict = verify_folder(tmp_path / "export")
    assert (verdict.ok, verdict.size) == (True, 0)


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
@pytest.mark.parametrize("index", [0, 42, 256, 299])
def test_a_receipt_proves_its_record_by_the_published_key_alone(tmp_path, index, algorithm):
    log = open_log(tmp_path / "ledger", algorithm)
    log.append(sealed(300, algorithm=algorithm))
    paper = json.loads(json.dumps(receipt(log, index, body(index), salt(index))))
    verdict = verify_receipt(paper, [SIGNER.public])
    assert (verdict.ok, verdict.size, verdict.erased) == (True, 300, 0)


def test_a_receipt_whose_body_was_erased_still_proves_its_leaf(log):
    verdict = verify_receipt(receipt(log, 42, None, None), [SIGNER.public])
    assert (verdict.ok, verdict.erased) == (True, 1)


def test_a_receipt_is_verified_from_a_file_with_the_key_from_elsewhere(log, exported):
    (exported / "receipt.json").write_text(json.dumps(receipt(log, 42, body(42), salt(42))))
    assert verify_alone(exported, "receipt.json", "--key", SIGNER.public).returncode == 0
    assert "give it with --key" in verify_alone(exported, "receipt.json").stderr


def test_the_command_judges_folders_and_receipts_and_refuses_wrong_use(log, exported, capsys):
    paper = exported / "receipt.json"
    paper.write_text(json.dumps(receipt(log, 42, body(42), salt(42))))
    assert main([str(paper), "--key", SIGNER.public]) == 0
    assert main([str(exported)]) == 0
    (exported / "bodies.jsonl").write_text("")
    assert main([str(exported)]) == 1
    said = capsys.readouterr()
    assert "不符 not intact: first bad record 0 of 300: record 0 is missing: the bodies end before it" in said.out
    assert "compare public.key" in said.err
    with pytest.raises(SystemExit) as ended:
        main([str(paper)])
    assert ended.value.code == 2


def test_a_machine_without_cryptography_is_told_what_to_install(exported, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)  # What Python does for a package that is absent.
    verdict = verify_folder(exported)
    assert (verdict.ok, verdict.finding, "install cryptography" in verdict.reason) == (False, "signature", True)


@pytest.mark.parametrize(
    ("field", "value", "finding"),
    [
        ("body", '{"said":"不同意"}', "body"),
        ("salt", "00" * 16, "body"),
        ("index", 43, "proof"),
        ("index", 300, "proof"),
        ("proof", [], "proof"),
        ("leaf", '{"algorithm":"sha256","digest":"00"}', "body"),
        ("algorithm", "sm3", "proof"),
        ("algorithm", "md5", "unreadable"),
        ("checkpoint", "nothing", "unreadable"),
        ("proof", ["!"], "unreadable"),
        ("index", None, "unreadable"),
        ("body", 5, "unreadable"),
    ],
)
def test_an_altered_receipt_proves_nothing(log, field, value, finding):
    verdict = verify_receipt(receipt(log, 42, body(42), salt(42)) | {field: value}, [SIGNER.public])
    assert (verdict.ok, verdict.finding) == (False, finding)


def test_a_receipt_under_a_strangers_signature_proves_nothing(log):
    from gongshu.ledger.keys import Signer, make_key

    stranger = Signer(SIGNER.name, make_key())
    paper = receipt(log, 42, body(42), salt(42)) | {"checkpoint": stranger.checkpoint(300, log.root())}
    verdict = verify_receipt(paper, [SIGNER.public])
    assert (verdict.ok, verdict.finding) == (False, "signature")


def test_no_receipt_is_given_before_the_first_checkpoint(tmp_path):
    with pytest.raises(OutOfRange, match="seal what is pending"):
        receipt(open_log(tmp_path), 0, body(0), salt(0))
