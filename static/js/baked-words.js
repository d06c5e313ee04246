// What the search and the catalogue of a site read from files share: how words are read, compared and written. The same
// rules as report/search.py, report/words.py and pages/selection.py, which the server follows.
window.bakedWords = (() => {
  "use strict";

  const MAX_WORDS = 12;
  const MAX_QUERY = 200;
  const LIGATURES = { œ: "oe", Œ: "oe", æ: "ae", Æ: "ae", "’": "'", "\u00a0": " ", "\u202f": " " };
  const WORD = /[0-9a-z]+(?:[.,-][0-9a-z]+)*/g;
  const UNCOUNTED = /(?<=\p{Nd})[.\s](?=\p{Nd}{3}(?!\p{Nd}))|(?<=[\p{L}\p{N}_])[-\u2010\u2011](?=[\p{L}\p{N}_])/gu;

  const first = (text, length) => [...text].slice(0, length).join("");

  const fold = (text) =>
    text
      .replace(/[œŒæÆ’\u00a0\u202f]/g, (char) => LIGATURES[char])
      .normalize("NFKD")
      .replace(/\p{Mn}/gu, "")
      .toLowerCase()
      .replaceAll("ß", "ss");

  const wordsOf = (query) => {
    const folded = fold(first(query, MAX_QUERY)).replace(UNCOUNTED, "");
    return [...new Set(folded.match(WORD) ?? [])].slice(0, MAX_WORDS);
  };

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

  return { MAX_QUERY, UNCOUNTED, first, fold, wordsOf, readable, typo, filled, counted, made };
})();
