"""The strategy as measured: providers, indicators, series, observations and the notes about them. The working copy."""

from indicators.models.indicator import Indicator, Provider, ScaleStep, Series
from indicators.models.note import EditorialNote
from indicators.models.observation import Observation

__all__ = ["EditorialNote", "Indicator", "Observation", "Provider", "ScaleStep", "Series"]
