"""Who may describe, hook, publish and compile."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongshu.catalogue.models import Entry, Resource
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.holding import acts_for, holder
from gongshu.people.models import Body, Region
from gongshu.people.permission import rule


def provider_of(about: Any) -> Body | None:
    """Return the body that answers for an entry, a resource, or is itself the body."""
    if isinstance(about, Resource):
        return about.entry.provider
    return about.provider if isinstance(about, Entry) else about if isinstance(about, Body) else None


def _speaks_for_provider(actor: Actor, about: Any) -> bool:
    return acts_for(actor, provider_of(about))


def _delivers(actor: Actor, about: Any) -> bool:
    """The provider delivers its own data; an engineer of the body that runs the platform carries the delivery out."""
    return _speaks_for_provider(actor, about) or (actor.has(Duty.ENGINEER) and provider_of(about) is not None)


def _keeps_lists_of(actor: Actor, about: Any) -> bool:
    """A body keeps its own lists, the authority of a level those of the level."""
    scope, day = about
    return acts_for(actor, scope) if isinstance(scope, Body) else _answers_for_level(actor, (scope, day))


def _answers_for_level(actor: Actor, about: Any) -> bool:
    region, day = about
    assert isinstance(region, Region)
    return acts_for(actor, holder("catalogue.reviewer", party_region=region, day=day))


def reviewed_by(body: Body, day: date) -> Body | None:
    """Return the body that reviews what another provides."""
    return holder("catalogue.reviewer", party_region=body.territory, day=day)


def _imports(actor: Actor, about: Any) -> bool:
    """A provider takes over its own older catalogue, a reviewing authority those of the bodies that it reviews."""
    body, day = about
    return acts_for(actor, body) or acts_for(actor, reviewed_by(body, day))


def _classifies(actor: Actor, about: Any) -> bool:
    """A provider its own entries, a reviewing authority those of the bodies that it reviews."""
    entry, day = about
    return _imports(actor, (entry.provider, day))


rule(
    "catalogue.import", _imports, zh="提供单位导入本单位的目录，目录审核部门导入由其审核的单位的目录",
    en="a provider imports its own catalogue, a reviewing authority those of the bodies that it reviews",
)  # fmt: skip
rule(
    "catalogue.batch", acts_for, zh="仅审核导入目录的部门可以将其中一项排除在外",
    en="only the body that reviews an import leaves entries of it out",
)  # fmt: skip
rule(
    "catalogue.edit", _speaks_for_provider, zh="仅提供单位承担职责的人员可以编制、修改和送审本单位目录",
    en="only staff of the provider who hold a duty in it describe its data and send it for review",
)  # fmt: skip
rule(
    "catalogue.deliver", _delivers, zh="仅提供单位的人员或者运行管理机构的工程师可以登记交付的数据",
    en="only staff of the provider, or an engineer of the operating institution, register what was delivered",
)  # fmt: skip
rule(
    "catalogue.level", _answers_for_level, zh="仅本级目录审核部门可以编制本级目录",
    en="only the body that reviews the catalogue of a level compiles it",
)  # fmt: skip
rule(
    "catalogue.effect", lambda actor, about: True, zh="随办件的决定一并生效，决定权限由办件审查",
    en="takes effect with the decision of a case, which has asked who may decide",
)  # fmt: skip
rule(
    "catalogue.lists", _keeps_lists_of, zh="本级清单由本级数据主管部门发布，本单位清单由本单位发布",
    en="the authority of a level publishes the lists of the level, a body its own",
)  # fmt: skip
rule(
    "catalogue.words", lambda actor, about: bool(actor.duties & {Duty.ENGINEER, Duty.OFFICER, Duty.SYSTEM_ADMIN}),
    zh="仅数据主管部门工作人员或者运行工程师可以维护同义词、重建索引",
    en="only officers and engineers keep the synonyms and rebuild the index",
)  # fmt: skip
rule(
    "catalogue.desk",
    lambda actor, about: bool(actor.body),
    zh="仅单位人员可以使用",
    en="only staff of a body use the desks",
)
rule(
    "catalogue.classes", lambda actor, about: about[0] is not None and _answers_for_level(actor, about), zh="目录分类由数据主管部门维护",
    en="the data authority keeps the tree of classes",
)  # fmt: skip
rule(
    "catalogue.classify", _classifies, zh="提供单位为本单位的目录归类，目录审核部门为由其审核的单位的目录归类",
    en="a provider puts its own entries into classes, a reviewing authority those of the bodies that it reviews",
)  # fmt: skip
