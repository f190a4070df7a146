"""Whatever the order of writing, sealing, changing and erasing, the ledger tells the truth."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongshu.audit import log, reading, sealer, services
from gongshu.audit.models import AuditEvent
from gongshu.audit.tests.events import NOW, Officer, write

STEPS = st.lists(st.one_of(st.integers(1, 9), st.just("seal"), st.just("erase")), max_size=12)


class Sealing(TestCase):
    """Each example rolls its events back, so each needs a ledger folder of its own."""

    def fresh_ledger(self):
        import tempfile
        from dataclasses import replace
        from pathlib import Path

        from django.conf import settings as django

        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(self.settings(GONGSHU=replace(django.GONGSHU, folder=folder)))

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=STEPS)
    def test_every_event_gets_exactly_one_place_and_everything_verifies(self, steps):
        self.fresh_ledger()
        for step in steps:
            if step == "seal":
                sealer.seal(NOW)
            elif step == "erase":
                event = AuditEvent.objects.filter(body__isnull=False).order_by("-id").first()
                if event is not None:
                    services.erase(event, law="个人信息保护法 第四十七条", by=Officer(), at=NOW)
            else:
                write(step)
        sealer.seal(NOW)
        indexes = list(AuditEvent.objects.order_by("index").values_list("index", flat=True))
        assert indexes == list(range(len(indexes)))
        verdict = services.verify()
        assert (verdict.ok, verdict.size) == (True, len(indexes))
        assert verdict.erased == AuditEvent.objects.filter(body__isnull=True).count()

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(count=st.integers(1, 12), data=st.data())
    def test_a_changed_record_is_always_named_by_its_index(self, count, data):
        self.fresh_ledger()
        write(count)
        sealer.seal(NOW)
        index = data.draw(st.integers(0, count - 1))
        column = data.draw(st.sampled_from(["body", "salt", "actor_login", "subject_id", "law", "at"]))
        event = AuditEvent.objects.get(index=index)
        changed = {"body": (event.body or "").replace("chen", "zhou"), "salt": bytes(16), "at": NOW.replace(year=2001)}
        AuditEvent.objects.filter(pk=event.pk).update(**{column: changed.get(column, "another")})
        verdict = services.verify()
        assert (verdict.ok, verdict.first_bad) == (False, index)

    @settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
    @given(before=st.integers(1, 8), after=st.integers(0, 8))
    def test_a_receipt_of_any_event_proves_it_under_every_later_checkpoint(self, before, after):
        from gongshu.ledger.verify import verify_receipt

        self.fresh_ledger()
        write(before)
        sealer.seal(NOW)
        write(after)
        sealer.seal(NOW)
        for event in AuditEvent.objects.all():
            proof = reading.receipt(event)
            assert proof.size == before + after
            assert verify_receipt(proof.document, [log.public_key()]).ok
