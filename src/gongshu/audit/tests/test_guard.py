"""Where acts can no longer be proved, nothing may be changed."""

import pytest

from gongshu.audit import guard, sealer
from gongshu.audit.models import AuditEvent
from gongshu.audit.tests.events import NOW, write
from gongshu.jobs import worker

pytestmark = pytest.mark.django_db


def test_changes_pass_while_the_sealer_keeps_up(node):
    assert guard.require_sealed(NOW) is None
    write(1)
    assert guard.require_sealed(NOW) is None


def test_changes_are_refused_when_an_event_waits_longer_than_the_setting(node):
    row = write(1)[0]
    with pytest.raises(
        guard.Unsealed, match=r"the oldest unsealed event is 3601 s old \(setting seal_within = 3600 s\)"
    ) as refused:
        guard.require_sealed(NOW, wall=row.written_at + 3601)
    assert refused.value.status == 503
    assert "start the worker, and see `gongshu doctor`" in str(refused.value)
    assert "暂停一切变更" in refused.value.because["zh"]


def test_sealing_opens_the_node_again(node):
    row = write(1)[0]
    sealer.seal(NOW)
    assert guard.require_sealed(NOW, wall=row.written_at + 100_000) is None


def test_the_machine_clock_running_back_is_no_age(node):
    row = write(1)[0]
    assert guard.oldest_unsealed(wall=row.written_at - 60) == 0


def test_the_worker_seals_every_minute(node):
    write(2)
    worker.drain(NOW)
    assert not AuditEvent.objects.filter(sealed_at__isnull=True).exists()
