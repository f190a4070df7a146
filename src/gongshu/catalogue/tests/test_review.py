"""From a draft to the published entry: drafts, review, return, versions, withdrawal."""

from __future__ import annotations

from gongshu.audit.models import AuditEvent
from gongshu.catalogue import services
from gongshu.catalogue.tests.stage import NOW, complete, publish


def test_a_new_entry_is_a_numbered_draft_of_its_provider(huang):
    entry = services.add(complete(), actor=huang, now=NOW)
    assert (entry.number, entry.state, entry.provider.code) == ("511700-0001", "draft", "511700-zrzyj")
    assert [resource.number for resource in entry.resources.all()] == ["511700-0001-1"]
    assert AuditEvent.objects.filter(event="catalogue:entry:create", subject_id=entry.number).count() == 1


def test_the_reviewed_entry_is_published(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    assert (entry.state, entry.draft, entry.shown.number) == ("published", None, 1)
    event = AuditEvent.objects.get(event="catalogue:entry:publish")
    assert event.law == "达州办法 第十三条第三款"
