"""Searches with their facets over 1,000,000 entries on SQLite and PostgreSQL, in process and over HTTP.

    python bench/search.py --node FOLDER [--database ADDRESS] [--entries 1000000] [--rounds 40] [--no-web] [--index]

A folder that is filled already is only measured. The mix, in equal parts, is what `asked` yields: from one character, and a word that every entry has, to
what nobody has, which is answered with what was likely meant. No answer is kept from one search to the next: `cold` forgets all that the process has
counted before each. Bar: p95 0.5 s without an index of its own, for each kind; with it, --index, 0.1 s.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

BIN = Path(sys.executable).with_name("gongshu")
PORT, BODIES, CHUNK = 8468, 120, 5_000
PLACES = [f"{side}{kind}" for side in ("东城", "西岭", "南坝", "北山", "河口", "石桥", "新桥", "双龙", "大竹", "开江") for kind in ("街道", "镇", "乡", "社区")]  # fmt: skip
THINGS = ["企业", "车辆", "学校", "医院", "药品", "食品", "水质", "空气", "土地", "房屋", "公交", "道路", "桥梁", "电梯", "矿山", "林地", "农机", "种子", "渔船", "旅馆"]  # fmt: skip
KINDS = ["登记", "许可", "名录", "统计", "监测", "处罚", "检验", "备案", "补贴", "公示"]
ITEMS = [("统一社会信用代码", "uscc"), ("行政区划代码", "xzqh"), ("采集日期", "date"), ("经度", "lng"), ("联系电话", "phone")]  # fmt: skip
DOMAINS = ["market", "health", "transport", "education", "ecology", "agriculture", "construction", "safety"]
FREQUENCIES = ["daily", "weekly", "monthly", "quarterly", "yearly"]


def title(n: int) -> str:
    return f"{PLACES[n % 40]}{THINGS[n // 40 % 20]}{KINDS[n // 800 % 10]}信息第{n // 10}批"


def facets(n: int) -> dict[str, Any]:
    """A body knows a few domains and rhythms, not all of them."""
    body = n % BODIES
    return {
        "provider": body, "domain": DOMAINS[(body + n // BODIES % 3) % 8], "frequency": FREQUENCIES[(body + n // 7 % 2) % 5],
        "format": ("database", "file")[n // 11 % 2], "sharing": ("unconditional", "unconditional", "conditional")[n // 13 % 3],
        "opening": ("unconditional", "conditional", "withheld")[n // 17 % 3],
    }  # fmt: skip


def setup(node: Path, database: str) -> None:
    words: list[str | Path] = [BIN, "init", node, "--jurisdiction", "dazhou", "--rehearsal"]
    words += ["--database", database] if database else []
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def _set(node: Path, name: str, value: bool) -> None:
    path = node / "gongshu.toml"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(f"{name} =")]
    path.write_text("\n".join([*kept, f"{name} = {str(value).lower()}", ""]), encoding="utf-8")


def _index() -> None:
    from gongshu.catalogue.searching.apart import following

    start = time.perf_counter()
    following.keep_up(_now())
    print(f"the index of its own is up to date after {time.perf_counter() - start:.0f} s", flush=True)


def django_of(node: Path) -> None:
    os.environ |= {"GONGSHU_NODE": str(node), "DJANGO_SETTINGS_MODULE": "gongshu.site.settings"}
    import django

    django.setup()


def fill(entries: int) -> None:
    """Write entries, what they say, their items and their rows of the index by SQL, then the words by the functions that publishing uses."""
    from django.db import connection, transaction

    from gongshu.catalogue.searching import counting, index
    from gongshu.jobs.planning import count_anew

    bodies, template = _body_and_template()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bench_said (n integer PRIMARY KEY, title text, provider_id bigint, live integer, {', '.join(f'{name} text' for name in _SAID)})"
        )
        marks = ", ".join(["%s"] * (4 + len(_SAID)))
        for start in range(0, entries, CHUNK):
            cursor.executemany(
                f"INSERT INTO bench_said VALUES ({marks})",
                [_said(n, bodies) for n in range(start, min(start + CHUNK, entries))],
            )
        for statement in _statements(template):
            cursor.execute(statement)
    for start in range(0, entries, CHUNK):
        _words(range(start, min(start + CHUNK, entries)))
    with transaction.atomic():
        index.touch()
        counting.recount()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_said")
        cursor.execute("ANALYZE")
    count_anew()


_SAID = ("provider", "domain", "frequency", "format", "sharing", "opening")


def _body_and_template() -> tuple[list[tuple[int, str]], int]:
    """Register bodies, and describe one entry as a person would; all others take from it what they do not say themselves."""
    from gongshu.catalogue import services
    from gongshu.people import actor_for_login
    from gongshu.people.models import Body

    now = _now()
    services.load_synonyms(actor=actor_for_login("zhou", now), now=now)
    known = Body.objects.filter(code="511700-jtysj").get()
    bodies = []
    for n in range(BODIES):
        known.pk, known.code, known.zh, known.short, known.uscc = None, f"511700-b{n}", f"第{n}局", f"{n}局", None
        known.save(force_insert=True)
        bodies.append((known.pk, known.code))
    said = {
        "title": "样本",
        "abstract": "按年度整理。",
        "provider": "511700-jtysj",
        "level": "general-1",
        "data_type": "structured",
    }
    entry = services.add(said, actor=actor_for_login("liu", now), now=now)
    assert entry.draft is not None
    return bodies, entry.draft.pk


def _now() -> Any:
    from gongshu.audit import clock

    return clock.now()


def _said(n: int, bodies: list[tuple[int, str]]) -> tuple[Any, ...]:
    held = facets(n)
    key, code = bodies[held["provider"]]
    return (n, title(n), key, int(n % 3 == 0), code, *(held[name] for name in _SAID[1:]))


def _statements(template: int) -> Iterator[str]:
    """Rows for everything that is said, their keys counted from 1,000."""
    from gongshu.catalogue.models import EntryVersion

    number = "'511700-' || CAST(9000000 + s.n AS text)"
    own = {
        "id": "1000 + s.n", "entry_id": "1000 + s.n", "state": "'published'", "title": "s.title", "published_at": "t.made_at",
        "update_frequency": "s.frequency", **{name: f"s.{name}" for name in ("domain", "format", "sharing", "opening")},
    }  # fmt: skip
    columns = [field.column for field in EntryVersion._meta.concrete_fields]
    named = ", ".join(f'"{column}"' for column in columns)
    told = ", ".join(own.get(str(column), f't."{column}"') for column in columns)
    source = f"FROM bench_said s CROSS JOIN catalogue_entryversion t WHERE t.id = {template}"
    yield f"INSERT INTO catalogue_entry (id, number, provider_id, state, created_at, changed_at, published_at, current_id, resource_code) SELECT 1000 + s.n, {number}, s.provider_id, 'published', t.made_at, t.made_at, t.made_at, 1000 + s.n, '' {source}"
    yield f"INSERT INTO catalogue_entryversion ({named}) SELECT {told} {source}"
    yield (
        "INSERT INTO catalogue_indexedentry (entry_id, number, title, abstract, provider, region, domain, format, sharing, opening, frequency, live, published_at, score) "
        f"SELECT 1000 + s.n, {number}, s.title, s.title, s.provider, '511700', s.domain, s.format, s.sharing, s.opening, s.frequency, s.live = 1, t.made_at, 200 {source}"
    )
    for place in (0, 1):
        for at, (name, code) in enumerate(ITEMS):
            yield (
                "INSERT INTO catalogue_item (version_id, place, name, code, type, standard, level, key, required, personal, duty, taken_from, claim) "
                f"SELECT 1000 + n, {place + 1}, '{name}', '{code}', 'text', '', '', false, false, 'none', '', '', '' FROM bench_said WHERE (n + {place}) % 5 = {at}"
            )


def _words(numbers: range) -> None:
    from django.db import transaction

    from gongshu.catalogue.models import IndexedEntry
    from gongshu.catalogue.searching import full_text, index

    with transaction.atomic():
        rows = IndexedEntry.objects.filter(pk__gte=1000 + numbers.start, pk__lt=1000 + numbers.stop)
        full_text.put(
            [
                index.text(row, row.abstract, "", " ".join(" ".join(ITEMS[(row.pk - 1000 + at) % 5]) for at in (0, 1)), f"第{row.provider[8:]}局")
                for row in rows.iterator(CHUNK)
            ]
        )  # fmt: skip
    if numbers.start % 100_000 == 0:
        print(f"  {numbers.start}", flush=True)


def asked(dice: random.Random, entries: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the kinds of searches of the mix, each with the address's parts."""
    n = dice.randrange(entries)
    thing, kind, item = dice.choice(THINGS), dice.choice(KINDS), dice.choice(ITEMS)
    yield "one character", {"q": dice.choice("水气药林渔种")}
    yield "two characters", {"q": thing}
    yield "very frequent", {"q": "信息"}
    yield "rare", {"q": f"第{n // 10}批"}
    yield "item, 40 %", {"q": item[0]}
    yield "code, 40 %", {"q": item[1]}
    yield "number", {"q": f"511700-{9_000_000 + n}"}
    yield "initials", {"q": dice.choice(["dljc", "qydj", "ylxk", "syjc", "xxgs"])}
    yield "pinyin", {"q": dice.choice(["qiye", "shuizhi", "dengji", "kongqijiance"])}
    yield "homophone", {"q": dice.choice(["企业等记", "药品许克", "水质监册"])}
    yield "slip", {"q": dice.choice(["企业登山", "药皿许可", "水贡监测"])}
    yield "nothing", {"q": dice.choice(["量子纠缠", "zzyx", "海底隧道"])}
    yield "two words", {"q": f"{thing} {kind}"}
    yield "three words", {"q": f"{dice.choice(PLACES)} {thing} {item[0]}"}
    yield "never together", {"q": f"{THINGS[0]} {THINGS[1]}"}
    yield "synonym", {"q": dice.choice(["市场主体", "经营主体", "工商登记"])}
    yield "word and facets", {"q": thing, "domain": dice.choice(DOMAINS), "frequency": dice.choice(FREQUENCIES)}
    yield "facets with data", {"q": kind, "domain": dice.sample(DOMAINS, 3), "live": "1"}
    yield "facets alone", {"provider": f"511700-b{n % BODIES}", "opening": "unconditional"}
    yield "all by day", {}
    yield "deep by day", {"after": f"511700-{9_000_000 + n}"}
    yield "deep by rank", {"q": thing, "deep": "1"}


