"""What pages, saves and files cost beside a bare Django project, in the same minutes: `make bench`.

The portal runs as in production with one worker, on databases of three sizes, and the floor (`bench/floor`) beside it.
Each page is opened right after somebody else's save (first view) and once more (unchanged), in turns with the floor's
list of 50 rows, which is the unit; what the floor has too (save, calendar, files) is measured by that. Then fifty
people open and save for a minute at two workers. All of it is done twice, since machines are busy. SIZES ("small
middle large") and SECONDS (of each part) may stand in the environment.
"""

import os
import random
import signal
import statistics
import sys
import threading
import time
from collections import Counter, defaultdict
from contextlib import ExitStack

from bench.counting import ASKED
from bench.people import GOOD, Person, checked
from bench.servers import FLOOR, Served, copied, engines, run

PAIRINGS = {"small": 0, "middle": 100, "large": 1000}
SIZES = os.environ.get("SIZES", " ".join(PAIRINGS)).split()
SECONDS = float(os.environ.get("SECONDS", "60"))
ROLES, FILES, VIEWS = ("coordinator", "staff"), ("CSV", "XLSX"), ("first", "again")
OF_STAFF = {"programme", "calendar", *FILES}
FEWEST, MOST_FILES, PEOPLE = 5, 5, 50
# As a browser's connection stays; and as docs/operate.md starts the portal.
ALONE, TOGETHER = "--worker-class gthread --threads 1 --keep-alive 600", "--workers 2"
UNIT = "list"


def median(answers, of="seconds"):
    return statistics.median(getattr(one, of) for one in answers)


def most(answers):
    """The 95th percentile."""
    return sorted(one.seconds for one in answers)[int(len(answers) * 0.95)]


def note(*words):
    print(*words, file=sys.stderr, flush=True)


class Scene:
    """One size: its readers, and who saves before their first views."""

    def __init__(self, served, facts):
        self.saver = Person(served, facts["saver"])
        self.readers = {role: Person(served, facts[role]) for role in ROLES}

    def views(self):
        """Each reader's pages; those of everything are the staff's."""
        for role, reader in self.readers.items():
            for page in reader.pages:
                if role == "staff" or page not in OF_STAFF:
                    yield role, reader, page


def count(scene):
    """Queries and bytes of each page, of its first and its unchanged view, and of a save; it warms the server, too."""
    for _role, reader, page in scene.views():
        if page not in FILES:
            checked(reader.open(page), page)
    found = {"save": [checked(scene.saver.save(**{ASKED: "1"}), "save")]}
    for role, reader, page in scene.views():
        checked(scene.saver.save(), "save")
        views = [reader.counted(page)] if page in FILES else [reader.counted(page), reader.counted(page)]
        found[role, page] = [checked(view, page) for view in views]
    return found


def time_pages(floor, scenes):
    """Answers by page, in turns: size, role, page and view; the floor's by its page."""
    times, begun, rounds = defaultdict(list), time.monotonic(), 0
    while rounds < FEWEST or time.monotonic() - begun < SECONDS:
        for page in floor.pages:
            if page not in FILES or rounds < MOST_FILES:
                times[FLOOR, page].append(checked(floor.open(page), page))
        times[FLOOR, "save"].append(checked(floor.save(), "save"))
        for size, scene in scenes.items():
            for role, reader, page in scene.views():
                if page in FILES and (size != SIZES[-1] or rounds >= MOST_FILES):
                    continue  # a person may ask for 20 in ten minutes
                times[size, "save"].append(checked(scene.saver.save(), "save"))
                times[FLOOR, UNIT].append(checked(floor.open(UNIT), UNIT))
                for view in VIEWS[: 1 if page in FILES else 2]:
                    times[size, role, page, view].append(checked(reader.open(page), page))
        rounds += 1
    note(f"  {rounds} rounds")
    return times


