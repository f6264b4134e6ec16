"""The tags that pages are made of: texts given to them are escaped, once, and what is HTML already stays as it is."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines

from core.actions import Button

pytestmark = pytest.mark.one_database

EVIL = "<b title=\"x\">Fish & 'chips'</b>"
SAID = "&lt;b title=&quot;x&quot;&gt;Fish &amp; &#x27;chips&#x27;&lt;/b&gt;"
TAGS = {
    "{% section evil evil caption=evil url=evil link=evil %}{{ evil }}{% endsection %}": 7,
    "{% section evil beside=evil css=evil %}{% endsection %}": 3,
    '{% section evil head="bare" %}{{ evil }}{% endsection %}': 2,
    "{% buttons buttons %}": 2,
    "{% page_title evil evil buttons=buttons %}": 4,
    "{% page_title evil acts=evil %}": 2,
    "{% page_title evil add=buttons more=links %}": 5,
    "{% page_head evil acts=evil %}{{ evil }}{% endpage_head %}": 3,
    "{% table evil evil caption=evil unseen=2 css=evil %}{{ evil }}{% endtable %}": 5,
    "{% table columns=columns foot=evil %}{% endtable %}": 3,
    "{% nothing_yet evil evil url=evil label=evil %}": 4,
    '{% side_badge "joint" evil evil url=evil %}': 3,
    "{% fact_line evil evil %}": 2,
    "{% fact evil %}{{ evil }}{% endfact %}": 2,
    "{% warning evil %}": 1,
    "{% captured as kept %}{{ evil }}{% endcaptured %}{% page_title kept kept %}{{ kept }}": 3,
    '{% page_title evil|written evil|default:"" %}': 2,
    "{{ record|text:'name' }}": 1,
    "{{ record|link:'name' }}": 2,
    "{{ evil|linked:evil }}, {% linked evil nothing %}": 3,
    "{{ 'done'|status:evil }}": 1,
    "{% level 3 evil %}": 1,
    "{{ languages|language_links:'en'|join:', ' }}": 2,
}


def _drawn(source: str) -> str:
    context = {
        "evil": EVIL,
        "buttons": [Button(EVIL, EVIL, "main")],
        "languages": [("en", EVIL, EVIL)],
        "columns": [{"label": EVIL, "url": EVIL}],
        "links": [(EVIL, EVIL), (EVIL, "")],
        "record": SimpleNamespace(name=EVIL, get_absolute_url=lambda: EVIL),
    }
    drawn: str = engines["django"].from_string(source).render(context)
    return drawn


@pytest.mark.parametrize(("source", "times"), TAGS.items())
def test_a_text_is_escaped_once_wherever_it_is_given(source, times):
    drawn = _drawn(source)
    assert drawn.count(SAID) == times
    assert "Fish" not in drawn.replace(SAID, "")


def test_what_is_html_already_stays_as_it_is():
    drawn = _drawn(
        "{% captured as link %}<a href='/'>{{ evil }}</a>{% endcaptured %}"
        "{% section link beside=link %}{% fact link %}{{ link }}{% endfact %}{% endsection %}"
    )
    assert drawn.count(f"<a href='/'>{SAID}</a>") == 4


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('{% nothing_yet "None" %}', '<div class="wc-empty"><p class="wc-h3">None</p></div>'),
        (
            '{% nothing_yet "None" "Add one." otherwise="Ask for one." %}',
            '<div class="wc-empty"><p class="wc-h3">None</p><p>Ask for one.</p></div>',
        ),
        (
            '{% nothing_yet "None" "Add one." works=True otherwise="Ask for one." %}',
            '<div class="wc-empty"><p class="wc-h3">None</p><p>Add one.</p></div>',
        ),
        ('{% page_title "Title" add=nothing %}', '<div class="wc-title"><h1>Title</h1></div>'),
        ('{% page_title "Title" "" %}', '<div class="wc-title"><h1>Title</h1></div>'),
        (
            '{% section "Head" "place" head="hidden" %}…{% endsection %}',
            (
                '<section class="wc-section" aria-labelledby="place-heading">'
                '<h2 class="visually-hidden" id="place-heading">Head</h2>…</section>'
            ),
        ),
        (
            '{% table "Name" "Days" "Acts" numbers=2 unseen=3 css="" %}{% endtable %}',
            (
                '<table class="wc-table"><thead><tr><th scope="col">Name</th>'
                '<th class="wc-number" scope="col">Days</th>'
                '<th scope="col"><span class="visually-hidden">Acts</span></th></tr></thead><tbody></tbody></table>'
            ),
        ),
        (
            '{% table "Name" acts=True css="" %}{% endtable %}',
            (
                '<table class="wc-table"><thead><tr><th scope="col">Name</th><th scope="col">Actions</th></tr></thead>'
                "<tbody></tbody></table>"
            ),
        ),
        (
            '{% table "Name" nothing css="" %}{% endtable %}',
            '<table class="wc-table"><thead><tr><th scope="col">Name</th></tr></thead><tbody></tbody></table>',
        ),
        ('{{ "my-tasks"|back }}', '<a class="wc-button wc-button--word" href="/">Back</a>'),
        ("{{ 1|more }}, {{ 1200|more }}", "1 more, 1,200 more"),
        ('{% fact_line "Note" "" %}{% fact "Note" %} {% endfact %}{{ nothing|link:"name" }}', ""),
        ('{% fact_line "Days" 0 %}', "<dt>Days</dt><dd>0</dd>"),
        ('{% side_badge "" "KR" %}', ""),
        ('{% side_badge "eu" "KR" %}', '<span class="wc-badge wc-badge--eu">EU</span>'),
        ('{% side_badge "counterpart" "KR" %}', '<span class="wc-badge wc-badge--counterpart">KR</span>'),
    ],
)
def test_what_is_not_given_leaves_nothing_behind(source, html):
    assert _drawn(source) == html


def test_at_most_two_buttons_stand_beside_a_title():
    offered = [Button("Edit", "/1"), Button("Cancel", "/2", "word"), Button("Move", "/3"), Button("Close", "/4")]
    drawn = engines["django"].from_string('{% page_title "Title" buttons=offered %}').render({"offered": offered})
    outside, menu = drawn.split("<details")
    assert [one for one in "1234" if f"/{one}" in outside] == ["1", "3"]
    assert [one for one in "1234" if f"/{one}" in menu] == ["2", "4"]


class Noted(forms.Form):
    needed_at_times = ("reason",)
    name = forms.CharField()
    remark = forms.CharField(required=False)
    reason = forms.CharField(required=False)
    told = forms.BooleanField(required=False)
    kind = forms.ChoiceField(required=False)
    title_en = forms.CharField(required=False)
    title_ko = forms.CharField(required=False)


def test_what_may_stay_empty_says_so_and_nothing_else():
    template = engines["django"].from_string("{% include 'bootstrap5/layout/label_text.html' %}")
    said = {bound.name: "(optional)" in template.render({"field": bound}) for bound in Noted()}
    # Of the title one language is needed, and of the reason the words beside it say when.
    assert [name for name, is_said in said.items() if is_said] == ["remark"]
