"""How long `law due` takes in process, once the law is read. Bar: 50 microseconds.

The reference counts the same working days by looking at each day in a set, as one would without the calendar's index.
"""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from time import perf_counter

from gongshu import law

ROUNDS, CALLS = 31, 2_000


def microseconds(call: object, arguments: list[date]) -> float:
    start = perf_counter()
    for day in arguments:
        call(day)  # type: ignore[operator]
    return (perf_counter() - start) / len(arguments) * 1e6


def main() -> None:
    library = law.load()
    days = [date(2025, 3, 3) + timedelta(days=number % 600) for number in range(CALLS)]
    rest = {
        day
        for day in (date(2025, 1, 1) + timedelta(days=n) for n in range(1_500))
        if not library.calendar.is_working_day(day)
    }

    def plain(day: date) -> date:
        left = 5
        while left:
            day += timedelta(days=1)
            left -= day not in rest
        return day

    def asked(day: date) -> date:
        return library.due("cn/sichuan/dazhou", "sharing.reply", day).day

    assert [plain(day) for day in days[:500]] == [asked(day) for day in days[:500]]
    pairs = [(microseconds(asked, days), microseconds(plain, days)) for _ in range(ROUNDS)]
    ours, reference = (median(pair[side] for pair in pairs) for side in (0, 1))
    print(
        f"law due: {ours:.1f} µs a call (bar 50); day-by-day reference {reference:.1f} µs; ratio {ours / reference:.2f}"
    )


if __name__ == "__main__":
    main()
