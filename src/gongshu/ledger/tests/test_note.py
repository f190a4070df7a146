"""Signed notes and checkpoints, against the examples of their specifications and against tampering."""

from __future__ import annotations

import base64
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.shared import shared

from gongshu.ledger.errors import NoteRejected
from gongshu.ledger.keys import Signer, make_key
from gongshu.ledger.note import COSIGNATURE, key_id, note_text, parse_checkpoint, parse_key, read_checkpoint, split_note

pytestmark = pytest.mark.pure

ORIGIN = "dazhou.example/ledger"
ROOT = bytes(range(32))


@pytest.fixture
def signer() -> Signer:
    return Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\7" * 32))


def test_a_checkpoint_reads_back_as_it_was_signed(signer):
    checkpoint = read_checkpoint(signer.checkpoint(20852163, ROOT), [signer.public])
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, 20852163, ROOT)


def test_a_checkpoint_has_the_lines_that_c2sp_prescribes(signer):
    lines = signer.checkpoint(5, ROOT).split("\n")
    assert lines[:4] == [ORIGIN, "5", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""]
    assert lines[4].startswith(f"\u2014 {ORIGIN} ")
    assert lines[5:] == [""]


def test_the_same_checkpoint_is_signed_the_same_so_that_a_crash_never_makes_two(signer):
    assert signer.checkpoint(5, ROOT) == signer.checkpoint(5, ROOT)


def test_the_verifier_key_of_the_specification_verifies_its_note():
    text = shared("conformance/c2sp/signed-note.md").read_text(encoding="utf-8")
    key = re.search(r"example\.com/foo\+\S+", text)[0]
    note = text[text.index("This is an example message.") :].split("```")[0]
    with pytest.raises(NoteRejected, match="is no checkpoint"):  # Signed well, but its text is no checkpoint.
        read_checkpoint(note, [key])
    with pytest.raises(NoteRejected, match="does not fit"):
        read_checkpoint(note.replace("example message", "other message"), [key])


def test_the_checkpoint_of_the_specification_is_read():
    text = shared("conformance/c2sp/tlog-checkpoint.md").read_text(encoding="utf-8")
    checkpoint = parse_checkpoint(text.split("```\n")[1])
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)


@pytest.mark.parametrize("place", range(0, 90, 3))
def test_no_altered_letter_of_the_text_is_accepted(signer, place):
    note = signer.checkpoint(123456, ROOT)
    text_end = note.index("\n\n")
    at = place % text_end
    altered = note[:at] + ("y" if note[at] != "y" else "z") + note[at + 1 :]
    with pytest.raises(NoteRejected):
        read_checkpoint(altered, [signer.public])


def test_a_signature_by_a_stranger_of_the_same_name_is_not_enough(signer):
    stranger = Signer(ORIGIN, make_key())
    with pytest.raises(NoteRejected, match="no trusted key signed"):
        read_checkpoint(stranger.checkpoint(5, ROOT), [signer.public])


def test_the_signature_of_a_stranger_beside_the_logs_own_is_passed_over(signer):
    note = signer.checkpoint(5, ROOT)
    text, _ = split_note(note)
    note += Signer("witness.example", make_key()).line(text)
    assert read_checkpoint(note, [signer.public]).size == 5


def test_a_wrong_signature_by_a_known_key_refuses_the_whole_note(signer):
    witness = Signer("witness.example", make_key())
    note = signer.checkpoint(5, ROOT) + witness.line(note_text(ORIGIN, 6, ROOT))
    with pytest.raises(NoteRejected, match=r"signature of witness\.example does not fit"):
        read_checkpoint(note, [signer.public, witness.public])


def test_either_of_two_trusted_keys_is_enough(signer):
    witness = Signer("witness.example", make_key())
    note = signer.checkpoint(5, ROOT)
    note += witness.line(split_note(note)[0])
    assert read_checkpoint(note, [witness.public]) == read_checkpoint(note, [signer.public])


def test_a_timestamped_cosignature_of_a_witness_is_verified_with_its_time(signer):
    private, name = make_key(), "witness.example/w1"
    key = bytes([COSIGNATURE]) + private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    public = f"{name}+{key_id(name, key).hex()}+{base64.b64encode(key).decode()}"
    note = signer.checkpoint(5, ROOT)
    said = b"cosignature/v1\ntime 1759111200\n" + split_note(note)[0].encode()
    stamp = (1759111200).to_bytes(8, "big")

    def line(stamp: bytes) -> str:
        raw = key_id(name, key) + stamp + private.sign(said)
        return f"\u2014 {name} {base64.b64encode(raw).decode()}\n"

    assert read_checkpoint(note + line(stamp), [public]).size == 5
    with pytest.raises(NoteRejected, match="does not fit"):
        read_checkpoint(note + line((1759111201).to_bytes(8, "big")), [public])


