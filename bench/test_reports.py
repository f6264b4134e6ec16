"""What the report of a strand of 200 pairings costs, beside that of one of 20, and what its archive does.

`make bench` prints queries of compiling, seconds of each step (by the clock, and of the processor, which a busy machine
falsifies less), their ratio, pages and megabytes, all measured in one run; with those of the processes that set long
PDFs. The number of queries has to be the same; times are shown, not judged.
"""

from __future__ import annotations

import datetime as dt
import io
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.test_scale import FIRST, LEVELS, Size, build
from core import clock
from partnerships.models import (
    Agreement,
    Contact,
    LevelChange,
    Measurement,
    Milestone,
    Pairing,
    Project,
    Strand,
    Target,
)
from partnerships.tests.factories import StageFactory
from partnerships.tests.factories_together import IndicatorFactory
from reports.exports.closing import write_archive
from reports.models import CityUpdate, ReportingPeriod
from reports.progress.files import draft_of
from reports.progress.rendering.documents import report_file
from reports.progress.selectors import canonical, compile_snapshot, sha256_of
from reports.tests.factories import PublicityItemFactory, ReportingPeriodFactory

FEW = Size("report-20", partners=40, topics=12, pairings=20, projects=100, events=40)
MANY = Size("report-200", partners=400, topics=12, pairings=200, projects=1_000, events=400)
# Of each pairing.
MILESTONES, CONTACTS, AGREEMENTS = 10, 12, 1
WORDS = "Both cities opened their data on street lights, and compared what a lamp costs in a year. " * 4
TODAY = dt.datetime(2026, 9, 30, 9, tzinfo=dt.UTC)


def strand_to_report(size: Size) -> ReportingPeriod:
    """A strand of that size with all that a report tells of, and a period in which half of it has happened."""
    strand = build(size)
    pairings = list(Pairing.objects.filter(strand=strand).order_by("pk"))
    _journey(strand, pairings)
    _together(strand, pairings)
    period: ReportingPeriod = ReportingPeriodFactory(
        strand=strand,
        code="interim",
        starts_on=FIRST,
        ends_on=dt.date(2026, 12, 31),
        due_on=dt.date(2027, 1, 31),
    )
    CityUpdate.objects.bulk_create(
        CityUpdate(
            period=period,
            participation=member,
            status="accepted",
            submitted_at=TODAY,
            accepted_at=TODAY,
            achieved_en=WORDS,
            difficult_en=WORDS,
            next_ko="다음 회의를 부산에서 엽니다.",
        )
        for member in strand.participations.all()
    )
    return period


def _journey(strand: Strand, pairings: list[Pairing]) -> None:
    stages = [StageFactory(strand=strand, position=position) for position in (1, 2, 3, 4)]
    states = cycle(["done", "done", "planned", "unknown", "cancelled"])
    rows = []
    for pairing in pairings:
        for number, status in zip(range(MILESTONES), states, strict=False):
            row = Milestone(
                pairing=pairing,
                stage=stages[number % len(stages)],
                code=f"milestone-{number}",
                title_en=f"Milestone {number}",
                title_ko=f"일정 {number}",
                responsible="both",
                status=status,
                reason="The venue was taken." if number % 3 == 0 else "",
            )
            planned, late = FIRST + dt.timedelta(days=20 * number), dt.timedelta(days=number % 3)
            row.baseline_start = row.baseline_last_day = planned
            row.forecast_start = row.forecast_last_day = planned + late
            if status == "done":
                row.actual_start = row.actual_last_day = planned + late
            rows.append(row)
    Milestone.objects.bulk_create(rows, batch_size=500)


