"""The order of matches: a pure function, tried with statements made up at random."""

from collections import Counter

import pytest
from hypothesis import given, strategies as st

from partnerships.enums import Meeting
from partnerships.matching.selectors import Market, MatchQuestion, Statement, ordered, tally

pytestmark = pytest.mark.one_database

AREAS = {0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 2}
EU, COUNTERPART = (0, 1, 2), (3, 4, 5)

statements = st.dictionaries(
    st.tuples(st.sampled_from(EU + COUNTERPART), st.sampled_from(list(AREAS)), st.sampled_from(["need", "offer"])),
    st.sampled_from([None, 1, 2, 3]),
    max_size=30,
)
questions = st.builds(
    MatchQuestion,
    eu=st.lists(st.sampled_from(EU), unique=True),
    counterpart=st.lists(st.sampled_from(COUNTERPART), unique=True),
    paired=st.frozensets(st.tuples(st.sampled_from(EU), st.sampled_from(COUNTERPART))),
    kinds=st.lists(st.sampled_from(list(Meeting)), unique=True),
    about=st.none() | st.frozensets(st.sampled_from(list(AREAS))),
    pairings=st.booleans(),
    suggestions=st.booleans(),
    unmet_everywhere=st.booleans(),
)
EVERYTHING = MatchQuestion(eu=EU, counterpart=COUNTERPART, paired=frozenset({(0, 3)}), unmet_everywhere=True)


def market(stated, *, reverse=False):
    made = {
        kind: [
            Statement(partner, topic, AREAS[topic], weight)
            for (partner, topic, one), weight in stated.items()
            if one == kind
        ]
        for kind in ("need", "offer")
    }
    if reverse:
        made = {kind: rows[::-1] for kind, rows in made.items()}
    return Market(needs=made["need"], offers=made["offer"])


def two(need, *offers):
    """What becomes of a need of the counterpart where the EU partner offers so many topics."""
    wanted = Market(
        needs=[Statement(3, need, AREAS[need])], offers=[Statement(0, topic, AREAS[topic]) for topic in offers]
    )
    (match,) = ordered(wanted, MatchQuestion(eu=[0], counterpart=[3], paired=frozenset({(0, 3)})))
    return match.kind, [offer.topic for offer in match.offers]


@pytest.mark.parametrize(
    ("offers", "kind", "named"),
    [
        ((0,), Meeting.TOPIC, [0]),
        ((0, 1, 2), Meeting.TOPIC, [0]),
        ((2, 1, 5), Meeting.AREA, [1, 2]),
        ((3, 5), Meeting.UNMET, []),
        ((), Meeting.UNMET, []),
    ],
)
def test_a_need_meets_its_topic_else_its_area_else_nothing(offers, kind, named):
    assert two(0, *offers) == (kind, named)


def test_the_heaviest_offer_of_an_area_stands_first():
    offers = [Statement(0, 1, 0, 1), Statement(0, 2, 0, 3)]
    (match,) = ordered(
        Market(needs=[Statement(3, 0, 0)], offers=offers),
        MatchQuestion(eu=[0], counterpart=[3], paired=frozenset({(0, 3)})),
    )
    assert [offer.weight for offer in match.offers] == [3, 1]


def keys(matches):
    return [(one.kind, one.paired, one.eu, one.counterpart, one.need.partner, one.need.topic) for one in matches]


def test_kind_comes_before_pairing_before_weight_before_topic():
    needs = [
        Statement(3, 0, 0),  # pair 0-3: same topic
        Statement(3, 1, 0),  # pair 0-3: area
        Statement(3, 5, 2, 3),  # pair 0-3: unmet, however heavy
        Statement(4, 0, 0, 3),  # pair 0-4, a suggestion: same topic, and heavier
        Statement(4, 3, 1, 1),  # a suggestion: same topic, light
    ]
    offers = [Statement(0, 0, 0), Statement(0, 3, 1, 1)]
    question = MatchQuestion(eu=EU, counterpart=COUNTERPART, paired=frozenset({(0, 3)}))
    found = [
        (one.kind.value, one.counterpart, one.need.topic)
        for one in ordered(Market(needs=needs, offers=offers), question)
    ]
    assert found == [("topic", 3, 0), ("topic", 4, 0), ("topic", 4, 3), ("area", 3, 1), ("unmet", 3, 5)]


