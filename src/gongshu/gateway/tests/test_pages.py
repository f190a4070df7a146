"""The pages of grants and of taking data, as people see them, and what they do."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser import sign_in, wrong_with

from gongshu.gateway.tests.conftest import STEPS
from gongshu.gateway.tests.stage import NOW, Stage, at
from gongshu.jobs import worker

pytestmark = pytest.mark.browser


@pytest.fixture
def town(live: str, stage: Stage, node: Any, scenes: Any) -> Any:
    """A grant of conditional data with a token and a file, an entry that is taken directly, and some uses."""
    from gongshu.gateway.app import control

    steps = {"cast": STEPS["cast"], "town": lambda made: fill(live, stage)}
    yield {"address": live, **scenes.show("gateway", steps, node.folder)["town"]}
    control.forget()


def fill(live: str, stage: Stage) -> dict[str, str]:
    import httpx

    from gongshu.grants.services import order_file

    entry = stage.entry()
    free = stage.entry(
        title="城区公交站点", sharing="unconditional", opening="unconditional", items=[dict(each) for each in FREE]
    )
    grant = stage.granted(
        entry.number, items=["unit_no", "area", "owner"], rows={"district": ["城东"]}, until="2026-03-31", quota=500
    )
    secret = stage.token(grant)
    order_file(grant.number, "xlsx", actor=stage.cast("liu"), now=NOW)
    worker.drain(NOW)
    for key in ("U00001", "U00003"):
        assert (
            httpx.get(f"{live}/data/{entry.number}/{key}", headers={"Authorization": f"Bearer {secret}"}).status_code
            == 200
        )
    return {"grant": grant.number, "entry": entry.number, "free": free.number}


FREE = (
    {"name": "不动产单元号", "code": "unit_no", "type": "text", "key": True},
    {"name": "片区", "code": "district", "type": "text"},
)


def pages(town: dict[str, str]) -> list[tuple[str, str]]:
    return [
        ("liu", "/grants"),
        ("huang", "/grants"),
        ("feng", "/grants"),
        ("huang", "/flows"),
        ("huang", "/flows?body=511700-jtysj"),
        ("liu", f"/grants/{town['grant']}"),
        ("huang", f"/grants/{town['grant']}"),
        ("liu", f"/catalogue/{town['entry']}?tab=api"),
        ("", f"/catalogue/{town['free']}/take"),
        ("", f"/catalogue/{town['free']}?tab=api"),
    ]


def test_every_page_of_grants_is_clean_and_fits(town: dict[str, str], chromium: Any) -> None:
    wrong = wrong_with(chromium, town["address"], pages(town))
    assert not wrong, "\n".join(wrong)


def test_a_token_is_made_shown_once_used_and_stopped(town: dict[str, str], desk: Any) -> None:
    import httpx

    from gongshu.gateway.app import control

    sign_in(desk, town["address"], "liu")
    desk.goto(f"{town['address']}/grants/{town['grant']}")
    desk.get_by_label("用于").fill("公交调度系统")
    desk.get_by_role("button", name="生成令牌").click()
    secret = desk.locator("code.once").inner_text()
    row = f"{town['address']}/data/{town['entry']}/U00001"
    assert httpx.get(row, headers={"Authorization": f"Bearer {secret}"}).json()["rows"][0]["owner"] == "张**"
    desk.goto(f"{town['address']}/grants/{town['grant']}")
    assert secret not in desk.content()
    desk.get_by_role("row", name="公交调度系统").get_by_role("button", name="停止").click()
    expect(desk.get_by_text("已停止，正在进行的下载随即中断。")).to_be_visible()
    control.forget()
    assert httpx.get(row, headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_file_is_ordered_and_downloaded_by_its_link(town: dict[str, str], desk: Any) -> None:
    sign_in(desk, town["address"], "liu")
    desk.goto(f"{town['address']}/grants/{town['grant']}")
    desk.get_by_label("格式").select_option("csv")
    desk.get_by_role("button", name="生成文件").click()
    worker.drain(at(0.01))
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="下载").click()
    with waiting.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert sorted(row[0] for row in rows[1:]) == ["U00001", "U00003", "U00005"]


def test_anybody_downloads_open_data_from_its_page(town: dict[str, str], desk: Any) -> None:
    desk.goto(f"{town['address']}/catalogue/{town['free']}")
    desk.get_by_role("link", name="获取数据").first.click()
    desk.get_by_label("格式").select_option("jsonl")
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="下载").click()
    assert len(waiting.value.path().read_text(encoding="utf-8").splitlines()) == 6


def test_a_form_that_lacks_its_name_is_shown_again(town: dict[str, str], desk: Any) -> None:
    from django.test import Client

    from gongshu.people.models import Account

    client = Client()
    client.force_login(Account.objects.get(login="liu"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/grants/{town['grant']}/token", {"name": ""})
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (422, True)
    assert client.get(f"/grants/{town['grant']}.json").json()["quota"] == 500
    assert client.get("/grants.json").json()["received"][0]["grant"] == town["grant"]
    assert client.get("/api/v1/grants").json()["received"][0]["fingerprint"]
    made = client.post(f"/api/v1/grants/{town['grant']}/tokens", {"name": "x"}, content_type="application/json")
    assert made.status_code == 201
    assert client.post(f"/api/v1/grants/handouts/{made.json()['handout']}/stop").json()["stage"] == "stopped"
    assert (
        client.post(f"/api/v1/grants/{town['grant']}/files", {"format": "csv"}, content_type="application/json")
        .json()["link"]
        .startswith("/data/files/")
    )
