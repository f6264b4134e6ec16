"""The catalogues: complete, in the programme's words, and the packages' texts in Korean as well."""

import runpy
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

pytestmark = pytest.mark.one_database

CHECK = runpy.run_path(str(Path(settings.BASE_DIR) / "scripts" / "check_translations.py"))
CATALOGUES = sorted(Path(settings.BASE_DIR).glob("locale*/ko/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-4]}-{path.stem}")
def test_every_message_has_its_korean(path):
    entries = polib.pofile(str(path))
    assert len(entries) > 0
    assert {entry.msgid: faults for entry in entries if (faults := CHECK["faults_of"](entry))} == {}


@pytest.mark.parametrize("rule", ["literal_korean", "two_registers", "odd_english"])
def test_no_message_of_ours_reads_like_the_other_language(rule):
    entries = polib.pofile(str(CATALOGUES[0]))
    assert {entry.msgid: faults for entry in entries if (faults := CHECK[rule](entry))} == {}


@pytest.mark.parametrize(
    ("rule", "msgid", "msgstr"),
    [
        ("literal_korean", "It is gone.", "더 이상 자료가 없습니다."),
        ("literal_korean", "Asked by", "요청한 사람"),
        ("literal_korean", "Title in English", "영문 제목"),
        ("literal_korean", "Only us", "소속 측만"),
        ("literal_korean", "Close", "확인"),
        ("literal_korean", "Not known", "알 수 없음"),
        ("two_registers", "No milestone is planned.", "계획된 주요 일정이 없습니다."),
        ("odd_english", "It stands in the list.", "목록에 표시됩니다."),
        ("odd_english", "It counts once both confirm.", "양측이 확인하면 완료됩니다."),
        ("odd_english", "Say who came", "참석 여부 보고"),
    ],
)
def test_a_text_that_follows_the_other_language_is_found(rule, msgid, msgstr):
    assert CHECK[rule](polib.POEntry(msgid=msgid, msgstr=msgstr))


@pytest.mark.parametrize(
    ("rule", "msgid", "msgstr"),
    [
        ("literal_korean", "Confirm", "확인"),
        ("literal_korean", "Write it in one language.", "국문 또는 영문으로 입력해 주십시오."),
        ("two_registers", "Saved.", "저장했습니다."),
        ("odd_english", "You stand in for Marta until today.", ""),
    ],
)
def test_what_only_looks_alike_is_left(rule, msgid, msgstr):
    assert CHECK[rule](polib.POEntry(msgid=msgid, msgstr=msgstr)) == []


def test_the_handbook_says_no_word_twice():
    assert list(CHECK["handbook_faults"]("**철회** 기능으로 되돌립니다.\n**철회**로 되돌립니다.")) == [
        (1, "says 기능 or 항목 behind what is one")
    ]


def test_the_catalogue_has_what_is_asked_for_and_nothing_else():
    assert list(CHECK["compare"](CHECK["asked_for"](), polib.pofile(str(CATALOGUES[0])))) == []


TEMPLATE = """{% load i18n %}
{% translate "Save" %} {% translate "Open" as label context "of a door" %} {{ name|default:_("Nobody's") }}
{% if kind == _("kind") %}{% blocktranslate trimmed with name=row.name %}
  Of %
  “{{ name }}”
{% endblocktranslate %}{% endif %}
{% blocktranslate count n=n context "unit" %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
"""
IN_TEMPLATE = {
    ("", "Save", ""),
    ("of a door", "Open", ""),
    ("", "Nobody's", ""),
    ("", "kind", ""),
    ("", "Of %% “%(name)s”", ""),
    ("unit", "%(n)s day", "%(n)s days"),
}
SOURCE = """
label = f"{_('Save')}" "_('no call')"
label = pgettext_lazy("of a door", "Op" "en"), ngettext("%(n)s day", "%(n)s days", n), _(variable)
label = npgettext("unit", "%(n)s day", "%(n)s days", n)
"""
IN_SOURCE = {
    ("", "Save", ""),
    ("of a door", "Open", ""),
    ("", "%(n)s day", "%(n)s days"),
    ("unit", "%(n)s day", "%(n)s days"),
}


@pytest.mark.parametrize(
    ("reader", "source", "messages"),
    [("messages_in_template", TEMPLATE, IN_TEMPLATE), ("messages_in", SOURCE, IN_SOURCE)],
)
def test_each_message_of_a_source_is_missed_in_a_catalogue_and_left_over_in_a_source(reader, source, messages):
    assert set(CHECK[reader](source)) == messages
    catalogue = [polib.POEntry(msgctxt=a or None, msgid=b, msgid_plural=c) for a, b, c in messages]

    assert list(CHECK["compare"](messages, catalogue)) == []
    for at, entry in enumerate(catalogue):
        others = catalogue[:at] + catalogue[at + 1 :]
        asked = messages - {(entry.msgctxt or "", entry.msgid, entry.msgid_plural)}
        assert list(CHECK["compare"](messages, others)) == [(entry.msgid, "is missing: make messages")]
        assert list(CHECK["compare"](asked, catalogue)) == [(entry.msgid, "is left over: make messages")]


def test_a_message_with_and_without_a_plural_is_one_entry():
    assert list(CHECK["compare"](CHECK["messages_in"]("_('day'), ngettext('day', 'days', 2)"), [])) == [
        ("day", "is missing: make messages")
    ]


def test_the_catalogues_are_all_there():
    assert [f"{path.parts[-4]}/{path.name}" for path in CATALOGUES] == [
        "locale/django.po",
        "locale_vendor/django.po",
        "locale_vendor/djangojs.po",
    ]


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("Save", "", "is not translated"),
        ("To %(name)s", "받는 사람", "loses or invents a placeholder: ['%(name)s']"),
        ("Hello", "%(name)s 안녕하십니까", "loses or invents a placeholder: ['%(name)s']"),
        ("A pairing", "페어링", "says 페어링"),
        ("Sent", "독촉장", "says 독촉"),
        ("Pairing", "짝", "is called 짝, not 도시 파트너십"),
        ("REASON", "이유", "is called 이유, not 사유"),
        ("%(city)s has confirmed", "%(city)s가 확인했습니다", "hangs a particle on what varies: %(city)s가"),
        ("“%(city)s” is gone", "“%(city)s”을 삭제했습니다", "hangs a particle on what varies: %(city)s”을"),
        ("Deleted", "자료을(를) 삭제했습니다", "hangs a particle on what varies: 을(를"),
        ("Deleted", "자료이/가 없습니다", "hangs a particle on what varies: 이/가"),
    ],
)
def test_a_faulty_message_is_found(msgid, msgstr, fault):
    assert CHECK["faults_of"](polib.POEntry(msgid=msgid, msgstr=msgstr)) == [fault]


