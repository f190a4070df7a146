"""How interfaces do: probes of a real source, figures of real calls, who may see them."""

from __future__ import annotations

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.catalogue import services as catalogue
from gongshu.gateway.tests.stage import NOW, at
from gongshu.interfaces import presenting, probing, services, watching
from gongshu.interfaces.errors import NoInterface
from gongshu.interfaces.models import Interface, Probe
from gongshu.interfaces.tests.running import running
from gongshu.people.permission import Refused


def _events(kind):
    return AuditEvent.objects.filter(event=f"interfaces:interface:{kind}").count()


def _probes():
    """Those of the test's own: the worker that hooked the interface has probed it as well."""
    return Probe.objects.filter(at__gt=NOW).order_by("at")


def test_a_source_that_is_lost_and_found_again_is_an_event_each_and_every_probe_is_kept(interface, source):
    interface()
    assert (probing.probe(at(0.1)), _events("lost"), _events("found")) == (0, 0, 0)
    Interface.objects.update(address="http://127.0.0.1:1/people")
    assert (probing.probe(at(0.2)), probing.probe(at(0.3)), _events("lost")) == (1, 1, 1)
    held = Interface.objects.get()
    assert (held.reachable, held.reachable_since, held.probed_at) == (False, at(0.2), at(0.3))
    Interface.objects.update(address=source.address("/people"))
    assert (probing.probe(at(0.4)), _events("found")) == (0, 1)
    assert [each.outcome for each in _probes()] == ["ok", "forbidden", "forbidden", "ok"]


def test_a_probe_asks_the_source_nothing(interface, source):
    interface()
    before = len(source.seen())
    probing.probe(at(0.1))
    assert len(source.seen()) == before


def test_probes_are_kept_for_thirty_days(interface):
    interface()
    probing.probe(NOW)
    probing.probe(at(31))
    assert Probe.objects.count() == 1


def test_figures_tell_calls_codes_consumers_and_what_is_left_of_the_quota(stage, interface, get):
    entry = interface(quota=10)
    token = stage.token(grant := stage.granted(entry.number))
    for query in ("?dyh=U00001", "", "?dyh=NONE"):
        get(f"{entry.number}/call{query}", token)
    probing.probe(at(0.1))
    said = presenting.watched(watching.watched(stage.cast("huang"), f"{entry.number}-1", at(0.1)))
    assert (said["calls"], said["availability_percent"], said["today"], said["left"]) == (3, 100.0, 3, 7)
    assert said["p50_ms"] <= said["p95_ms"]
    assert said["codes"] == [{"outcome": "declared", "code": "404", "calls": 1}]
    (consumer,) = said["consumers"]
    assert (consumer["grant"], consumer["name"], consumer["purpose"], consumer["calls"]) == (grant.number, "达州市交通运输局", grant.purpose, 3)  # fmt: skip
    assert (said["reachable"], said["reached_percent"]) == (True, 100.0)


def test_a_failing_source_is_seen_in_its_figures(stage, interface, get):
    entry = interface("/failing")
    token = stage.token(stage.granted(entry.number))
    for _ in range(6):
        get(f"{entry.number}/call", token)
    said = watching.watched(stage.cast("huang"), f"{entry.number}-1", at(0.1)).figures
    assert (said.availability, said.p95) == (0.0, None)
    assert said.codes == [("status", "500", 5), ("open", "", 1)]


def test_a_long_answer_is_one_call_however_many_uses_it_left(stage, interface, get):
    entry = interface("/large", parameters=[{"name": "n"}], largest=64)
    get(f"{entry.number}/call?n=20000", stage.token(stage.granted(entry.number)))
    assert watching.watched(stage.cast("huang"), f"{entry.number}-1", at(0.1)).figures.calls == 1


def test_how_an_interface_does_is_seen_by_its_provider_its_reviewer_and_engineers_alone(stage, interface):
    number = f"{interface().number}-1"
    for login in ("huang", "chen"):
        assert watching.watched(stage.cast(login), number, at(0.1)).held.resource.number == number
    with pytest.raises(Refused):
        watching.watched(stage.cast("liu"), number, at(0.1))
    with pytest.raises(NoInterface):
        watching.watched(stage.cast("liu"), "511700-9999-1", at(0.1))
    assert [len(watching.overview(stage.cast(login), at(0.1))) for login in ("huang", "liu")] == [1, 0]


def test_the_overview_asks_the_database_no_more_for_more_interfaces(
    stage, interface, source, django_assert_max_num_queries
):
    entry = interface()
    with django_assert_max_num_queries(20) as first:
        watching.overview(stage.cast("huang"), at(0.1))
    for place in (2, 3):
        catalogue.add_resource(entry.number, "interface", "另一个", actor=stage.cast("huang"), now=NOW)
        services.register(f"{entry.number}-{place}", source.described("/people"), actor=stage.cast("huang"), now=NOW)
        stage.hook_resource(f"{entry.number}-{place}")
    with django_assert_max_num_queries(len(first.captured_queries)):
        assert len(watching.overview(stage.cast("huang"), at(0.1))) == 3


def test_a_source_that_went_away_is_told_as_unreachable(interface, settings):
    from dataclasses import replace

    with running() as gone:
        address, network = gone.address("/people"), gone.network
    interface()
    settings.GONGSHU = replace(settings.GONGSHU, interface_networks=(network,))
    Interface.objects.update(address=address)
    probing.probe(at(0.1))
    assert [each.outcome for each in _probes()] == ["unreachable"]
