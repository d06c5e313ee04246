"""Runs axe in a page through the debugger, which the page's policy does not bind: nothing is loosened for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parent / "vendor"
SOURCE = (VENDOR / "axe.min.js").read_text(encoding="utf-8") + "; null"
KEPT = f"window.layAxe = () => {{ {SOURCE} }}"
"""For a tab that opens several pages, before any of them: the browser gets and compiles it once, not in each."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""Rules that depend on the width of the window or on the theme, whatever the page is made of."""

RUN = """async (runOnly) => {
  const wanted = { runOnly, resultTypes: ["violations", "incomplete"], selectors: false };
  const { violations, incomplete, passes } = await axe.run(document, wanted);
  const told = ({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} | ${node.failureSummary}`);
  const unsure = incomplete.filter(({ id }) => id !== "color-contrast");
  return { faults: violations.flatMap(told), unsure: unsure.flatMap(told), passed: passes.length };
}"""
"""axe cannot judge the contrast of words in a drawing: `FAINT` does."""

FAINT = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((value) => {
    const share = colour.startsWith("color(") ? Number(value) : value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = (colour) => channels(colour).reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  return [...document.querySelectorAll(".chart-canvas svg text")].filter((text) => text.textContent.trim())
    .map((text) => [text.textContent, contrast(getComputedStyle(text).fill, paper)])
    .filter(([_, ratio]) => ratio < 4.5);
}"""


def examined(page: Any, *, looks_only: bool = False) -> dict[str, Any]:
    """`faults` and `unsure`, in words, and the number of rules `passed`."""
    if not page.evaluate("'axe' in window"):
        page.evaluate("layAxe()" if page.evaluate("'layAxe' in window") else SOURCE)
    found: dict[str, Any] = page.evaluate(
        RUN, {"type": "rule", "values": LOOKS} if looks_only else {"type": "tag", "values": TAGS}
    )
    found["faults"] += [f"faint: {words} ({ratio:.2f})" for words, ratio in page.evaluate(FAINT)]
    return found