def test_a_term_of_several_meanings_has_several_words():
    terms = CHECK["read_terms"](
        "# Words\n\n| English | Korean | note |\n|---|---|---|\n| held (an event), due | 개최 완료, 기한 | |\n"
        "| held (when) | 개최일 | |\n| host (of an item, of either kind) | 방문 기관, 주관 도시·방문 기관 | both |\n\n"
        "| not | but |\n|---|---|\n| 반려 | 보완 요청 |\n"
    )
    assert terms == {"held": {"개최 완료", "개최일"}, "due": {"기한"}, "host": {"방문 기관", "주관 도시·방문 기관"}}


def test_the_glossary_is_read_whole():
    assert len(CHECK["TERMS"]) > 150
    assert CHECK["TERMS"]["milestone"] == {"주요 일정"}
    assert CHECK["SHUNNED"].search("마일스톤")


def test_fuzzy_and_leftover_messages_are_found():
    assert CHECK["faults_of"](polib.POEntry(msgid="Save", msgstr="저장", flags=["fuzzy"])) == ["is fuzzy"]
    assert CHECK["faults_of"](polib.POEntry(msgid="Save", msgstr="저장", obsolete=True)) == ["is no longer used"]


@pytest.mark.parametrize(
    "msgstr", ["%(city)s 측이 확인했습니다", "%(days)s일 지남", "%(city)s이라는 이름", "%(day)s까지"]
)
def test_what_reads_well_passes(msgstr):
    name = msgstr[: msgstr.index(")s") + 2]
    assert CHECK["faults_of"](polib.POEntry(msgid=name, msgstr=msgstr)) == []


def test_the_portals_word_goes_before_the_packages():
    with translation.override("ko"):
        assert pgettext("side of a strand", "%(country)s") == "%(country)s 측"
        assert gettext("EU side") == "EU 측"
        assert pgettext("country", "South Korea") == "한국"
        assert gettext("No") == "아니요"
        assert gettext("This field is required.") == "필수 항목입니다."
        assert ngettext("%(count)s of them overdue", "%(count)s of them overdue", 2) == "그중 기한 경과 %(count)s건"