def told(name: str, times: dict[str, list[float]]) -> None:
    every = [each for held in times.values() for each in held]
    for kind, held in [*times.items(), ("ALL", every)]:
        cuts = quantiles(held, n=100)
        print(f"{name:10} {kind:16} n {len(held):5}  p50 {cuts[49] * 1e3:7.1f} ms  p95 {cuts[94] * 1e3:7.1f} ms  max {max(held) * 1e3:7.1f} ms", flush=True)  # fmt: skip


def _wanted(parts: dict[str, Any]) -> Any:
    from gongshu.catalogue import queries

    facets = {
        name: tuple(value) if isinstance(value, list) else (value,)
        for name, value in parts.items()
        if name not in ("q", "live", "after", "deep")
    }
    return queries.Asked(text=parts.get("q", ""), facets=facets, live_only="live" in parts)


def in_process(entries: int, rounds: int) -> None:
    from importlib import import_module

    from gongshu.catalogue import queries
    from gongshu.people import ANYONE

    searching: Any = import_module("gongshu.catalogue.queries.answering")
    dice, times, work = random.Random(7), dict[str, list[float]](), dict[str, list[float]]()
    for text in (THINGS[0], "qydj"):  # The dictionaries of words and of sounds are loaded once in a process.
        queries.search(ANYONE, queries.Asked(text=text))
    for _ in range(rounds):
        for kind, parts in asked(dice, entries):
            wanted, after = _wanted(parts), parts.get("after", "")
            if "deep" in parts:
                after = queries.search(ANYONE, wanted, size=1_500).hits[-1].number
            searching.kept = searching.Kept()
            start, worked = time.perf_counter(), time.process_time()
            queries.search(ANYONE, wanted, after=after)
            times.setdefault(kind, []).append(time.perf_counter() - start)
            work.setdefault(kind, []).append(time.process_time() - worked)
    told("cold", times)
    told("cold, CPU", work)