def test_a_signature_has_one_spelling_only(signer):
    note = signer.checkpoint(5, ROOT)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = note[-3]
    other = letters[letters.index(last) ^ 1]  # It differs in a bit that base64 does not use.
    with pytest.raises(NoteRejected, match="malformed"):
        read_checkpoint(f"{note[:-3]}{other}=\n", [signer.public])


@pytest.mark.parametrize("note", ["", "a\n1\n", "a\n1\nb\n\n", "no newline\n\n\u2014 a AAAAAAAA", "\n\n\n"])
def test_a_note_without_signature_lines_is_refused(signer, note):
    with pytest.raises(NoteRejected, match="no signature lines"):
        read_checkpoint(note, [signer.public])


@pytest.mark.parametrize("line", ["- a AAAAAAAA", "\u2014 a", "\u2014 a AAAA", "\u2014 a b c", "\u2014 a !!!!!!!!", ""])
def test_a_malformed_signature_line_is_refused_and_shown(signer, line):
    with pytest.raises(NoteRejected, match=r"malformed|no signature lines"):
        read_checkpoint(f"{ORIGIN}\n1\n{ORIGIN}\n\n{line}\n", [signer.public])


def test_a_note_with_a_flood_of_signatures_is_refused(signer):
    note = signer.checkpoint(5, ROOT)
    with pytest.raises(NoteRejected, match="too many"):
        read_checkpoint(note + signer.line(split_note(note)[0]) * 64, [signer.public])


@pytest.mark.parametrize("letter", ["\0", "\t", "\r", "\x0b", "\x1c"])
def test_a_note_with_control_characters_is_refused(signer, letter):
    with pytest.raises(NoteRejected, match="control characters"):
        read_checkpoint(signer.checkpoint(5, ROOT).replace("dazhou", f"da{letter}zhou"), [signer.public])


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n05\n{base64.b64encode(ROOT).decode()}\n",
        f"{ORIGIN}\n+5\n{base64.b64encode(ROOT).decode()}\n",
        f"{ORIGIN}\n-5\n{base64.b64encode(ROOT).decode()}\n",
        f"{ORIGIN}\nfive\n{base64.b64encode(ROOT).decode()}\n",
        f"{ORIGIN}\n5\n{base64.b64encode(ROOT[:31]).decode()}\n",
        f"{ORIGIN}\n5\nnot base64\n",
        f"{ORIGIN}\n5\n",
        f"\n5\n{base64.b64encode(ROOT).decode()}\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(signer, text):
    with pytest.raises(NoteRejected, match="is no checkpoint"):
        read_checkpoint(f"{text}\n{signer.line(text)}", [signer.public])


def test_extension_lines_are_kept_but_mean_nothing(signer):
    text = note_text(ORIGIN, 5, ROOT) + "extension\n"
    assert read_checkpoint(f"{text}\n{signer.line(text)}", [signer.public]).size == 5


def test_a_verifier_key_names_its_holder_and_carries_its_id(signer):
    name, identity, key = parse_key(signer.public)
    assert (name, key[0], len(key)) == (ORIGIN, 1, 33)
    assert signer.public == f"{ORIGIN}+{identity.hex()}+{base64.b64encode(key).decode()}"


@pytest.mark.parametrize("change", ["name", "id", "type", "short", "words"])
def test_a_verifier_key_that_contradicts_itself_is_refused(signer, change):
    name, identity, key = parse_key(signer.public)
    wrong_type, short = bytes([9]) + key[1:], key[:-1]
    text = {
        "name": signer.public.replace("dazhou", "chengdu"),
        "id": signer.public.replace(identity.hex(), "00000000"),
        "type": f"{name}+{key_id(name, wrong_type).hex()}+{base64.b64encode(wrong_type).decode()}",
        "short": f"{name}+{key_id(name, short).hex()}+{base64.b64encode(short).decode()}",
        "words": "not a key",
    }[change]
    with pytest.raises(NoteRejected, match="is no verifier key"):
        parse_key(text)
