"""Releases as they were published, byte for byte: what later code must go on reading, for ever."""

from pathlib import Path

SCHEMA_1 = Path(__file__).with_name("schema-1-2025.json")
"""What 2e506c7 published of the printed report (schema 1): the canonical text that its database held."""

SCHEMA_2 = Path(__file__).with_name("schema-2-2025.json")
"""What 8ab638a published of the printed report (schema 2)."""
