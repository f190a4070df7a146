"""Protected data is opened only with the record, the check and the consent that a text demands; silence asks for nothing."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

import pytest
from tests.opened import EVEN, ODD, PAPER, TREATED, table
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.cases.errors import EffectRefused
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.tests.stage import NOW, at
from gongshu.grants.vaulting import FileDamaged
from gongshu.opening import queries, services
from gongshu.opening.errors import NothingToCheck, NotOverridable, RecordUnfit
from gongshu.opening.models import Consent, MaskingRecord
from gongshu.opening.papers import Paper
from gongshu.people import ANYONE, Refused

MASKING = "no masking record fits"
CONSENT = "no consent of the right holders"


@obligation("dazhou-25-2")
def test_in_dazhou_data_about_persons_is_opened_only_with_masking_record_and_consent(dazhou):
    entry = dazhou.published()
    with pytest.raises(EffectRefused, match=MASKING) as refused:
        dazhou.hook(entry)
    assert (str(refused.value.article), CONSENT in str(refused.value)) == ("达州办法 第二十五条第一款", True)
    dazhou.treated(entry)
    dazhou.checked(entry)
    with pytest.raises(EffectRefused, match=CONSENT):
        dazhou.hook(entry)
    dazhou.consented(entry)
    assert dazhou.hook(entry).state == "approved"


@obligation("taiyuan-8-3")
def test_in_taiyuan_data_is_masked_before_it_is_opened_and_nobody_is_asked_for_consent(taiyuan):
    entry = taiyuan.published()
    with pytest.raises(EffectRefused, match=MASKING) as refused:
        taiyuan.hook(entry)
    assert (str(refused.value.article), CONSENT in str(refused.value)) == ("太原条例 第八条第二款", False)
    taiyuan.treated(entry)
    taiyuan.checked(entry)
    assert taiyuan.hook(entry).state == "approved"


@obligation("taiyuan-8-3")
def test_in_taiyuan_a_law_may_provide_that_data_is_opened_unmasked(taiyuan):
    entry = taiyuan.published(opening_basis={"kind": "law", "law": "企业信息公示法", "article": "第六条"})
    assert taiyuan.hook(entry).state == "approved"


def test_where_the_text_is_silent_nothing_is_asked(chengdu):
    assert chengdu.hook(chengdu.published()).state == "approved"


def test_data_that_says_nothing_of_persons_needs_no_record(dazhou):
    items = [{"name": "站点", "code": "no", "key": True}, {"name": "片区", "code": "district"}]
    entry = dazhou.entry(items=items)
    dazhou.deliver(entry, "站点,片区\n1,城东\n")
    assert dazhou.hook(entry).state == "approved"


def test_a_record_names_every_item_about_persons_with_a_known_method(dazhou):
    entry = dazhou.published()
    with pytest.raises(RecordUnfit) as refused:
        services.record_masking(
            entry.number, [{"item": "salary", "method": "burnt"}], " ", actor=dazhou.cast("huang"), now=NOW
        )
    said = str(refused.value)
    assert all(part in said for part in ("basis", "'salary'", "'burnt'", "not treated: owner"))
    assert not MaskingRecord.objects.exists()


def test_a_record_is_numbered_and_noted_with_the_article_that_demands_it(dazhou):
    record = dazhou.treated(dazhou.published())
    event = AuditEvent.objects.get(event="opening:masking:record")
    assert (record.number, record.articles, record.version) == ("2025-TM-00001", ["达州办法 第二十五条第一款"], 1)
    assert (event.subject_id, event.law) == (record.number, "达州办法 第二十五条第一款")


def test_a_record_fits_later_versions_until_the_items_change(dazhou):
    entry = dazhou.published()
    dazhou.ready(entry)
    dazhou.hook(entry)
    from gongshu.catalogue import services as catalogue
    from gongshu.catalogue.storing import description_of, plain

    def revise(**changed):
        said = {**plain(description_of(entry.current)), **changed}
        catalogue.edit(entry.number, said, actor=dazhou.cast("huang"), now=NOW)
        case = catalogue.submit([entry.number], actor=dazhou.cast("huang"), now=NOW)
        done = dazhou.move(case, "approve", "chen")
        entry.refresh_from_db()
        return done

    assert revise(abstract="按月汇总").state == "approved"
    phone = {"name": "电话", "code": "phone", "level": "general-3", "personal": "phone"}
    with pytest.raises(EffectRefused, match=MASKING):
        revise(items=[*plain(description_of(entry.current))["items"], phone])


def test_only_the_provider_records_and_only_it_the_reviewers_and_auditors_see_the_record(dazhou):
    entry = dazhou.published()
    for login in ("chen", "liu"):
        with pytest.raises(Refused):
            services.record_masking(entry.number, TREATED, "规范", actor=dazhou.cast(login), now=NOW)
    record = dazhou.treated(entry)
    with pytest.raises(NoSuchEntry):
        queries.preparation(dazhou.cast("liu"), entry.number, NOW)
    with pytest.raises(NoSuchEntry):
        queries.preparation(ANYONE, entry.number, NOW)
    assert not MaskingRecord.objects.visible_to(dazhou.cast("lin")).exists()
    for login in ("huang", "chen"):
        assert queries.record(dazhou.cast(login), record.number) == record


def test_the_check_stops_an_opening_that_tells_people_apart_until_the_rows_are_generalised(dazhou):
    entry = dazhou.published(ODD)
    dazhou.ready(entry)
    with pytest.raises(EffectRefused, match="1 groups have fewer than 5 rows, 1 rows are unique"):
        dazhou.hook(entry)
    dazhou.deliver(entry, table([*EVEN, ("城西", "40")]), at(1))
    with pytest.raises(EffectRefused, match="has not had its small-cell check"):
        dazhou.hook(entry)
    assert dazhou.checked(entry).passes
    assert dazhou.hook(entry).state == "approved"


def test_what_a_record_calls_dropped_must_be_gone_from_the_snapshot(dazhou):
    entry = dazhou.published(names=True)
    dazhou.ready(entry)
    check = entry.masking_records.get().checks.get()
    assert (check.passes, check.found["filled"]) == (False, {"owner": 12})
    with pytest.raises(NotOverridable, match="must be gone"):
        services.override(check.pk, "数据有价值", actor=dazhou.cast("chen"), now=NOW)


def test_a_check_keeps_counts_and_never_a_value(dazhou):
    entry = dazhou.published(ODD)
    dazhou.treated(entry)
    check = dazhou.checked(entry, quasi=["district", "age"], sensitive=["illness"])
    told = str(check.found) + str(AuditEvent.objects.filter(event="opening:check:run").values_list("body", flat=True))
    assert (check.found["sizes"], check.found["small_rows"], check.found["diversity"]["illness"]["least"]) == (
        {"1": 1},
        1,
        1,
    )
    assert not any(value in told for value in ("城南", "城东", "甲"))


def test_a_check_takes_the_items_that_it_is_told_and_the_same_ones_the_next_time(dazhou):
    entry = dazhou.published(ODD)
    dazhou.treated(entry)
    with pytest.raises(RecordUnfit, match="owner, salary"):
        dazhou.checked(entry, quasi=["owner", "salary"])
    assert dazhou.checked(entry, quasi=["no"]).found["unique_rows"] == 13
    assert dazhou.checked(entry).quasi == ["no"]


def test_there_is_nothing_to_check_before_a_record(dazhou):
    with pytest.raises(NothingToCheck, match="masking record first"):
        dazhou.checked(dazhou.published())


def test_the_reviewer_lets_a_failed_check_pass_with_a_reason_that_stays(dazhou):
    entry = dazhou.published(ODD)
    dazhou.ready(entry)
    check = entry.masking_records.get().checks.get()
    with pytest.raises(Refused):
        services.override(check.pk, "只有一行", actor=dazhou.cast("huang"), now=NOW)
    with pytest.raises(NotOverridable, match="needs a reason"):
        services.override(check.pk, " ", actor=dazhou.cast("chen"), now=NOW)
    held = services.override(check.pk, "城南一行为机构数据", actor=dazhou.cast("chen"), now=NOW)
    assert (held.holds, held.passes, held.overridden_by) == (True, False, "chen")
    assert dazhou.hook(entry).state == "approved"


@obligation("dazhou-24-3")
def test_what_would_lie_open_without_conditions_is_never_let_pass(dazhou):
    entry = dazhou.published(ODD, opening="unconditional", opening_conditions="")
    dazhou.ready(entry)
    check = entry.masking_records.get().checks.get()
    with pytest.raises(NotOverridable, match="must not be opened directly") as refused:
        services.override(check.pk, "价值高", actor=dazhou.cast("chen"), now=NOW)
    assert str(refused.value.article) == "达州办法 第二十四条第三款"


def test_a_consent_counts_from_its_day_to_its_last_and_until_it_is_withdrawn(dazhou):
    entry = dazhou.published()
    consent = dazhou.consented(entry, until=date(2025, 10, 1))
    day = date(2025, 10, 1)
    assert [Consent.objects.all().in_force(day + timedelta(days=each)).count() for each in (-31, -30, 0, 1)] == [
        0,
        1,
        1,
        0,
    ]
    services.withdraw_consent(consent.number, "本人来函", actor=dazhou.cast("huang"), now=NOW)
    assert not Consent.objects.all().in_force(day).exists()
    with pytest.raises(RecordUnfit):
        services.withdraw_consent(consent.number, "再次", actor=dazhou.cast("huang"), now=NOW)


def test_a_consent_says_whose_to_what_and_where_it_is_kept(dazhou):
    with pytest.raises(RecordUnfit, match=r"holder.*\n.*scope.*\n.*evidence.*\n.*until"):
        dazhou.consented(dazhou.published(), holder="", scope=" ", evidence="", until=date(2020, 1, 1))


def test_the_ledger_never_learns_whose_consent_it_was(dazhou):
    dazhou.consented(dazhou.published(), holder="周不愿")
    assert "周不愿" not in str(list(AuditEvent.objects.values_list("body", flat=True)))


def test_the_paper_of_a_consent_lies_encrypted_and_its_digest_is_in_the_ledger(dazhou, settings):
    consent = dazhou.consented(dazhou.published())
    kept = settings.GONGSHU.spool / consent.paper_path
    assert PAPER.content not in kept.read_bytes()
    assert sha256(PAPER.content).hexdigest() in AuditEvent.objects.get(event="opening:consent:record").body
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    with pytest.raises(FileDamaged):
        services.read_paper(consent.number, actor=dazhou.cast("chen"), now=NOW)


@pytest.mark.parametrize(
    ("paper", "said"), [(None, "attach the scan"), (Paper(name="a.exe", content=b"MZ"), "is no PDF"), (Paper(name="a.pdf", content=b""), "attach the scan")]
)  # fmt: skip
def test_a_consent_without_a_paper_that_shows_it_is_not_recorded(dazhou, settings, paper, said):
    with pytest.raises(RecordUnfit, match=said):
        dazhou.consented(dazhou.published(), paper=paper)
    assert not Consent.objects.exists()
