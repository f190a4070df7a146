"""The page of an entry's quality: score and formula for whoever sees the data, rules for who answers for it."""

from __future__ import annotations

import json

import pytest

from gongshu.catalogue.tests.stage import NOW
from gongshu.people.models import Account
from gongshu.quality import services, writing
from gongshu.quality.tests.stage import RULES


@pytest.fixture
def checked(entry, cast):
    services.set_rules(entry.number, RULES, actor=cast("huang"), now=NOW)
    services.check_entry(entry.number, actor=cast("huang"), now=NOW)
    return entry


def signed_in(client, login):
    client.force_login(Account.objects.get(login=login))
    return client


def test_the_provider_sees_rules_records_and_the_formula(client, checked):
    text = signed_in(client, "huang").get(f"/catalogue/{checked.number}/quality").content.decode()
    for part in ("65.5", "违规记录 ÷ 检查的记录", "第 1 版", "checksum", "GB 11643"):
        assert part in text
    assert "440524188001010015" not in text


def test_others_see_neither_rules_nor_records(client, checked):
    text = signed_in(client, "liu").get(f"/catalogue/{checked.number}/quality").content.decode()
    assert "各规则的结果" not in text
    assert "质量规则" not in text


def test_a_visitor_sees_no_score_of_a_table_that_is_not_open(client, checked):
    answer = client.get(f"/catalogue/{checked.number}/quality.json")
    assert json.loads(answer.content)["newest"] is None
    assert client.get("/quality").status_code == 200


def test_rules_are_saved_on_the_page_and_faults_come_back_with_what_was_written(client, checked):
    client = signed_in(client, "huang")
    path = f"/catalogue/{checked.number}/quality/rules"
    assert client.post(path, {"rules": "rules:\n  - kind: 'null'\n    column: age\n"}).status_code == 302
    refused = client.post(path, {"rules": "rules:\n  - kind: rang\n    column: age\n"})
    assert refused.status_code == 422
    assert "是否指 range？" in refused.content.decode()
    assert "kind: rang" in refused.content.decode()
    broken = client.post(path, {"rules": "rules: [\n  - kind"})
    assert "第 2 行" in broken.content.decode()


def test_a_proposal_stands_in_the_form_and_is_not_set(client, checked):
    text = signed_in(client, "huang").get(f"/catalogue/{checked.number}/quality?propose").content.decode()
    assert "尚未登记" in text
    assert checked.quality_rules.count() == 1


def test_programs_set_rules_and_check_by_the_same_services(client, checked):
    client, path = signed_in(client, "huang"), f"/api/v1/entries/{checked.number}/quality"
    done = client.put(f"{path}/rules", json.dumps({"rules": RULES[:1]}), content_type="application/json")
    assert (done.status_code, done.json()["version"]) == (200, 2)
    found = client.post(f"{path}/checks").json()
    assert found["rules"] == [
        {"rule": "id", "kind": "checksum", "dimension": "accuracy", "column": "id_no", "checked": 59, "violations": 1}
    ]
    assert found["findings"] == [{"row": 3, "column": "id_no", "rule": "id"}]
    assert client.get(path).json()["newest"]["score"] == found["score"]
    assert {each["kind"] for each in client.get(f"{path}/proposal").json()["rules"]} > {"null", "unique"}


def test_rules_are_the_same_after_they_were_written_as_text():
    assert writing.from_yaml(writing.as_yaml(RULES)) == {"rules": RULES}
