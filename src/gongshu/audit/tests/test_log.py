"""Each node has a ledger of its own name and key, which follow from its master key."""

import secrets
from dataclasses import replace

import pytest

from gongshu.audit import log, sealer
from gongshu.audit.tests.events import NOW, write
from gongshu.ledger.errors import LedgerError
from gongshu.ledger.note import parse_key, read_checkpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(node, tmp_path, settings):
    """Let the settings name another node, with a master key of its own, until told otherwise."""
    key = tmp_path / "other.key"
    key.write_text(secrets.token_hex(32), encoding="ascii")
    key.chmod(0o600)
    return replace(node, master_key=key)


def test_the_published_key_bears_the_name_of_the_ledger(node):
    name, _, _ = parse_key(log.public_key())
    assert name == log.origin()
    assert name.startswith("gongshu/cn/sichuan/dazhou/")


def test_the_key_is_the_same_after_every_start_and_lies_in_no_file_of_the_node(node):
    write(1)
    sealer.seal(NOW)
    assert log.public_key() == log.public_key()
    assert not [path for path in node.folder.rglob("*") if path.suffix in (".pem", ".key")]


def test_two_nodes_of_one_city_share_neither_name_nor_key(node, other, settings):
    ours = (log.origin(), log.public_key())
    settings.GONGSHU = other
    theirs = (log.origin(), log.public_key())
    assert ours[0] != theirs[0]
    assert ours[1] != theirs[1]


def test_a_checkpoint_is_signed_by_its_node_and_by_no_other(node, other, settings):
    write(1)
    sealer.seal(NOW)
    note = log.reader().checkpoint().note
    assert read_checkpoint(note, [log.public_key()]).size == 1
    settings.GONGSHU = other
    with pytest.raises(LedgerError):
        read_checkpoint(note, [log.public_key()])


def test_a_node_does_not_go_on_with_the_ledger_of_another(node, other, settings):
    write(1)
    sealer.seal(NOW)
    write(1)
    settings.GONGSHU = other
    with pytest.raises(LedgerError):
        sealer.seal(NOW)
