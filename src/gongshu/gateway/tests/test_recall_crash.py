"""kill -9 at each step of what follows a decision that data was wrong: nobody is told twice or forgotten, and only mended rows are served."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from tests.prepared import looked_at

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import services as cases
from gongshu.cases.models import Notice
from gongshu.cases.statement import Statement
from gongshu.catalogue.models import Measure
from gongshu.gateway.tests.dying import STEPS
from gongshu.gateway.tests.stage import NOW, at, table
from gongshu.grants import copies, services
from gongshu.grants.models import Handout, Recall, ServingCopy
from gongshu.grants.models.handouts import Stage as Of
from gongshu.grants.uses.records import Use
from gongshu.grants.uses.store import Store
from gongshu.jobs import worker
from gongshu.jobs.models import Job, State

LATER = NOW + timedelta(hours=9)


@pytest.fixture
def mended(stage, entry, grant, node):
    """A body holds a file of wrong rows and a person took some directly, when an objection is upheld with a mended snapshot."""
    store = Store(node.uses)
    store.write(Use(event=Event.USE_DOWNLOAD.value, entry=entry.number, login="lin", at=at(0.05), rows=3), "2025-09-29")
    store.close()
    services.order_file(grant.number, "csv", actor=stage.cast("liu"), now=NOW)
    worker.drain(NOW)
    said = {"grounds": "error", "reason": "面积有误"}
    case = cases.open_case("objection", [entry.number], said, actor=stage.cast("lin"), now=at(0.1))
    delivered = stage.deliver(entry, table(5), now=at(0.2))
    looked_at(entry.masking_records.get(), delivered.snapshot, at(0.2))
    facts = {"measure_kind": "correct", "mended": delivered.snapshot.number, "wrong": "面积有误", "measure": "已更正"}
    cases.move(case.number, "uphold", Statement(facts=facts), actor=stage.cast("wu"), now=at(0.3))
    return case


@pytest.fixture
def killed(mended, node):
    """The worker was killed at every step in turn, and another has done what was left."""
    connection.close()
    words = [str(connection.settings_dict["NAME"]), str(node.folder), str(node.master_key), LATER.isoformat()]
    done = subprocess.run(
        [sys.executable, "-m", "gongshu.gateway.tests.dying", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_after_a_kill_at_every_step_of_a_recall_nothing_is_lost_or_doubled(killed, mended, entry):
    assert killed == {**dict.fromkeys(STEPS, -signal.SIGKILL), "to the end": 0}
    told = Measure.objects.get(case=mended.number)
    assert told.told_at == LATER
    assert Recall.objects.filter(measure=told).count() == Notice.objects.filter(kind="recall").count() == 2
    assert list(Handout.objects.filter(kind="file").values_list("stage", flat=True)) == [Of.STOPPED]
    assert AuditEvent.objects.filter(event=Event.RECALL_TELL).count() == 1
    assert AuditEvent.objects.filter(event=Event.COPY_SWAP).count() == 2
    assert copies.required(entry.number).rows == 5
    assert ServingCopy.objects.filter(entry=entry.number, current=True).count() == 1
    assert not Job.objects.exclude(state=State.DONE).filter(kind__in=["grants.recall", "gateway.copy"]).exists()