def _wait() -> None:
    """Wait until the server answers; its first search loads the dictionary, as serving nodes have done long before."""
    for path in ("/healthz", f"/catalogue?{urlencode({'q': THINGS[0]})}"):
        for _ in range(240):
            try:
                line = HTTPConnection("127.0.0.1", PORT)
                line.request("GET", path)
                if line.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.5)


def over_http(node: Path, entries: int, rounds: int) -> None:
    _set(node, "rehearsal", False)
    server = subprocess.Popen([BIN, "serve", "--node", node, "--port", str(PORT), "--web", "1"], stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _wait()
        dice, times = random.Random(8), dict[str, list[float]]()
        line = HTTPConnection("127.0.0.1", PORT)
        for _ in range(rounds):
            for kind, parts in asked(dice, entries):
                start = time.perf_counter()
                line.request(
                    "GET",
                    f"/catalogue?{urlencode({name: value for name, value in parts.items() if name != 'deep'}, doseq=True)}",
                    headers={"Accept-Language": "zh-CN"},
                )
                answer = line.getresponse()
                answer.read()
                assert answer.status == 200, (answer.status, parts)
                times.setdefault(kind, []).append(time.perf_counter() - start)
        told("HTTP", times)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--node", type=Path, required=True)
    words.add_argument("--database", default="")
    words.add_argument("--entries", type=int, default=1_000_000)
    words.add_argument("--rounds", type=int, default=40)
    words.add_argument("--index", action="store_true")
    words.add_argument("--no-web", dest="web", action="store_false")
    said = words.parse_args()
    new = not (said.node / "gongshu.toml").exists()
    if new:
        setup(said.node, said.database)
    _set(said.node, "search_index", said.index)
    django_of(said.node)
    if new:
        start = time.perf_counter()
        fill(said.entries)
        print(f"{said.entries} entries written and indexed in {time.perf_counter() - start:.0f} s", flush=True)
    if said.index:
        _index()
    in_process(said.entries, said.rounds)
    if said.web:
        over_http(said.node, said.entries, said.rounds)


if __name__ == "__main__":
    main()
