"""A strand of three partners on each side who need and offer topics of two areas."""

from dataclasses import dataclass
from typing import Any

from partnerships.models import Interest, Pairing, Participation, Theme
from partnerships.tests.factories import ParticipationFactory, ThemeFactory
from partnerships.tests.factories_together import InterestFactory


@dataclass
class MatchStory:
    """Busan-Barcelona is a pairing; Tampere and Suwon are not paired. Idle spaces and quays are of one area."""

    pairing: Pairing
    tampere: Participation
    suwon: Participation
    topics: dict[str, Theme]

    def states(self, partner: Participation, kind: str, topic: str, **values: Any) -> Interest:
        """A need or an offer."""
        return InterestFactory(participation=partner, kind=kind, topic=self.topics[topic], **values)


def tell(pairing: Pairing) -> MatchStory:
    """The story so far: nobody has stated anything."""
    strand = pairing.strand
    regeneration, climate = (
        ThemeFactory(strand=strand, name_en=name, position=position, code=name.lower())
        for position, name in ((1, "Regeneration"), (10, "Climate"))
    )
    topics = {
        code: ThemeFactory(strand=strand, parent=area, code=code, name_en=name, position=position)
        for position, area, code, name in (
            (2, regeneration, "idle-spaces", "Idle spaces"),
            (3, regeneration, "quays", "Quays"),
            (11, climate, "hydrogen", "Hydrogen"),
        )
    }
    tampere, suwon = (
        ParticipationFactory(
            strand=strand, side=side, partner__code=name.lower(), partner__name_en=name, partner__name_ko=korean
        )
        for side, name, korean in (("eu", "Tampere", "탐페레"), ("counterpart", "Suwon", "수원"))
    )
    return MatchStory(pairing, tampere, suwon, topics)


def meet(story: MatchStory) -> MatchStory:
    """Busan needs idle spaces, which Barcelona offers and Tampere too."""
    story.states(story.pairing.counterpart, "need", "idle-spaces", note_en="Old docks.")
    story.states(story.pairing.eu, "offer", "idle-spaces", note_ko="22@ 지구")
    story.states(story.tampere, "offer", "idle-spaces")
    return story
