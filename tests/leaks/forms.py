"""Plants a form with what was filled in, a matter of the lists of liability, and resource codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshu.catalogue import services as catalogue
from gongshu.gateway.tests.stage import NOW
from gongshu.grants.models import Grant
from gongshu.oneform import services as oneform
from gongshu.oneform.services import Wanted
from gongshu.oversight import services as oversight
from gongshu.people.models import Body


def plant_form(grant: Grant, marks: Any, liu: Any) -> None:
    """Define a form over what a body was granted, begin it for a key and send it with what was asked."""
    body = Body.objects.get(code=liu.body)
    fields = [
        *(Wanted(grant=grant.number, item=item) for item in grant.items),
        Wanted(name=marks.new("field of a form")),
    ]
    titled = marks.new("title of a form"), marks.new("what the key of a form is")
    form = oneform.define(*titled, fields, body, actor=liu, now=NOW)
    begun = oneform.begin(form.number, marks.new("key that was looked up"), actor=liu, now=NOW)
    answers = {str(place): marks.new("answer in a form") for place in range(1, len(fields) + 1)}
    oneform.send(begun.number, answers, actor=liu, now=NOW)


def plant_lists(numbers: Sequence[str], chen: Any) -> None:
    """Set the threshold of a list, put a matter on another, and give entries a code in one class of the example."""
    level = Body.objects.get(code=chen.body).region
    said = {
        "matter": "字段说明有误",
        "conditions": "及时更正",
        "law": "容错办法",
        "article": "第五条",
    }  # everybody's, and stays so
    oversight.add_matter("exemption_list", level, said, NOW.date(), actor=chen, now=NOW)
    least = {"months": 1, "applications": 1, "requests": 1}
    catalogue.set_list("high_frequency_list", level.code, least, actor=chen, now=NOW)
    catalogue.load_classes(None, "", level, actor=chen, now=NOW)
    for number in numbers:
        catalogue.classify(number, "101001", actor=chen, now=NOW)
