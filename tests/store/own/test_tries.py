"""Wrong passwords slow down who tries them, and nobody else."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, insert, select

from store.own import tries
from store.own.tables import tries as rows
from store.own.tries import Counter, Waiting, counters
from store.own.users import User, add_users

NOW = datetime(2026, 9, 14, 6, 12, 30, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
ELSEWHERE = counters("aino", "192.0.2.7", None)


def fail(own: Engine, counted: Sequence[Counter], times: int, now: datetime = NOW) -> list[timedelta]:
    """So many wrong passwords, each as soon as it may be; how long each made the next one wait."""
    waits = []
    for _ in range(times):
        waits.append(tries.take(own, counted, now))
        now += waits[-1]
    return waits


def test_the_first_wrong_passwords_cost_nothing_and_then_each_wait_is_twice_the_last(own: Engine) -> None:
    waits = fail(own, ELSEWHERE, 12)
    assert [wait / SECOND for wait in waits] == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_who_does_not_wait_is_refused_and_the_wait_stays_as_it_was(own: Engine) -> None:
    fail(own, ELSEWHERE, 5)
    for after in (0 * SECOND, 29 * SECOND):
        with pytest.raises(Waiting) as waiting:
            tries.take(own, ELSEWHERE, NOW + after)
        assert waiting.value.until == NOW + 30 * SECOND
    assert tries.take(own, ELSEWHERE, NOW + 30 * SECOND) == MINUTE


def test_an_account_waits_whatever_address_it_is_tried_from(own: Engine) -> None:
    for number in range(5):
        tries.take(own, counters("aino", f"192.0.2.{number}", None), NOW)
    with pytest.raises(Waiting):
        tries.take(own, counters("aino", "198.51.100.1", None), NOW)
    assert not tries.take(own, counters("olli", "198.51.100.1", None), NOW)


def test_an_address_waits_whatever_account_it_tries(own: Engine) -> None:
    waits = [tries.take(own, counters(f"user{number}", "192.0.2.7", None), NOW) for number in range(20)]
    assert waits == [0 * SECOND] * 19 + [30 * SECOND]
    with pytest.raises(Waiting):
        tries.take(own, ELSEWHERE, NOW)
    assert not tries.take(own, counters("aino", "192.0.2.8", None), NOW)


def test_a_try_that_has_to_wait_for_its_address_is_not_counted_for_the_account(own: Engine) -> None:
    fail(own, [ELSEWHERE[1]], 20)
    for _ in range(10):
        with pytest.raises(Waiting):
            tries.take(own, ELSEWHERE, NOW + 29 * SECOND)
    assert not tries.take(own, [ELSEWHERE[0]], NOW)


def test_a_known_device_is_counted_apart(own: Engine) -> None:
    fail(own, ELSEWHERE, 12)
    phone = counters("aino", "192.0.2.7", "phone")
    assert fail(own, phone, 6) == [0 * SECOND] * 4 + [30 * SECOND, MINUTE]
    assert not tries.take(own, counters("aino", "192.0.2.7", "laptop"), NOW)


def test_a_device_is_known_once_the_user_got_in_with_it(own: Engine) -> None:
    add_users(own, [User(name, name, "coordination", "$2b$04$" + "." * 53, NOW) for name in ("aino", "olli")])
    assert not tries.is_known(own, "phone", "aino")
    for _ in range(2):
        tries.know(own, "phone", "aino", NOW)
    assert tries.is_known(own, "phone", "aino")
    assert not tries.is_known(own, "phone", "olli")


def test_who_gets_in_has_all_tries_back_but_an_address_only_one(own: Engine) -> None:
    fail(own, ELSEWHERE, 4)
    fail(own, [ELSEWHERE[1]], 15)
    tries.take(own, [ELSEWHERE[0]], NOW)
    tries.give_back(own, ELSEWHERE, NOW)
    assert fail(own, [ELSEWHERE[0]], 5)[3:] == [0 * SECOND, 30 * SECOND]
    assert fail(own, [ELSEWHERE[1]], 2) == [0 * SECOND, 30 * SECOND]


def test_an_administrator_unlocks_an_account_and_no_other(own: Engine) -> None:
    others = [counters("paino", "192.0.2.9", None)[:1], counters("aino.b", "192.0.2.9", "phone")]
    for counted in (ELSEWHERE[:1], counters("aino", "192.0.2.7", "phone"), *others):
        fail(own, counted, 5)
    tries.unlock(own, "aino")
    assert not tries.take(own, ELSEWHERE[:1], NOW)
    assert not tries.take(own, counters("aino", "192.0.2.7", "phone"), NOW)
    for counted in others:
        with pytest.raises(Waiting):
            tries.take(own, counted, NOW)


def test_after_a_day_without_a_try_all_is_forgotten(own: Engine) -> None:
    fail(own, ELSEWHERE, 4)
    assert not tries.take(own, ELSEWHERE, NOW + tries.FORGOTTEN_AFTER)
    assert tries.take(own, ELSEWHERE[:1], NOW + tries.FORGOTTEN_AFTER) == 0 * SECOND
    fail(own, [Counter("another")], 1, NOW + 3 * tries.FORGOTTEN_AFTER)
    with own.connect() as connection:
        assert [*connection.execute(select(rows.c.counted_under)).scalars()] == ["another"]


def test_many_at_once_are_counted_one_by_one(own: Engine) -> None:
    def one(_number: int) -> bool:
        try:
            tries.take(own, ELSEWHERE, NOW)
        except Waiting:
            return False
        return True

    with ThreadPoolExecutor(8) as many:
        assert [*many.map(one, range(40))].count(True) == 5


def test_ever_new_names_fill_nothing(own: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "MOST_KEPT", 100)
    old = [{"counted_under": f"account {n}", "failures": 1, "opens_at": NOW, "last_at": NOW} for n in range(99)]
    with own.begin() as connection:
        connection.execute(insert(rows), old)
    fail(own, ELSEWHERE, 4, NOW + SECOND)
    for number in range(150):
        tries.take(own, [Counter(f"account new{number}")], NOW + SECOND)
    with own.connect() as connection:
        assert connection.execute(select(func.count()).select_from(rows)).scalar_one() <= 100


def test_an_address_of_ipv6_counts_with_its_network() -> None:
    names = [
        counters("aino", address, None)[1].name for address in ("2001:db8::1", "2001:db8::2%eth0", "2001:db8:0:1::1")
    ]
    assert names == ["address 2001:db8::/64", "address 2001:db8::/64", "address 2001:db8:0:1::/64"]
    assert counters("aino", "192.0.2.7", None)[1].name == "address 192.0.2.7"
