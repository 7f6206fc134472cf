"""Many say something at the same moment: nothing is lost, nobody waits for ever, a key counts once."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest
from django.db import close_old_connections, connection

from tomoni.stock import queries, services
from tomoni.stock.intake.base import Said
from tomoni.stock.models import Entry
from tomoni.stock.tests.conftest import Make, say_table

SITES, SPEAKERS, TURNS = 40, 6, 12


@pytest.mark.django_db(transaction=True)
def test_batches_that_overlap_and_a_reading_between_them(feed: Make) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("a test's SQLite lies in memory; its one writer is tested by the drill")
    scope, config = feed("table")
    text = "id,name,area,lat,lon,adult,child\n" + "\n".join(f"s{n},店{n},,,,{n},1" for n in range(SITES))
    say_table(scope, config, text)
    faults: list[Exception] = []

    def speak(number: int) -> None:
        dice = random.Random(number)
        try:
            for turn in range(TURNS):
                codes = dice.sample(range(SITES), 20)
                said = [Said(f"s{n}", dice.choice(("adult", "child")), dice.randrange(99)) for n in codes]
                services.say(scope, config, said, f"key:{number}", str(turn))
                services.say(scope, config, said, f"key:{number}", str(turn))  # said twice, taken once
        except Exception as error:
            faults.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=speak, args=(number,)) for number in range(SPEAKERS)]
    for thread in threads:
        thread.start()
    for turn in range(4):
        say_table(scope, config, text.replace(",1\n", f",{turn + 2}\n"))
    for thread in threads:
        thread.join(60)
    assert not faults
    assert Entry.objects.filter(source__startswith="key:").count() == SPEAKERS * TURNS
    assert len(queries.content(queries.row(scope, config), config)[1]) == SITES * 2


def test_two_at_once_with_one_key(shops: Any) -> None:
    scope, config = shops
    first = services.say(scope, config, [Said("a1", "adult", 5)], "key:x", "k")
    again = services.say(scope, config, [Said("a1", "adult", 5)], "key:x", "k")
    assert not first.again and again.again and Entry.objects.filter(key="k").count() == 1
