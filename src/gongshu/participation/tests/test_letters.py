"""Letters about what people follow, taken in by a real SMTP server."""

from __future__ import annotations

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.cases.tests.test_mailing import addressed
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.queries import Asked
from gongshu.catalogue.tests.stage import at, complete, deliver, publish
from gongshu.jobs import worker
from gongshu.participation import services
from gongshu.participation.errors import LinkUnfit
from gongshu.participation.models import Favourite, Tiding
from gongshu.participation.tests.stage import SECRET, answer, ask, shown, withhold
from gongshu.people.actor import ANYONE

DAY = 24


def follow(entry, who, letters):
    addressed(who.login, f"{who.login}@example.org")
    worker.drain(at(1))  # The digest of this day has gone out.
    services.keep(entry.number, letters, actor=who, now=at(1))


def change(entry, steward, officer, hours):
    catalogue.edit(entry.number, complete(abstract=f"第 {hours} 小时修改"), actor=steward, now=at(hours))
    entry.refresh_from_db()
    publish(entry, steward, officer, at(hours))


def followed(mails):
    return [mail for mail in mails if mail["List-Unsubscribe"]]


def test_whoever_wants_to_know_at_once_is_told_of_a_new_version_at_once(entry, lin, huang, chen, mailbox):
    follow(entry, lin, "at_once")
    change(entry, huang, chen, 2)
    worker.drain(at(3))
    (mail,) = followed(mailbox())
    assert mail["To"] == "lin@example.org"
    assert "不动产登记信息" in mail.get_content()
    assert f"/catalogue/{entry.number}" in mail.get_content()
    assert AuditEvent.objects.filter(event="participation:letter:mail").count() == 1


def test_a_digest_tells_everything_of_a_day_in_one_letter(entry, lin, huang, chen, mailbox):
    follow(entry, lin, "daily")
    change(entry, huang, chen, 2)
    deliver(entry, huang, at(3), columns=("unit_no", "location", "registered_on"))
    answer(shown(entry, lin, chen, 5), huang, 7)
    worker.drain(at(8))
    assert followed(mailbox()) == []
    worker.drain(at(30))
    worker.drain(at(31))
    (mail,) = followed(mailbox())
    text = mail.get_content()
    assert "目录有新版本" in text
    assert "数据已更新" in text
    assert "提问已有回答" in text
    assert "更新时间" in text


def test_the_same_event_is_told_once_however_often_its_job_runs(entry, lin, huang, chen, mailbox):
    follow(entry, lin, "at_once")
    change(entry, huang, chen, 2)
    event = AuditEvent.objects.filter(event="catalogue:entry:publish").order_by("-pk").first()
    assert services.gather(event.pk, "catalogue-entry", entry.number, now=at(3)) == 1
    assert services.gather(event.pk, "catalogue-entry", entry.number, now=at(4)) == 0
    worker.drain(at(5))
    services.send(lin.account_id, at_once=True, now=at(6))
    assert len(followed(mailbox())) == 1


def test_what_is_withheld_when_the_letter_is_written_is_not_told(entry, lin, huang, chen, mailbox):
    follow(entry, lin, "daily")
    answer(shown(entry, lin, chen, 2), huang, 4)
    worker.drain(at(5))
    assert Tiding.objects.filter(told_at__isnull=True).exists()
    withhold(entry, huang, chen, 6)
    worker.drain(at(7))
    worker.drain(at(30))
    assert followed(mailbox()) == []
    assert not Tiding.objects.filter(told_at__isnull=True).exists()


def test_a_question_that_was_not_let_through_is_mailed_to_nobody(entry, lin, shutong, mailbox):
    follow(entry, shutong, "at_once")
    ask(entry, lin, 2)
    worker.drain(at(3))
    worker.drain(at(30))
    assert followed(mailbox()) == []


def test_a_saved_search_tells_of_a_new_entry_that_it_finds_and_of_no_other(entry, lin, huang, chen, mailbox):
    addressed("lin", "lin@example.org")
    services.keep_search("气象", Asked(text="气象"), "at_once", actor=lin, now=at(1))
    for title, code, hours in (("气象观测数据", "station_no", 2), ("停车场信息", "park_no", 3)):
        items = [
            {"name": f"{title}编号", "code": code, "type": "text", "length": 20, "key": True, "level": "general-2"}
        ]
        made = catalogue.add(complete(title=title, items=items), actor=huang, now=at(hours))
        publish(made, huang, chen, at(hours))
    worker.drain(at(4))
    (mail,) = followed(mailbox())
    assert "气象观测数据" in mail.get_content()
    assert "停车场" not in mail.get_content()


def test_a_saved_search_of_the_public_does_not_tell_of_what_is_withheld(entry, lin, huang, chen, mailbox):
    addressed("lin", "lin@example.org")
    services.keep_search("登记", Asked(text="气象"), "at_once", actor=lin, now=at(1))
    items = [
        {"name": "气象编号", "code": "station_no", "type": "text", "length": 20, "key": True, "level": "general-2"}
    ]
    closed = {"opening": "withheld", "opening_reason": "涉密", "opening_conditions": "", "opening_basis": SECRET}
    made = catalogue.add(complete(title="气象观测数据", items=items, **closed), actor=huang, now=at(2))
    publish(made, huang, chen, at(2))
    worker.drain(at(4))
    assert followed(mailbox()) == []


def test_every_letter_is_stopped_by_one_press_without_signing_in(entry, lin, huang, chen, mailbox, client):
    follow(entry, lin, "at_once")
    change(entry, huang, chen, 2)
    worker.drain(at(3))
    (mail,) = followed(mailbox())
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = "/letters/stop/" + mail["List-Unsubscribe"].strip("<>").rpartition("/letters/stop/")[2]
    assert client.get(link).status_code == 200
    assert Favourite.objects.get().letters == "at_once"
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Favourite.objects.get().letters == "none"
    change(entry, huang, chen, 9)
    worker.drain(at(10))
    assert len(followed(mailbox())) == 1


def test_a_link_that_was_altered_stops_nothing(entry, lin):
    follow(entry, lin, "daily")
    with pytest.raises(LinkUnfit):
        services.stop_letters("1:abc:def", actor=ANYONE, now=at(2))
    assert Favourite.objects.get().letters == "daily"


def test_a_node_without_a_mail_server_gathers_nothing(entry, lin, huang, chen):
    follow(entry, lin, "at_once")
    change(entry, huang, chen, 2)
    worker.drain(at(3))
    assert not Tiding.objects.exists()


def test_the_letter_is_in_the_language_of_its_reader(entry, lin, huang, chen, mailbox):
    follow(entry, lin, "at_once")
    addressed("lin", "lin@example.org", language="en")
    change(entry, huang, chen, 2)
    worker.drain(at(3))
    (mail,) = followed(mailbox())
    assert "has a new version" in mail.get_content()
    assert "Unsubscribe" in mail.get_content()