def test_an_unknown_weight_counts_as_the_middle_one():
    needs = [Statement(3, 0, 0, 1), Statement(3, 1, 0), Statement(3, 2, 0, 3)]
    offers = [Statement(0, topic, 0) for topic in (0, 1, 2)]
    found = ordered(Market(needs=needs, offers=offers), MatchQuestion(eu=[0], counterpart=[3]))
    assert [one.need.topic for one in found] == [2, 1, 0]


def test_both_directions_meet():
    both = [Statement(0, 0, 0), Statement(3, 0, 0)]
    found = list(ordered(Market(needs=both, offers=both), MatchQuestion(eu=[0], counterpart=[3])))
    assert [one.need.partner for one in found] == [3, 0]


def test_whoever_is_outside_the_pair_and_offers_the_topic_is_named():
    wanted = Market(
        needs=[Statement(3, 0, 0)],
        offers=[Statement(0, 0, 0), Statement(1, 0, 0), Statement(4, 0, 0, 3), Statement(2, 1, 0)],
    )
    (match,) = ordered(wanted, MatchQuestion(eu=[0], counterpart=[3]))
    assert [offer.partner for offer in wanted.others(match)] == [4, 1]


@given(statements)
def test_each_need_of_a_pair_has_one_match(stated):
    matches = list(ordered(market(stated), EVERYTHING))
    needs = [key for key in stated if key[2] == "need"]
    assert len(matches) == 3 * len(needs)
    for match in matches:
        offering = match.counterpart if match.need.partner == match.eu else match.eu
        topics = {topic for partner, topic, kind in stated if kind == "offer" and partner == offering}
        near = {topic for topic in topics if AREAS[topic] == match.need.area}
        expected = {match.need.topic} & topics or near
        assert {offer.topic for offer in match.offers} == expected
        assert match.kind is (
            Meeting.UNMET if not expected else Meeting.TOPIC if match.need.topic in topics else Meeting.AREA
        )


@given(statements, questions)
def test_the_counts_are_those_of_the_list(stated, question):
    found = Counter((one.eu, one.counterpart, one.kind) for one in ordered(market(stated), question))
    counted = tally(market(stated), question)
    told = {
        (*pair, kind): counts[kind.value] for pair, counts in counted.items() for kind in Meeting if counts[kind.value]
    }
    assert told == found
    assert sum(counts.total() for counts in counted.values()) == sum(found.values())


@given(statements, questions)
def test_the_order_depends_on_nothing_but_the_statements(stated, question):
    assert keys(ordered(market(stated), question)) == keys(ordered(market(stated, reverse=True), question))


@given(statements, questions)
def test_the_order_is_that_of_the_criteria(stated, question):
    def criteria(match):
        weights = [match.need.weight, *(offer.weight for offer in match.offers[:1])]
        return (
            list(Meeting).index(match.kind),
            not match.paired,
            -sum(2 if weight is None else weight for weight in weights),
            match.need.topic,
            match.counterpart,
            match.eu,
            match.need.partner == match.eu,
        )

    found = [criteria(match) for match in ordered(market(stated), question)]
    assert found == sorted(found)
    assert len(set(found)) == len(found)


@given(statements, questions)
def test_a_narrower_question_gives_a_part_in_the_same_order(stated, question):
    whole = MatchQuestion(
        eu=EU, counterpart=COUNTERPART, paired=question.paired, unmet_everywhere=question.unmet_everywhere
    )
    matches = ordered(market(stated), whole)
    part = [
        one
        for one in matches
        if one.eu in question.eu
        and one.counterpart in question.counterpart
        and one.kind in question.kinds
        and (question.pairings if one.paired else question.suggestions)
        and (question.about is None or {one.need.topic, *(offer.topic for offer in one.offers)} & question.about)
    ]
    assert keys(ordered(market(stated), question)) == keys(part)


def test_the_matches_of_pairings_wait_for_no_suggestions():
    """Two hundred partners with sixty topics each."""
    asked = []

    class Asked(Market):
        def matches(self, question, *, paired):
            asked.append(paired)
            return super().matches(question, paired=paired)

    rows = [Statement(partner, topic, topic // 10) for partner in range(200) for topic in range(60)]
    full = Asked(needs=rows, offers=rows)
    paired = frozenset((number, number + 100) for number in range(100))
    question = MatchQuestion(eu=range(100), counterpart=range(100, 200), paired=paired)
    first = next(iter(ordered(full, question)))
    assert (first.kind, first.paired) == (Meeting.TOPIC, True)
    assert asked == [True]
    assert sum(counts.total() for counts in tally(full, question).values()) == 100 * 100 * 120
