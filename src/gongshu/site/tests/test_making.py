"""The control database of a node: what bringing it to a version leaves behind."""

from __future__ import annotations

import pytest
from django.db import connection

from gongshu.people.models import Region
from gongshu.site import making

KNOWN = {
    "sqlite": "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'people_region'",
    "postgresql": "SELECT count(*) FROM pg_stats WHERE tablename = 'people_region'",
}


@pytest.mark.django_db
def test_a_database_brought_to_this_version_has_counts_to_plan_by():
    Region.objects.create(code="100000", zh="中国", level="nation")
    with connection.cursor() as cursor:
        making.make_tables()
        cursor.execute(KNOWN[connection.vendor])
        assert cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_a_node_that_was_filled_in_a_hurry_waits_for_its_disk_again_afterwards():
    asked, during, after = (
        ("PRAGMA synchronous", (0,), (2,))
        if connection.vendor == "sqlite"
        else ("SHOW synchronous_commit", ("off",), ("off",))  # how that server writes is its own setting
    )
    with connection.cursor() as cursor:
        with making.hurried():
            cursor.execute(asked)
            assert cursor.fetchone() == during
        cursor.execute(asked)
        assert cursor.fetchone() == after
