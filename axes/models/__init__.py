"""The strategy as written: its axes, priority actions, measures, references and matrices. The working copy.

Interface words are French (`verbose_name`); the truths that a database can hold are constraints, on SQLite and
PostgreSQL alike, each with the sentence that an administrator reads when it is broken.
"""

from axes.models.assignment import AxisAssignment
from axes.models.link import LinkCheck
from axes.models.measures import Citation, Footnote, Measure, Reference
from axes.models.strategy import Acronym, Axis, PriorityAction, Strategy
from axes.models.tables import ContentRow, ContentTable

__all__ = [
    "Acronym",
    "Axis",
    "AxisAssignment",
    "Citation",
    "ContentRow",
    "ContentTable",
    "Footnote",
    "LinkCheck",
    "Measure",
    "PriorityAction",
    "Reference",
    "Strategy",
]
