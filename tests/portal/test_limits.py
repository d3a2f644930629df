"""Rate limits: each reader a share, dear things a smaller one, and no reader's word about who they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from site_map import BEIJING, FOSHAN, PM25

from qualicity.errors import UsageError

if TYPE_CHECKING:
    from django.test import Client

    from qualicity.portal.limits import Limits


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(client: Client, clock: Clock) -> Iterator[Limits]:
    from qualicity.portal import limits

    made = limits.Limits(limits.networks(["10.0.0.0/8", "::1"]), clock)
    limits.put(made)
    yield made
    limits.put(None)


def test_a_bucket_gives_what_it_holds_and_fills_again(limits: Limits, clock: Clock) -> None:
    from qualicity.portal.limits import RATES

    most, rate = RATES["doubt"]
    assert [limits.wait("doubt", "a") for _ in range(most)] == [0.0] * most
    wait = limits.wait("doubt", "a")
    assert wait == pytest.approx(1 / rate)
    assert limits.wait("doubt", "b") == 0
    assert limits.wait("plain", "a") == 0
    clock.now += wait - 1
    assert limits.wait("doubt", "a") == pytest.approx(1)
    clock.now += 1.001
    assert limits.wait("doubt", "a") == 0
    clock.now += 1e9
    assert sum(not limits.wait("doubt", "a") for _ in range(most + 3)) == most


def test_so_many_readers_are_remembered_and_no_more(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    from qualicity.portal import limits as module

    monkeypatch.setattr(module, "KEPT", 10)
    for n in range(100):
        limits.wait("plain", str(n))
    assert len(limits._left) == 10


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (f"/en/{FOSHAN}/", "plain"),
        (f"/en/{PM25}/", "plain"),
        (f"/en/{FOSHAN}/?as_of=2018", "costly"),
        (f"/en/{FOSHAN}/targets/forest-cover/?value=3", "costly"),
        (f"/en/{PM25}/?date=2016-12-20", "costly"),
        (f"/en/{PM25}/rows/air_hourly.csv", "costly"),
        (f"/en/{BEIJING}/targets/pm25-mean.png", "costly"),
        (f"/en/{BEIJING}/targets/pm25-mean.svg", "plain"),
        ("/zh/search/?q=x", "costly"),
        (f"/r/final/en/{FOSHAN}/?as_of=2018", "costly"),
        (f"/r/final/en/{FOSHAN}/report/mayor.pdf", "costly"),
    ],
)
def test_what_is_dear_is_known_by_its_address(address: str, kind: str) -> None:
    from django.test import RequestFactory

    from qualicity.portal.limits import kind_of

    assert kind_of(RequestFactory().get(address)) == kind
    assert kind_of(RequestFactory().post(address)) == "doubt"


@pytest.mark.parametrize(
    ("sender", "told", "reader"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.1.1.1", "198.51.100.1", "198.51.100.1"),
        ("10.1.1.1", "6.6.6.6, 198.51.100.1, 10.2.2.2", "198.51.100.1"),
        ("10.1.1.1", "nonsense", "10.1.1.1"),
        ("10.1.1.1", "", "10.1.1.1"),
        ("::1", "2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64"),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ("", "1.2.3.4", ""),
    ],
)
def test_a_reader_is_who_sends_unless_that_is_a_proxy_that_is_trusted(
    limits: Limits, sender: str, told: str, reader: str
) -> None:
    from django.test import RequestFactory

    request = RequestFactory().get("/en/", REMOTE_ADDR=sender, HTTP_X_FORWARDED_FOR=told)
    assert limits.reader(request) == reader


def test_no_proxy_is_trusted_that_is_no_address() -> None:
    from qualicity.portal.limits import networks

    with pytest.raises(UsageError, match="--trusted-proxy"):
        networks(["proxy.example"])


@pytest.mark.usefixtures("limits")
def test_who_asks_too_much_is_told_when_to_come_again(client: Client) -> None:
    address = f"/zh/{FOSHAN}/"
    form = "application/x-www-form-urlencoded"
    statuses = [client.post(address, b"", content_type=form).status_code for _ in range(6)]
    assert statuses == [405] * 5 + [429]
    answer = client.post(address, b"", content_type=form)
    page = answer.content.decode()
    assert (int(answer["Retry-After"]), answer["Cache-Control"]) == (600, "no-store")
    assert '<html lang="zh-Hans">' in page
    assert "请在 10 分钟后再试" in page
    assert "Try again in 10 minutes" in page
    assert "Content-Security-Policy" in answer
    assert client.get(address).status_code == 200
    told = client.post(f"/en/{FOSHAN}.json", b"", content_type=form)
    assert (told.status_code, told["Content-Type"]) == (429, "application/problem+json")
    assert told.json()["status"] == 429


@pytest.mark.usefixtures("limits")
def test_whoever_mistypes_a_form_may_still_send_it(client: Client) -> None:
    from qualicity.portal.limits import RATES

    address = f"/en/{FOSHAN}/doubt/?indicator=gdp"
    form = "application/x-www-form-urlencoded"
    most, _rate = RATES["costly"]
    statuses = [client.post(address, b"email=x", content_type=form).status_code for _ in range(most + 6)]
    assert statuses[:most] == [400] * most, "a form that came back with faults was counted as sent"
    assert statuses[-1] == 429, "forms with faults may be sent without end"


def test_without_limits_there_are_none(client: Client) -> None:
    address = f"/zh/{FOSHAN}/doubt/?indicator=gdp"
    assert {client.post(address, b"", content_type="text/plain").status_code for _ in range(20)} == {400}
