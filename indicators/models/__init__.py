"""The strategy as measured: providers, indicators, series, observations and the notes about them. The working copy."""

from indicators.models.assignment import ProviderAssignment
from indicators.models.finding import Finding
from indicators.models.imported import ImportedFile
from indicators.models.indicator import Indicator, Provider, ScaleStep, Series
from indicators.models.note import EditorialNote
from indicators.models.observation import Observation

__all__ = [
    "EditorialNote",
    "Finding",
    "ImportedFile",
    "Indicator",
    "Observation",
    "Provider",
    "ProviderAssignment",
    "ScaleStep",
    "Series",
]
