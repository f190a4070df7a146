"""A node's settings: every fault is named with its file, its setting and what to do."""

from __future__ import annotations

import pytest

from gongshu.site.node import Node, NodeUnfit, read

pytestmark = pytest.mark.pure
RIGHT = 'jurisdiction = "cn/sichuan/dazhou"\nmaster_key = "../node.key"\n'


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "node"
    made.mkdir()
    key = tmp_path / "node.key"
    key.write_text("ab" * 32, encoding="ascii")
    key.chmod(0o600)
    return made


def write(folder, text) -> Node:
    (folder / "gongshu.toml").write_text(text, encoding="utf-8")
    return read(folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jurisdiction = ", "cannot be read"),
        ('master_key = "../node.key"\n', "has no setting jurisdiction"),
        ('jurisdiction = "cn/sichuan/dazhou"\n', "has no setting master_key"),
        (RIGHT + "retries = 3\n", "unknown settings ['retries']; known are"),
        (
            RIGHT + 'mail = "mailto:office@example.org"\n',
            "is no mail server; write one of ('smtp', 'smtp+tls', 'smtps')",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(folder, text, said):
    with pytest.raises(NodeUnfit) as refused:
        write(folder, text)
    assert said in str(refused.value)
    assert "gongshu.toml" in str(refused.value)


def test_a_folder_that_is_no_node_says_how_to_make_one(tmp_path):
    with pytest.raises(NodeUnfit, match="make one with `gongshu init"):
        read(tmp_path)


@pytest.mark.parametrize(
    "mail", ["smtp://a:b@mail.example.org:587", "smtp+tls://mail.example.org", "smtps://mail.example.org:465"]
)
def test_a_mail_server_is_named_by_an_address(folder, mail):
    assert write(folder, f'{RIGHT}mail = "{mail}"\n').mail == mail


def test_the_key_is_found_from_the_node_folder_wherever_the_command_is_run(folder, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert write(folder, RIGHT).master() == b"\xab" * 32


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        ("ab" * 31, 0o600, "holds 31 bytes instead of 32"),
        ("not a key", 0o600, "is not a master key"),
        ("ab" * 32, 0o640, "chmod 600"),
    ],
)
def test_a_key_that_is_no_key_or_is_read_by_others_is_refused(folder, content, mode, said):
    key = folder.parent / "node.key"
    key.write_text(content, encoding="ascii")
    key.chmod(mode)
    with pytest.raises(NodeUnfit, match=said):
        write(folder, RIGHT).master()


def test_a_key_inside_the_node_folder_is_refused_because_a_backup_would_carry_it(folder):
    (folder / "inside.key").write_text("ab" * 32, encoding="ascii")
    with pytest.raises(NodeUnfit, match="lies inside the node folder"):
        write(folder, RIGHT.replace("../node.key", "inside.key")).master()


def test_a_missing_key_names_the_way_to_recover_it(folder):
    (folder.parent / "node.key").unlink()
    with pytest.raises(NodeUnfit, match="gongshu recover"):
        write(folder, RIGHT).master()


def test_two_purposes_have_two_keys(folder):
    node = write(folder, RIGHT)
    assert node.derived("lake") != node.derived("tokens")
    assert node.derived("lake") == node.derived("lake")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('lake_engine = "flink"\n', "lake_engine = 'flink' is none of"),
        ('lake_encryption = "none"\n', "lake_encryption = 'none' is none of"),
        ('lake_engine = "spark"\nlake_encryption = "store"\n', "write cluster ="),
        ('lake_engine = "spark"\ncluster = "spark://a:7077"\n', "a cluster reads only what its store encrypts"),
    ],
)
def test_a_cluster_is_taken_only_with_its_master_and_a_store_that_encrypts(folder, text, said):
    with pytest.raises(NodeUnfit, match=said):
        write(folder, RIGHT + text)
    right = 'lake_engine = "spark"\nlake_encryption = "store"\ncluster = "spark://a:7077"\ncluster_settings = "../spark.conf"\n'
    assert write(folder, RIGHT + right).cluster_settings == folder.parent / "spark.conf"
