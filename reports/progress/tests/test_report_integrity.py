"""The check of records finds what contradicts itself across the tables of reports."""

import datetime as dt

import pytest

from core import clock
from partnerships.tests.factories import PairingFactory, ParticipationFactory
from partnerships.tests.factories_together import OrganisationFactory
from reports.integrity import contradictions
from reports.models import IssuedFile, ProgressReport
from reports.tests.factories import (
    CityUpdateFactory,
    ExportFactory,
    IssuedFileFactory,
    JointReportFactory,
    ProgressReportFactory,
    PublicityItemFactory,
    ReportingPeriodFactory,
    ReportingTermsFactory,
)
from reports.tests.period_scene import issued, period_of

pytestmark = pytest.mark.django_db


def wrong():
    return [what for _record, what in contradictions()]


def test_sound_records_are_left_alone(sides):
    period = period_of(sides)
    CityUpdateFactory(period=period, participation=sides.pairing.eu)
    report = issued(period)
    IssuedFileFactory(report=report)
    ProgressReportFactory(period=period, revision=2, replaces=report)
    JointReportFactory(report=ProgressReportFactory(period=period, pairing=sides.pairing))
    PublicityItemFactory(strand=sides.pairing.strand, pairing=sides.pairing)
    ReportingTermsFactory(strand=sides.pairing.strand)
    assert wrong() == []


def test_what_belongs_to_another_strand_is_found(sides):
    period = period_of(sides)
    CityUpdateFactory(period=period, participation=ParticipationFactory())
    ProgressReportFactory(period=period, pairing=PairingFactory())
    ProgressReportFactory(period=ReportingPeriodFactory(), strand=sides.pairing.strand)
    PublicityItemFactory(strand=sides.pairing.strand, pairing=PairingFactory())
    ReportingTermsFactory(strand=sides.pairing.strand, implementer=OrganisationFactory())
    found = dict(contradictions())
    code = sides.pairing.strand.code
    assert found[f"terms of reporting {code}"] == "the implementer they name is none of the strand's"
    assert sorted(wrong()) == sorted(
        [
            "the implementer they name is none of the strand's",
            "“partner” leads to another strand",
            "“pairing” leads to another strand",
            "“reporting period” leads to another strand",
            "“pairing” leads to another strand",
        ]
    )


def test_a_snapshot_that_was_changed_is_found_and_so_is_a_lost_file(sides):
    report = issued(period_of(sides))
    file = IssuedFileFactory(report=report)
    ProgressReport.objects.filter(pk=report.pk).update(snapshot='{"changed": true}')
    assert wrong() == ["its snapshot is not the one that was hashed"]
    ProgressReport.objects.filter(pk=report.pk).update(snapshot="{}")
    file.file.storage.delete(file.file.name)
    assert wrong() == [f"its file {file.name} is gone"]
    IssuedFile.objects.all().delete()
    assert wrong() == []
    with clock.fixed_at(clock.now() + dt.timedelta(hours=1)):
        assert wrong() == ["it was issued and lacks files"]


def test_a_correction_of_something_else_is_found(sides):
    one, other = period_of(sides), period_of(sides, code="other")
    first = issued(one)
    IssuedFileFactory(report=first)
    ProgressReportFactory(period=other, revision=2, replaces=first)
    ProgressReportFactory(period=one, pairing=sides.pairing, revision=1, replaces=first)
    assert sorted(wrong()) == [
        "it corrects a report of another scope",
        "it corrects a report on another period",
        "it corrects a revision that is no earlier one",
    ]


def test_an_export_without_its_file_is_found_and_the_check_of_records_asks(sides):
    export = ExportFactory(strand=sides.pairing.strand, state="ready", file="exports/gone.zip")
    assert (f"export {sides.pairing.strand.code}/{export.pk}", "its file is gone") in list(contradictions())