def _together(strand: Strand, pairings: list[Pairing]) -> None:
    Contact.objects.bulk_create(
        Contact(
            pairing=pairing,
            code=f"contact-{number}",
            kind=("call", "mail", "meeting")[number % 3],
            side=("eu", "counterpart")[number % 2],
            on=FIRST + dt.timedelta(days=14 * number),
            what_en="The next steps.",
        )
        for pairing in pairings
        for number in range(CONTACTS)
    )
    Agreement.objects.bulk_create(
        Agreement(strand=strand, pairing=pairing, code=f"agreement-{pairing.pk}", kind="mou", title_en="Memorandum")
        for pairing in pairings
        for _number in range(AGREEMENTS)
    )
    LevelChange.objects.bulk_create(
        LevelChange(project=project, new=project.level, on=FIRST + dt.timedelta(days=30), by_label="Marta Soler")
        for project in Project.objects.filter(strand=strand)
        if project.level in LEVELS
    )
    indicator = IndicatorFactory(programme=strand.programme_record)
    Target.objects.bulk_create(Target(indicator=indicator, strand=strand, pairing=one, target=10) for one in pairings)
    Measurement.objects.bulk_create(
        Measurement(
            indicator=indicator, strand=strand, pairing=one, on=FIRST, value=7, source="City statistics", by_label="-"
        )
        for one in pairings
    )
    for number in range(len(pairings) // 4):
        PublicityItemFactory(strand=strand, pairing=pairings[number], number=number + 1, published_on=FIRST)


def _busy() -> float:
    """Seconds of the processor until now, also those of processes that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _most(whose: int) -> float:
    """The most memory until now, in megabytes: of this process, or of the largest that has ended."""
    return resource.getrusage(whose).ru_maxrss / 1024


class Watch:
    """What each step took: seconds by the clock and of the processor, the most memory until then, and a word on it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}
        self.memory: dict[str, tuple[float, float]] = {}
        self.notes: dict[str, str] = {}

    def time(self, step: str, work: Callable[[], Any]) -> Any:
        started, busy = time.perf_counter(), _busy()
        found = work()
        self.seconds[step], self.processor[step] = time.perf_counter() - started, _busy() - busy
        self.memory[step] = _most(resource.RUSAGE_SELF), _most(resource.RUSAGE_CHILDREN)
        return found


def measure(size: Size) -> tuple[Watch, int]:
    """Every step of a report of that size, and by how many queries it is compiled."""
    period, watch = strand_to_report(size), Watch()
    report = draft_of(period, None)
    with clock.fixed_at(TODAY), CaptureQueriesContext(connection) as asked:
        snapshot = watch.time("compile", lambda: compile_snapshot(report, clock.now()))
    queries = len(asked)
    digest = watch.time("hash", lambda: sha256_of(canonical(snapshot)))
    watch.notes["compile"] = f"{len(canonical(snapshot)) / 1e6:.1f} MB of JSON"
    with clock.fixed_at(TODAY), tempfile.TemporaryFile() as file:
        told = watch.time("archive", lambda: write_archive(period.strand, file, lambda _done, _total: None))
        watch.notes["archive"] = f"{file.seek(0, 2) / 1e6:.1f} MB, {told.files} files"
        assert zipfile.ZipFile(file).testzip() is None
    for file_format, language in (("csv", "en"), ("xlsx", "en"), ("docx", "en"), ("pdf", "en"), ("pdf", "ko")):
        step = f"{file_format} {language}"

        def make(file_format: str = file_format, language: str = language) -> bytes:
            return report_file(snapshot, language=language, file_format=file_format, sha256=digest, draft=True)

        content = watch.time(step, make)
        watch.notes[step] = f"{len(content) / 1e6:.1f} MB"
        if file_format == "pdf":
            watch.notes[step] += f", {len(pypdf.PdfReader(io.BytesIO(content)).pages):,} pages"
    return watch, queries


@pytest.mark.django_db
def test_a_report_is_compiled_by_as_many_queries_of_any_number_of_pairings(capsys):
    (few, few_queries), (many, many_queries) = measure(FEW), measure(MANY)
    with capsys.disabled():
        print(f"\n{'':<10}{'20 pairings':>16}{'200 pairings':>19}{'ratio':>8}{'memory here, apart':>22}")
        print(f"{'step':<10}{'clock':>8}{'cpu':>8}{'clock':>11}{'cpu':>8}{'of cpu':>8}")
        for step, seconds in many.seconds.items():
            small, large = few.processor[step], many.processor[step]
            times = f"{few.seconds[step]:>7.1f}s{small:>7.1f}s{seconds:>10.1f}s{large:>7.1f}s{large / small:>8.1f}"
            here, apart = many.memory[step]
            print(f"{step:<10}{times}{here:>10,.0f} {apart:>8,.0f} MB  {many.notes.get(step, '')}")
        print(f"queries of compiling: {many_queries}")
    assert many_queries == few_queries
