"""A node in which every text that somebody may not read holds a value that stands nowhere else.

Each value names its readers: `QXO…` everybody, until its entry is closed; `QXB…` public bodies; `QXP…` the parties alone.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.importing.mapping import known
from gongshu.catalogue.importing.planning import Input
from gongshu.catalogue.models import Entry
from gongshu.catalogue.queries import Asked
from gongshu.census import services as census
from gongshu.classification import services as classification
from gongshu.gateway.tests.stage import NOW, Stage, at
from gongshu.grants.models import Grant
from gongshu.grants.services import order_file
from gongshu.grants.tests.stage import PURPOSE
from gongshu.interfaces import services as interfaces
from gongshu.jobs import worker
from gongshu.opening import services as opening
from gongshu.opening.papers import Paper
from gongshu.participation import services as participation
from gongshu.people import services as people
from gongshu.people.models import Account
from gongshu.quality import services as quality
from gongshu.registers import services as registers
from gongshu.standards import services as standards
from tests.leaks.bases import plant_base
from tests.leaks.forms import plant_form, plant_lists
from tests.leaks.sources import plant_source, plant_subscription

CITY, PROVIDER = "511700", "511700-zrzyj"
EVERYBODY, BODIES, PARTIES = "O", "B", "P"
LAW = {"kind": "law", "article": "第三十条"}
OPENED = {"sharing": "unconditional", "opening": "unconditional", "opening_conditions": ""}
LISTS = [
    *((kind, CITY) for kind in ("resource_list", "aggregation_list", "sharing_responsibility_list", "sharing_catalogue",
                                "sharing_negative_list", "opening_responsibility_list", "opening_catalogue", "base_database_list",
                                "high_frequency_list", "sharing_demand_list", "opening_demand_list", "exemption_list", "mitigation_list")),
    ("body_resource_list", PROVIDER),
    ("classified_graded_list", PROVIDER),
]  # fmt: skip


class Marks(dict[str, str]):
    """The planted values with where each was planted."""

    def new(self, where: str, readers: str = PARTIES) -> str:
        mark = f"QX{readers}77{len(self):03d}ZK"
        self[mark] = where
        return mark


class Plant:
    """Fills the node; what is to be asked for later is kept in `self`."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.marks = stage, Marks()
        self.entries: dict[str, Entry] = {}
        self.secrets: dict[str, str] = {}
        self.answered: list[dict[str, str]] = []  # rows at the source of the interfaces

    def cast(self, login: str) -> Any:
        return self.stage.cast(login)

    def described(self, name: str, readers: str, **said: Any) -> dict[str, Any]:
        """Return a description in which every text that the form takes holds a value."""

        def mark(field: str) -> str:
            return self.marks.new(f"{field} of {name}", readers)

        held: dict[str, Any] = {
            **{field: mark(field) for field in ("title", "abstract", "contact", "contact_details", "duty")},
            "keywords": [mark("keyword")],
            "purposes": [PURPOSE, mark("purpose")],
            "items": [
                {"name": "编号", "code": "no", "type": "text", "key": True},
                {"name": mark("item"), "code": mark("code").lower(), "type": "text", "duty": mark("duty of an item")},
                {"name": f"数量{mark('number')}", "code": "count", "type": "integer"},
            ],
            "collection": {
                "authority": mark("authority"),
                "procedure": mark("procedure"),
                "standard": mark("standard"),
            },
        }
        for use in ("sharing", "opening"):
            attribute = said.setdefault(use, "conditional")
            if attribute != "unconditional":
                held |= {f"{use}_reason": mark(f"{use} reason"), f"{use}_conditions": mark(f"{use} conditions")}
            if attribute == "withheld":
                held |= {f"{use}_conditions": "", f"{use}_basis": {**LAW, "law": mark(f"{use} basis")}}
        return {**held, **said}

    def table(self, name: str, readers: str, rows: str, **said: Any) -> Entry:
        """Publish an entry and hook a table of which one row came in and one did not."""
        described = self.described(name, readers, **said)
        made = self.stage.entry(hooked=False, **{**described, "rejected_share": 0.9})
        self.entries[name] = made
        self.stage.hook_text(made, self.rows(name, described["items"], rows))
        return made

    def rows(self, name: str, items: list[dict[str, Any]], readers: str) -> str:
        good, bad = self.marks.new(f"row of {name}", readers), self.marks.new(f"rejected row of {name}")
        return f"{','.join(item['name'] for item in items)}\nK1,{good},1\nK2,{bad},{self.marks.new(f'bad number of {name}')}\n"

    def files(self, name: str, readers: str, content: str, names: str, **said: Any) -> Entry:
        """Publish an entry whose only resource is a file."""
        described = {**self.described(name, readers, **said), "items": []}
        named, text = self.marks.new(f"file name of {name}", names), self.marks.new(f"content of {name}", content)
        made = self.stage.files((f"{named}.txt", text.encode()), **described)
        self.entries[name] = made
        return made

    def everything(self) -> Plant:
        """Fill the node and return what is asked for later."""
        self.catalogue()
        self.checked()
        self.unpublished()
        self.applied()
        self.said()
        self.imported()
        self.registered()
        plant_lists([self.entries[name].number for name in ("open", "withheld")], self.cast("chen"))
        self.drafted()
        self.own()
        plant_source(self.entries["open"], self.marks, self.cast("huang"))
        plant_base(self.entries["open"], self.entries["withheld"], self.marks, self.cast("huang"))
        for kind, scope in LISTS:
            catalogue.publish_list(kind, scope, actor=self.cast("chen" if scope == CITY else "huang"), now=NOW)
        worker.drain(at(1))
        return self

    def catalogue(self) -> None:
        closed = {"opening": "withheld"}
        self.table("open", EVERYBODY, EVERYBODY, **OPENED)
        self.files("open files", EVERYBODY, EVERYBODY, EVERYBODY, **OPENED)
        self.table("open, one column core", "C", EVERYBODY, **OPENED)
        self.table("conditional", "C", PARTIES)
        self.files("conditional files", "C", PARTIES, "C")
        self.table("for bodies", BODIES, BODIES, sharing="unconditional", **closed)
        self.files("files for bodies", BODIES, BODIES, BODIES, sharing="unconditional", **closed)
        self.table("withheld", BODIES, PARTIES, sharing="withheld", **closed)
        self.files("withheld files", BODIES, PARTIES, PARTIES, sharing="withheld", **closed)
        self.interface("open", EVERYBODY, EVERYBODY)
        self.interface("open, one column core", "C", EVERYBODY)
        self.interface("conditional", "C", PARTIES)
        self.interface("withheld", BODIES, PARTIES)

    def interface(self, name: str, readers: str, rows: str) -> None:
        """Hook a service of the source to a published entry; besides the row's own value it answers what nobody may read."""
        entry, huang = self.entries[name], self.cast("huang")
        column = entry.shown.items.get(place=2).code

        def mark(what: str, who: str = PARTIES) -> str:
            return self.marks.new(f"{what} of an interface of {name}", who)

        field, unsaid = mark("field"), mark("field that nobody registered")
        sample = {"no": "K1", field: mark("sample", readers), unsaid: mark("value that nobody registered")}
        said = {
            "address": f"http://127.0.0.1:1/kept/{mark('address')}", "credential": "header", "credential_name": f"X-{mark('header')}",
            "fields": {"no": "no", column: field}, "rows_at": "", "sample": json.dumps([sample]),
            "parameters": [{"name": "parameter", "item": "no", "title": mark("parameter", readers), "example": mark("example", readers)}],
            "errors": [{"code": "E1", "meaning": mark("meaning", readers), "remedy": mark("remedy", readers)}],
        }  # fmt: skip
        made = catalogue.add_resource(entry.number, "interface", mark("title", readers), actor=huang, now=NOW)
        self.secrets[made.number] = mark("credential")
        interfaces.register(made.number, said, self.secrets[made.number], actor=huang, now=NOW)
        self.stage.hook_resource(made.number)
        row = {"no": "K1", field: self.marks.new(f"row of {name}, at its source", rows)}
        self.answered.append({**row, unsaid: mark("value that nobody registered")})

    def unpublished(self) -> None:
        """A draft, an entry under review, the next version of an open one, one that was withdrawn, and a delivery that waits."""
        huang, chen = self.cast("huang"), self.cast("chen")

        def drafted(name: str) -> Entry:
            self.entries[name] = self.stage_draft(self.described(name, PARTIES))
            return self.entries[name]

        drafted("a draft")
        catalogue.submit(
            [drafted("an entry under review").number], self.marks.new("reason of a review"), actor=huang, now=NOW
        )
        withdrawn = self.table("withdrawn", PARTIES, PARTIES)
        case = catalogue.withdraw(
            withdrawn.number, self.marks.new("reason of a withdrawal"), "目录管理办法", actor=huang, now=NOW
        )
        self.stage.move(case.number, "approve", chen)
        catalogue.edit(
            self.entries["open"].number, self.described("the next version of open", PARTIES), actor=huang, now=NOW
        )
        waiting = f"编号,数量\nK1,{self.marks.new('delivery that waits')}\n"
        self.stage.deliver(self.entries["conditional"], waiting)

    def publish(self, name: str, said: dict[str, Any], now: Any) -> None:
        """Publish another version of an entry."""
        number, huang = self.entries[name].number, self.cast("huang")
        catalogue.edit(number, said, actor=huang, now=now)
        case = catalogue.submit([number], actor=huang, now=now)
        self.stage.move(case.number, "approve", self.cast("chen"), now=now)

    def stage_draft(self, described: dict[str, Any]) -> Entry:
        base = {
            "provider": PROVIDER, "format": "database", "domain": "construction", "data_type": "structured", "update_frequency": "daily",
            "masked": True, "consent": True, "level": "general-1",
        }  # fmt: skip
        return catalogue.add({**base, **described}, actor=self.cast("huang"), now=NOW)

    def paper(self, name: str) -> Paper:
        """Return the scan of a consent, whose name and content hold a value."""
        content = f"%PDF-1.7 {self.marks.new(f'content of a paper of {name}')}"
        return Paper(name=f"{self.marks.new(f'name of a paper of {name}')}.pdf", content=content.encode())

    def checked(self) -> None:
        """What was recorded before an opening, rules of quality with what they found, and a plan that is not public."""
        huang, chen, mark = self.cast("huang"), self.cast("chen"), self.marks.new
        for name in ("open", "conditional"):
            number, column = self.entries[name].number, self.entries[name].shown.items.get(place=2)
            opening.record_masking(
                number, [{"item": column.code, "method": "dropped", "how": mark(f"treatment of {name}")}], mark(f"standard of masking of {name}"),
                actor=huang, now=NOW,
            )  # fmt: skip
            consent = opening.record_consent(
                number, holder=mark(f"holder of {name}"), scope=mark(f"scope of a consent of {name}"), evidence=mark(f"evidence of {name}"),
                paper=self.paper(name), given_on=date(2025, 9, 1), actor=huang, now=NOW,
            )  # fmt: skip
            opening.withdraw_consent(consent.number, mark(f"why a consent of {name} ended"), actor=huang, now=NOW)
            rules = [
                {
                    "rule": mark(f"rule of {name}"),
                    "kind": "codes",
                    "column": column.code,
                    "values": [mark(f"value of a rule of {name}")],
                }
            ]
            quality.set_rules(number, rules, actor=huang, now=NOW)
            quality.check_entry(number, actor=huang, now=NOW)
        opening.plan(
            self.entries["for bodies"].number, planned_on=date(2025, 12, 30), opening="conditional", actor=chen, now=NOW
        )

    def applied(self) -> None:
        """Applications with what both sides wrote, a grant with its papers, and a use that was suspended."""
        stage, mark, number = self.stage, self.marks.new, self.entries["conditional"].number
        chen, huang, liu = self.cast("chen"), self.cast("huang"), self.cast("liu")
        facts = {"reason": mark("reason of an application"), "legal_basis": mark("basis of an application")}
        granted = stage.applied(number, **facts)
        cases.attach(
            granted.number, f"{mark('name of a paper')}.pdf", mark("text of a paper").encode(), actor=liu, now=NOW,
            letter_number=mark("number of a letter"), seal=mark("seal"),
        )  # fmt: skip
        stage.move(granted.number, "grant", chen)
        self.grant = Grant.objects.get(case=granted.number)
        plant_subscription(self.grant, self.marks, liu)
        self.secrets["token"] = stage.token(self.grant)
        self.secrets["file"] = order_file(self.grant.number, "csv", actor=liu, now=NOW)[1]
        plant_form(self.grant, self.marks, liu)
        refused = stage.applied(number, reason=mark("reason of an application that was refused"))
        stage.move(
            refused.number,
            "refuse",
            chen,
            Statement(reason=mark("reason of a refusal"), basis=mark("basis of a refusal")),
        )
        asked = stage.applied(number, by="he", purpose=mark("another purpose"))
        stage.move(asked.number, "ask_provider", chen, Statement(facts={"question": mark("question to the provider")}))
        child = Case.objects.get(parent__number=asked.number)
        stage.move(child.number, "agree", huang, Statement(reason=mark("opinion of the provider")))
        told = {
            "commitment": mark("commitment"),
            "reason": mark("reason of a company"),
            "purpose": mark("purpose of a company"),
        }
        stage.applied(number, by="shutong", procedure="opening-application", **told)
        accused = cases.open_case(
            "misuse",
            [self.grant.number],
            {"grounds": "breach_of_law", "reason": mark("what was misused")},
            actor=chen,
            now=NOW,
        )
        stage.move(
            accused.number,
            "suspend",
            chen,
            Statement(reason=mark("why a use was suspended"), basis="达州办法 第四十三条第二款"),
        )

    def said(self) -> None:
        """Questions and examples that nobody let through, a demand between bodies, one that waits, and what somebody keeps."""
        stage, mark, number = self.stage, self.marks.new, self.entries["open"].number
        chen, shutong, liu = self.cast("chen"), self.cast("shutong"), self.cast("liu")

        def opened(procedure: str, about: list[str], who: Any, **facts: str) -> Case:
            return cases.open_case(procedure, about, facts, actor=who, now=NOW)

        opened("entry-question", [number], shutong, subject_line=mark("title of a question"), issue=mark("a question"))
        hidden = opened(
            "entry-question",
            [number],
            shutong,
            subject_line=mark("title of a refused question"),
            issue=mark("a refused question"),
        )
        stage.move(
            hidden.number,
            "refuse",
            chen,
            Statement(reason=mark("why a question was refused"), facts={"moderation_ground": "advertising"}),
        )
        opened(
            "reuse-case", [number], shutong, subject_line=mark("title of an example"), maker=mark("maker"), description=mark("an example"),
            link=f"https://example.org/{mark('link of an example')}",
        )  # fmt: skip
        opened(
            "opening-demand", [], shutong, subject_line=mark("title of a demand that waits"), need=mark("a demand that waits"),
            purpose=mark("purpose of a demand"), applicant_class="legal_person",
        )  # fmt: skip
        between = opened(
            "sharing-demand",
            [],
            liu,
            subject_line=mark("title of a demand of a body", BODIES),
            need=mark("a demand of a body", BODIES),
            purpose=mark("purpose of a demand of a body"),
        )
        stage.move(between.number, "assign", chen, Statement(facts={"source": PROVIDER}))
        participation.keep_search(
            mark("title of a search"), Asked(text=mark("words of a search")), actor=shutong, now=NOW
        )

    def imported(self) -> None:
        """An older catalogue of the 交通局 that waits for its review."""
        mark = self.marks.new
        record = {"标题": mark("imported title"), "提供单位": "达州市交通运输局", "摘要": mark("imported abstract"), "更新频率": mark("imported frequency"), "所属领域": mark("imported domain"), "详情页网址": mark("imported identifier")}  # fmt: skip
        content = json.dumps([record], ensure_ascii=False).encode()
        given = Input(
            content=content,
            mapping=known("portal"),
            file=f"{mark('name of an imported file')}.json",
            source=mark("imported catalogue"),
        )
        catalogue.import_catalogue(given, actor=self.cast("liu"), now=NOW)
        source = {"title": mark("title of a source"), "address": f"http://127.0.0.1:1/{mark('address of a source')}", "mapping": "dcat", "every": 7}  # fmt: skip
        catalogue.register_harvest(source, actor=self.cast("liu"), now=NOW)

    def registered(self) -> None:
        """The duties of the 交通局, a system of the 自然资源局 that holds data which not every body sees, its answers in a census and its project."""
        mark, huang = self.marks.new, self.cast("huang")
        told = {"subject_line": mark("title of a project"), "outline": mark("what a project builds")}
        kinds = {"project_kind": "new_build", "funding": "fiscal", "builds": "system", "contractor_data": "none"}
        cases.open_case("it-project", [], {**told, **kinds}, actor=huang, now=NOW)
        duty = ",".join(mark(f"{part} of a duty", BODIES) for part in ("code", "name", "law", "article", "office"))
        file = f"编号,名称,依据,条款,承办机构\n{duty}\n".encode()
        registers.import_duties(file, "x.csv", "511700-jtysj", actor=self.cast("liu"), now=NOW)
        said = {name: mark(f"{name} of a system", BODIES) for name in ("name", "about", "builder")}
        held = [self.entries[name].number for name in ("withheld", "open")]
        made = census.open_round(CITY, mark("title of a census", BODIES), 10, actor=self.cast("chen"), now=NOW)
        answer = census.Said(
            kind="unlisted", subject=mark("what is added"), verdict="added", said=mark("what was said of it")
        )
        census.answer(made.pk, [answer], actor=huang, now=NOW)
        told = {"data_grade": "important", "harm_object": "economy", "harm_degree": "serious"}
        told["reason"] = mark("why data is important")
        cases.open_case("important-data", [self.entries["open"].number], told, actor=huang, now=NOW)
        classification.review(
            self.entries["open"].number, "unchanged", mark("reason of a review"), actor=huang, now=NOW
        )
        registers.register_system("leaks", {**said, "entries": held}, PROVIDER, actor=huang, now=NOW)

    def drafted(self) -> None:
        """A standard that the 自然资源局 drafts, which nobody else reads before others are asked about it."""
        mark, huang = self.marks.new, self.cast("huang")
        said = {name: mark(f"{name} of a draft standard") for name in ("code", "zh", "en", "text")}
        norm = standards.add_norm(said, actor=huang, now=NOW)
        code, name, told = (mark(f"{part} of an element") for part in ("code", "name", "definition"))
        row = f"{code},{name},文本,{told}"
        standards.load(norm.pk, f"数据元编码,中文名称,数据类型,定义\n{row}\n".encode(), "x.csv", actor=huang, now=NOW)

    def own(self) -> None:
        """What a person alone reads about the own account."""
        mark, account = self.marks.new, Account.objects.get(login="shutong")
        own = self.cast("shutong")
        people.change_own(
            account, actor=own, now=NOW, mail=f"{mark('mail address')}@example.org", phone=mark("telephone")
        )
        people.issue_token(account, mark("name of a token"), scopes=["*"], expires_at=at(90), actor=own, now=NOW)

    def held(self, *begins: str) -> set[str]:
        """Return the values that were planted in such places: `row of`, `content of`."""
        return {mark for mark, where in self.marks.items() if where.startswith(begins)}