def together(served, people):
    """Fifty people without a pause, four reads to one save: their answers, and how long they took in all."""
    begun, taken = time.monotonic(), []

    def go(number):
        person, chance = Person(served, people[number % len(people)], stays=False), random.Random(number)
        pages = [UNIT] if UNIT in person.pages else [page for page in person.pages if page not in OF_STAFF]
        turn = number
        while time.monotonic() < begun + SECONDS:
            turn += 1
            saves = turn % 5 == 0 and (number < len(people) or person.version is None)  # not two at one version
            taken.append(person.save() if saves else person.open(chance.choice(pages)))

    threads = [threading.Thread(target=go, args=[number]) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, time.monotonic() - begun


def start(size, url):
    """Seconds until the first answer."""
    with Served(size, url, ALONE) as served:
        return served.started


def measure(engine):
    """One run on one database: prints its tables."""
    note(engine.name)
    ends = (FLOOR, SIZES[-1])
    with ExitStack() as stack:
        urls, facts = {}, {}
        for size in (FLOOR, *SIZES):
            database, facts[size] = copied(engine, PAIRINGS.get(size, size))
            urls[size] = engine.url(database)
            stack.callback(engine.drop, database)
        with ExitStack() as running:
            served = {size: running.enter_context(Served(size, url, ALONE)) for size, url in urls.items()}
            scenes = {size: Scene(served[size], facts[size]) for size in SIZES}
            counted = {size: count(scene) for size, scene in scenes.items()}
            times = time_pages(Person(served[FLOOR], facts[FLOOR]), scenes)
            memory = {size: served[size].memory() for size in ends}
        loads = {}
        for size in ends:
            with Served(size, urls[size], TOGETHER) as both:
                loads[size] = together(both, facts[size].get("people", [facts[size]]))
        begun = {size: statistics.median(start(size, urls[size]) for _time in range(3)) for size in ends}
    print_pages(engine, times, counted)
    print_rest(loads, memory, begun)


def print_pages(engine, times, counted):
    by_list, last = times[FLOOR, UNIT], SIZES[-1]

    def cell(answers, by):
        return f"{median(answers) / median(by):.2f} ({most(answers) / median(by):.2f})" if answers else "–"

    def row(page, reader, views, counts):
        """Views of all sizes, with those of the processor, queries, bytes and growth of the last."""
        by = times.get((FLOOR, page), by_list)
        cells = [" / ".join(cell(view, by) for view in views[size]) for size in SIZES]
        busy = " / ".join(f"{median(view, 'busy') / median(by, 'busy'):.2f}" for view in views[last] if view)
        few, many = views[SIZES[0]][0], views[last][0]
        cells += [busy, " / ".join(str(one.queries) for one in counts)]
        cells.append(f"{counts[0].whole / 1000:.0f}, {counts[0].sent / 1000:.0f}")
        cells.append(f"{median(many) / median(few):.2f}" if few else "–")
        print("| " + " | ".join([page, reader, *cells]) + " |")

    print(f"\n### {engine.name}\n")
    print(f"The floor's list of 50 rows took {median(by_list) * 1000:.1f} ms: {cell(by_list, by_list)}.")
    others = [f"{page} {cell(taken, by_list)}" for (place, page, *_), taken in times.items() if place == FLOOR]
    print(f"The floor's pages: {', '.join(others)}.\n")
    print("| page | reader | " + " | ".join(SIZES) + f" | processor, {last} | queries | kB, sent | growth |")
    print("|---|---|" + "---:|" * (len(SIZES) + 4))
    for role, page in (key for key in counted[last] if key != "save"):
        counts = counted[last][role, page]
        views = {size: [times[size, role, page, view] for view in VIEWS[: len(counts)]] for size in SIZES}
        row(page, role, views, counts)
    row("save", "coordinator", {size: [times[size, "save"]] for size in SIZES}, counted[last]["save"])


def print_rest(loads, memory, begun):
    last = SIZES[-1]
    print(f"\n| {PEOPLE} people at two workers | answers a second | 50 % | 95 % | errors |\n|---|" + "---:|" * 4)
    for name, (taken, seconds) in loads.items():
        wrong = Counter(one.status for one in taken if one.status not in GOOD)
        errors = ", ".join(f"{number} x {status}" for status, number in wrong.items()) or "0"
        print(f"| {name} | {len(taken) / seconds:.1f} | {median(taken):.2f} s | {most(taken):.2f} s | {errors} |")
    print(f"\nMemory of a worker after the run: {memory[last]:.0f} MB, the floor's {memory[FLOOR]:.0f} MB.")
    print(f"Start until the first answer: {begun[last]:.2f} s, the floor's with Django admin {begun[FLOOR]:.2f} s.")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # servers and copies end with it
    found = engines()
    run("bench.settings", found[-1].url("unused"), "manage.py", "collectstatic", "--noinput", "-v0")
    for number in (1, 2):
        print(f"\n## Run {number} of 2")
        for engine in found:
            measure(engine)
