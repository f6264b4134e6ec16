"""The journey strip, the portal's signature: one drawing, large, small and upright."""

from core.pictures.large import LargeJourney, large_journey
from core.pictures.scale import Span
from core.pictures.small import SmallJourney, small_journey
from core.pictures.stops import StageBar, Stop, journey_span
from core.pictures.upright import UprightItem, upright_journey

__all__ = [
    "LargeJourney",
    "SmallJourney",
    "Span",
    "StageBar",
    "Stop",
    "UprightItem",
    "journey_span",
    "large_journey",
    "small_journey",
    "upright_journey",
]
