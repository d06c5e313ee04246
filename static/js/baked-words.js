// What the pages of a site read from files share: how texts are folded, cut and written. The same rules as
// language/folding.py, language/french.py and web/selection.py, which the server follows.
window.bakedWords = (() => {
  "use strict";

  const MAX_QUERY = 200;
  const LIGATURES = { œ: "oe", Œ: "oe", æ: "ae", Æ: "ae", "’": "'", "\u00a0": " ", "\u202f": " " };

  const first = (text, length) => [...text].slice(0, length).join("");

  const fold = (text) =>
    text
      .replace(/[œŒæÆ’\u00a0\u202f]/g, (char) => LIGATURES[char])
      .normalize("NFKD")
      .replace(/\p{Mn}/gu, "")
      .toLowerCase()
      .replaceAll("ß", "ss");

  /** On one line, without control characters. */
  const readable = (text) =>
    text
      .split(/\s+/)
      .filter(Boolean)
      .join(" ")
      .replace(/\p{C}/gu, "")
      .trim();

  /** In French typography: narrow spaces before ; : ! ? % €, inside « » and in thousands. */
  const typo = (text) =>
    text
      .replace(/[ \u00a0](?=[;:!?%€»])/g, "\u202f")
      .replace(/«[ \u00a0]/g, "«\u202f")
      .replace(/(?<=[\p{L}\p{N}_])'(?=[\p{L}\p{N}_])/gu, "’")
      .replace(/(?<=\d)(?=[%€])/g, "\u202f")
      .replace(/(?<=\d)(?<!\d{4})(?<!\b0\d)[ \u00a0](?=\d{3}(?!\d))/g, "\u202f");

  /** « Rien ne contient « %(query)s » », and what stands there: what was typed is never taken for a sign of its own. */
  const filled = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (whole, name) => `${values[name] ?? whole}`);

  /** « 3 mesures »; French has 0 in the singular. */
  const counted = (count, [one, many]) => `${`${count}`.replace(/\B(?=(\d{3})+$)/g, "\u202f")}\u00a0${count < 2 ? one : many}`;

  function made(name, content = [], attributes = {}) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...[content].flat());
    return node;
  }

  return { MAX_QUERY, first, fold, readable, typo, filled, counted, made };
})();
