"""The rules as a page of the documentation, written from the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation

from strategy_monitor.language.codes import FindingSeverity, NoteKind
from strategy_monitor.quality.rule import SEVERITIES, Rule
from strategy_monitor.quality.rules import RULES

HEAD = """# The quality gate

Written by `manage.py check_data --rules`: a test keeps this page current. The rules stand in
`strategy_monitor/quality/rules`, each a pure function of the document, or of what `evidence.py` beside them makes of
it; what they know of the world (ranges, waves of surveys, words) is data in `knowledge.py`.

- They run when an indicator is saved and after an import (`gate.check_indicators`, of those indicators alone), when a
  release is published (`gate.check_all`), from the desk (`bureau/alertes/`) and on demand (`manage.py check_data`).
  Links are visited apart, by `manage.py check_links`, because that takes minutes; the rule reads what the last visit
  found.
- They look twice: at what would be published (each observation as it was last validated), and at the working
  copy as it stands. What only the second shows is about a draft, and stops nothing.
- A fault is *told* where a note of a fitting kind, on the same thing or on the indicator that holds
  it, quotes what was observed: the public already knows. It stays in the record, points to the note, and stops
  nothing.
- A fault can be answered: confirmed as it stands (it then stops nothing), corrected, under inquiry. The same
  fault found again is the same record, with its answer; a changed value is another fault. What is no longer
  found is kept, with the day.
- A blocking fault in what would be published, neither told nor confirmed, stops publishing.

What the rules say is French, as everything that editors read.
"""


def describe_rules() -> str:
    """Markdown; the gravest rules first."""
    with translation.override("fr"):
        kinds = NoteKind.words()
        parts = [HEAD]
        for severity in SEVERITIES:
            rules = [rule for rule in RULES.values() if rule.severity == severity]
            if rules:
                parts.append(f"\n## {FindingSeverity(severity).word.capitalize()}\n")
                parts += [describe_rule(rule, kinds) for rule in rules]
    return "".join(parts)


def describe_rule(rule: Rule, kinds: Mapping[str, object]) -> str:
    told = ", ".join(str(kinds[kind]) for kind in sorted(rule.told_by)) or "aucune : il faut y répondre"
    return f"\n### {rule.title}\n\n`{rule.code}`. {rule.explanation}\n\nNotes qui le disent au public : {told}.\n"
