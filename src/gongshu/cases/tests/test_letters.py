"""Letters: what they say is fixed with the move, and the PDF says it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import printing, services
from gongshu.cases.models import Letter
from gongshu.cases.tests.cast import at
from gongshu.cases.tests.conftest import APPLICATION
from gongshu.jobs.models import Job


def words(letter: Letter) -> str:
    content = printing.content_of(printing.make(letter.pk, at("2025-09-30")))
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def test_the_receipt_names_number_code_due_day_and_article(apply):
    case = apply()
    said = words(Letter.objects.get(kind="receipt"))
    for part in (
        "受理通知书",
        case.number,
        case.receipt_code,
        "答复期限至2025年10月13日止",
        "达州办法第二十条第二款",
        "目录511700-0001",
    ):
        assert part in said, part


def test_a_date_that_may_move_is_called_provisional_on_the_receipt(apply):
    apply("2027-09-29")
    assert "节假日安排公布前暂定" in words(Letter.objects.get(kind="receipt"))


def test_a_refusal_letter_carries_reason_basis_and_where_to_turn(apply, move, cast):
    move(apply(), "refuse", cast.chen, reason="含涉密坐标", basis="保守国家秘密法第三条")
    said = words(Letter.objects.get(kind="refusal"))
    for part in ("办理结果：不同意", "理由：含涉密坐标", "依据：保守国家秘密法第三条", "可以向四川省数据局提出"):
        assert part in said, part


def test_a_citizen_who_is_refused_is_told_of_review_and_court(cast, registry, move):
    wish = {**APPLICATION, "commitment": "按承诺使用"}
    case = services.open_case("opening-application", ["511700-0001"], wish, actor=cast.citizen, now=at("2025-09-29"))
    move(case, "refuse", cast.chen, reason="不符合", basis="达州办法第二十五条")
    assert "依法申请行政复议或者提起行政诉讼" in Letter.objects.get(kind="refusal").facts["remedy"]
    assert Letter.objects.get(kind="refusal").facts["receiver"] == "市民"


def test_a_decision_letter_to_grant_has_no_remedy_notice(apply, move, cast):
    move(apply(), "grant", cast.chen)
    assert Letter.objects.get(kind="decision").facts["remedy"] == ""


def test_an_opinion_between_bodies_needs_no_letter(apply, move, cast):
    case = move(apply(purpose="其他"), "ask_provider", cast.chen, facts={"question": "问"})
    move(case.children.get(), "agree", cast.wang)
    assert list(Letter.objects.values_list("kind", flat=True)) == ["receipt"]


def test_a_letter_is_made_by_a_job_once_and_its_digest_is_an_event(apply):
    apply()
    letter = Letter.objects.get()
    assert Job.objects.filter(kind="cases.letter", key=letter.number).count() == 1
    first = printing.make(letter.pk, at("2025-09-29"))
    again = printing.make(letter.pk, at("2025-09-30"))
    assert (first.digest, first.made_at) == (again.digest, again.made_at)
    assert first.digest in AuditEvent.objects.get(event=Event.CASE_LETTER).body


def test_a_letter_that_was_altered_on_disk_is_not_handed_out(apply, node):
    apply()
    letter = printing.make(Letter.objects.get().pk, at("2025-09-29"))
    (node.spool / letter.path).write_bytes(b"%PDF forged")
    with pytest.raises(ValueError, match="was altered after it was made"):
        printing.content_of(letter)


def test_a_letter_whose_process_died_before_the_row_is_made_again(apply, monkeypatch):
    apply()
    letter = Letter.objects.get()
    real = printing.audit.record

    def dies(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(printing.audit, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        printing.make(letter.pk, at("2025-09-29"))
    letter.refresh_from_db()
    assert letter.made_at is None
    monkeypatch.setattr(printing.audit, "record", real)
    assert printing.make(letter.pk, at("2025-09-29")).digest


@pytest.fixture
def wished(cast, registry):
    """A citizen has applied for conditional data and signed."""
    said = {**APPLICATION, "scenario": "年度报告", "commitment": "已阅读并签署"}
    return services.open_case("opening-application", ["511700-0001"], said, actor=cast.citizen, now=at("2025-09-29"))


def test_the_commitment_says_what_the_texts_ask_of_a_user_clause_by_clause_and_who_signed_it(wished):
    said = words(Letter.objects.get(case=wished, kind="commitment"))
    for part in (
        "数据利用承诺书",
        f"用途：{APPLICATION['purpose']}",
        "应用场景：年度报告",
        "采取安全保障措施（达州办法第二十九条第二款）",
        "不得篡改",
        "签署：已阅读并签署",
        wished.applicant_account.name,
    ):
        assert part in said, part


def test_where_no_text_asks_for_a_commitment_none_is_written(apply):
    apply()
    assert not Letter.objects.filter(kind="commitment").exists()
