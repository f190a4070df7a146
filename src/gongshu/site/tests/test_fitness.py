"""What `doctor` says of a node."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from gongshu.audit import clock
from gongshu.catalogue.searching import index
from gongshu.catalogue.searching.apart import following, store
from gongshu.site import fitness


@pytest.mark.django_db
def test_doctor_says_whether_the_search_index_is_in_step(node, settings, tmp_path):
    def levels():
        return [finding.level for finding in fitness.examine(settings.GONGSHU) if "search index" in finding.what]

    def change():
        with transaction.atomic():
            index.touch()

    assert levels() == []
    settings.GONGSHU = replace(settings.GONGSHU, search_index=True, folder=tmp_path)
    change()
    assert levels() == ["warning"]
    following.keep_up(clock.now())
    assert levels() == ["good"]
    change()
    assert levels() == ["warning"]
    store.forget()
