"""Notices by mail, taken in by a real SMTP server in a process of its own and read back from its mailbox."""

from __future__ import annotations

import io

from pypdf import PdfReader
from tests.mailbox import free_port

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import services
from gongshu.cases.tests.cast import at
from gongshu.cases.tests.conftest import APPLICATION
from gongshu.jobs import worker
from gongshu.jobs.models import Job, State


def addressed(account_login, mail, language="zh-hans"):
    from gongshu.people.models import Account

    Account.objects.filter(login=account_login).update(mail=mail, language=language)


def words_of(mail):
    (letter,) = mail.iter_attachments()
    pages = PdfReader(io.BytesIO(letter.get_content())).pages
    return letter.get_filename(), "".join("".join(page.extract_text().split()) for page in pages)


def ask_as_citizen(cast):
    wish = {**APPLICATION, "commitment": "按承诺使用"}
    return services.open_case("opening-application", ["511700-0001"], wish, actor=cast.citizen, now=at("2025-09-29"))


def test_a_refusal_comes_by_mail_with_its_letter_and_can_be_read_back(cast, registry, move, mailbox):
    addressed(cast.citizen.login, "shimin@example.org")
    case = ask_as_citizen(cast)
    move(case, "refuse", cast.chen, reason="含涉密坐标", basis="保守国家秘密法第三条")
    worker.drain(at("2025-09-30"))
    (mail,) = mailbox()
    assert mail["To"] == "shimin@example.org"
    assert case.number in mail["Subject"]
    assert "已作出决定" in mail["Subject"]
    text = mail.get_body().get_content()
    assert f"/cases/{case.number}" in text
    assert "市民，您好" in text
    name, said = words_of(mail)
    assert name.startswith(case.number)
    for part in ("理由：含涉密坐标", "依据：保守国家秘密法第三条", "达州办法第二十七条"):
        assert part in said, part
    record = AuditEvent.objects.get(event=Event.NOTICE_MAIL)
    assert "shimin@example.org" not in str(record.body), "the record names who was told, never an address"


def test_a_mail_is_in_its_readers_language(cast, registry, move, mailbox):
    addressed(cast.citizen.login, "citizen@example.org", "en")
    case = ask_as_citizen(cast)
    move(case, "refuse", cast.chen, reason="不符合", basis="达州办法第二十五条")
    worker.drain(at("2025-09-30"))
    (mail,) = mailbox()
    assert "A decision was made" in mail["Subject"]
    assert "Application to open" in mail.get_body().get_content()


def test_a_body_is_reminded_by_mail_once_for_a_day_with_its_article(apply, cast, mailbox):
    addressed(cast.chen.login, "chen@example.org")
    case = apply()
    for _ in range(2):
        services.tick(at("2025-10-11"))
        worker.drain(at("2025-10-11"))
    reminders = [each for each in mailbox() if "即将到期" in each["Subject"]]
    assert [each["To"] for each in reminders] == ["chen@example.org"]
    text = reminders[0].get_body().get_content()
    assert "2025-10-13" in text
    assert "第二十条" in text
    assert case.number in text


def test_a_person_without_an_address_is_told_in_the_pages_only(cast, registry, move, mailbox):
    case = ask_as_citizen(cast)
    move(case, "refuse", cast.chen, reason="不符合", basis="达州办法第二十五条")
    worker.drain(at("2025-09-30"))
    assert case.notices.filter(account_id=cast.citizen.account_id).exists()
    assert not Job.objects.filter(kind="cases.mail").exists()


def test_a_node_without_a_mail_server_writes_no_mail(cast, registry, move):
    addressed(cast.citizen.login, "shimin@example.org")
    move(ask_as_citizen(cast), "refuse", cast.chen, reason="不符合", basis="达州办法第二十五条")
    assert not Job.objects.filter(kind="cases.mail").exists()


def test_a_mail_that_the_server_does_not_take_is_tried_again_and_says_why(cast, registry, move, mailbox, settings):
    addressed(cast.citizen.login, "shimin@example.org")
    move(ask_as_citizen(cast), "refuse", cast.chen, reason="不符合", basis="达州办法第二十五条")
    right, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    worker.drain(at("2025-09-30"))
    waiting = Job.objects.get(kind="cases.mail")
    assert waiting.state == State.WAITING
    assert "refused" in waiting.error.lower()
    settings.EMAIL_PORT = right
    worker.drain(at("2025-09-30", 11))
    assert len(mailbox()) == 1
    assert Job.objects.get(kind="cases.mail").state == State.DONE


def test_a_mail_that_is_sent_twice_after_a_crash_is_known_by_its_number(cast, registry, move, mailbox):
    from gongshu.cases import mailing

    addressed(cast.citizen.login, "shimin@example.org")
    move(ask_as_citizen(cast), "refuse", cast.chen, reason="不符合", basis="达州办法第二十五条")
    job = Job.objects.get(kind="cases.mail")
    for _ in range(2):
        mailing.send(job.payload["notice"], job.payload["account"], at("2025-09-30"))
    first, second = mailbox()
    assert first["Message-ID"] == second["Message-ID"]
