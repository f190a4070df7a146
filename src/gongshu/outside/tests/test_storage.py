"""Object storage, asked at a real S3 service; the signature also by the example that its makers publish."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers import SECRET, object_storage

from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import read_allowed
from gongshu.outside.storage import Bucket, connected

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("buckets")
    (folder / "daily" / "2025 年").mkdir(parents=True)
    (folder / "daily" / "2025 年" / "一.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "daily" / "b+c.csv").write_text("x\n", encoding="utf-8")
    with object_storage(folder) as running:
        yield running


def reach(address: str, secret: str = SECRET, name: str = "daily", networks=("127.0.0.1",)):
    return connected(Bucket(address=address, name=name, user="reader"), secret, [read_allowed(each) for each in networks])  # fmt: skip


def test_objects_are_listed_below_a_prefix_and_read_whatever_their_names(address):
    with reach(address) as storage:
        found = {each.key: each.size for each in storage.objects("")}
        assert found == {"2025 年/一.csv": 8, "b+c.csv": 2}
        below = list(storage.objects("2025"))
        assert [each.key for each in below] == ["2025 年/一.csv"]
        assert below[0].version
        for key, size in found.items():
            with storage.opened(key) as answer:
                assert len(b"".join(answer.pieces(size))) == size


@pytest.mark.parametrize(
    ("changed", "cause"),
    [({"secret": "wrong"}, Cause.CREDENTIAL), ({"name": "nowhere"}, Cause.MISSING), ({"networks": ()}, Cause.FORBIDDEN)],
)  # fmt: skip
def test_what_goes_wrong_is_told_without_the_services_own_words(address, changed, cause):
    with pytest.raises(OutsideFailed) as failed, reach(address, **changed) as storage:
        list(storage.objects(""))
    assert failed.value.cause is cause


def test_an_object_larger_than_was_said_is_stopped(address):
    with pytest.raises(OutsideFailed) as failed, reach(address) as storage, storage.opened("b+c.csv") as answer:
        b"".join(answer.pieces(1))
    assert failed.value.cause is Cause.TOO_LARGE
