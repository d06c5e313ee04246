// What a site read from files answers to a question: the same words, points and order as language/stems.py,
// report/search_index.py and report/search.py, with their own tables and the points that the server worked out.
// window.baked.index comes from the data beside the page; window.bakedWords from baked-words.js.
window.bakedQuestion = (() => {
  "use strict";

  const { rules, limits, points, weights, unknown, meanings } = window.baked.index;
  const { MAX_QUERY, first, fold } = window.bakedWords;
  const LETTER = "[\\p{L}\\p{N}]";
  const WORD = new RegExp(rules.word.replaceAll("LETTER", LETTER), "gu");
  const THOUSANDS = new RegExp(`^(?:${rules.thousands})$`, "u");
  const HYPHENS = new RegExp(rules.hyphens, "u");
  const ZERO = new RegExp(rules.zero, "u");
  const DEFINITION = new RegExp(rules.definition, "u");
  const STOP = new Set(rules.stop);
  const QUANTITIES = new Set(rules.quantities);
  const has = (table, key) => Object.hasOwn(table, key);

  /** With each accent on its letter; places are those of its characters. */
  const compose = (text) => text.normalize("NFC");
  const asText = (query) => compose(first(query, MAX_QUERY));
  const isSilent = (form) => STOP.has(form) || QUANTITIES.has(form) || ([...form].length === 1 && !/\p{Nd}/u.test(form));

  function* splitWords(text) {
    for (const match of text.matchAll(WORD)) {
      const [found] = match;
      const place = { start: match.index, end: match.index + found.length };
      if (THOUSANDS.test(found)) yield { ...place, form: found.replace(/[.\s]/g, ""), parts: [] };
      else if (found === "€") yield { ...place, form: "euro", parts: [] };
      else {
        const all = fold(found).replaceAll(".", ",").replace(ZERO, "$1o").split(HYPHENS);
        const spoken = all.filter((piece) => !STOP.has(piece));
        const pieces = spoken.length ? spoken : all;
        yield { ...place, form: pieces.join(""), parts: pieces.length > 1 ? pieces.filter((piece) => piece.length > 1) : [] };
      }
    }
  }

  function findWords(text) {
    const found = [];
    for (const word of splitWords(text)) {
      const parts = word.parts.filter((part) => !isSilent(part));
      if (!isSilent(word.form) && !!parts.length === !!word.parts.length) found.push({ ...word, parts });
    }
    return found;
  }

  function stem(given) {
    if (!/^\p{L}+$/u.test(given)) return given;
    let form = given;
    if (form.endsWith("eaux")) form = form.slice(0, -1);
    else if (form.endsWith("aux") && form.length > 4) form = `${form.slice(0, -3)}al`;
    else if (/(s|ux)$/.test(form) && form.length > 3) form = form.slice(0, -1);
    const fits = ([suffix]) => form.endsWith(suffix) && form.length - suffix.length >= (suffix.length > 2 ? rules.least : rules.least - 1);
    const rule = rules.suffixes.find(fits);
    if (rule) form = form.slice(0, form.length - rule[0].length) + rule[1];
    if (form.length > 3 && form.at(-1) === form.at(-2)) form = form.slice(0, -1);
    return form.endsWith("y") ? `${form.slice(0, -1)}i` : form;
  }

  const once = (form) => form.replace(/(\p{L})\1/gu, "$1");

  function isMisspelt(typed, known) {
    const least = Math.min(typed.length, known.length);
    if (least >= rules.least && once(typed) === once(known)) return true;
    if (least < rules.long || Math.abs(typed.length - known.length) > 1 || !/^\p{L}+$/u.test(typed)) return false;
    let [start, end] = [0, 0];
    while (start < least && typed[start] === known[start]) start += 1;
    while (end < least - start && typed.at(-1 - end) === known.at(-1 - end)) end += 1;
    const [one, other] = [typed.slice(start, typed.length - end), known.slice(start, known.length - end)];
    const exchanged = one.length === 2 && other.length === 2 && one[0] === other[1] && one[1] === other[0];
    return start > 0 && (Math.max(one.length, other.length) === 1 || exchanged);
  }

  /** The stems of a long word in which, after the first letter, one letter more or fewer or two exchanged stand. */
  function listRespelt(form) {
    if (form.length < rules.respelt || !/^\p{L}+$/u.test(form)) return new Set();
    const found = [];
    for (let n = 1; n <= form.length; n += 1) {
      for (const letter of "abcdefghijklmnopqrstuvwxyz") found.push(form.slice(0, n) + letter + form.slice(n));
      if (n < form.length) found.push(form.slice(0, n) + form.slice(n + 1));
      if (n < form.length - 1) found.push(form.slice(0, n) + form[n + 1] + form[n] + form.slice(n + 2));
    }
    const sure = (one) => one.length >= rules.long || (one.length >= rules.least && form.startsWith(one));
    return new Set(found.map(stem).filter(sure));
  }

  const meaningsOf = (stems) => (has(meanings, stems.join(" ")) ? meanings[stems.join(" ")] : []);

  /** The words of a text in order, each expression right after its last word. */
  function readTerms(text) {
    const words = findWords(text);
    const stems = words.map((word) => stem(word.form));
    const found = [];
    words.forEach(({ start, end, form, parts }, rank) => {
      found.push({ start, end, form, stems: [stems[rank], ...parts.map(stem)], meanings: meaningsOf([stems[rank]]) });
      for (let from = rank - 1; from > Math.max(-1, rank - limits.expression); from -= 1) {
        const known = meaningsOf(stems.slice(from, rank + 1));
        if (known.length) found.push({ start: words[from].start, end, form: "", stems: [], meanings: known });
      }
    });
    return found;
  }

  const knownMeanings = (term) => term.meanings.filter((one) => has(points, one)).map((one) => [one, limits.alike]);

  function readWord(term) {
    const [whole, ...parts] = term.stems;
    const { start, end } = term;
    let known = [...(has(points, whole) ? [[whole, limits.same]] : []), ...knownMeanings(term)];
    if (parts.length && !known.length)
      return parts.map((part) => ({ start, end, terms: has(points, part) ? [[part, limits.same]] : [], times: 1 }));
    if (!known.length && [...term.form].length >= limits.beginning)
      known = Object.keys(points).filter((one) => one.startsWith(term.form)).map((one) => [one, limits.begun]);
    if (!known.length) known = Object.keys(points).filter((one) => isMisspelt(whole, one)).map((one) => [one, limits.begun]);
    if (!known.length) known = [...listRespelt(term.form)].filter((one) => has(points, one)).map((one) => [one, limits.begun]);
    return [{ start, end, terms: known, times: 1 }];
  }

  /** The words of a question, each with the terms that answer to it and the quarters of their points. */
  function readQuestion(query) {
    let found = [];
    for (const term of readTerms(asText(query))) {
      const known = knownMeanings(term);
      if (term.stems.length) found.push(...readWord(term));
      else if (known.length) {
        const within = found.filter((word) => word.end > term.start);
        found = found.slice(0, found.length - within.length);
        const times = within.reduce((sum, word) => sum + word.times, 0);
        found.push({ start: within[0].start, end: term.end, terms: known, times });
      }
    }
    return found.slice(0, limits.words);
  }

  /** Rank of an entry → rank of a word that it holds → its points there. */
  function holdWords(asked) {
    const held = new Map();
    asked.forEach(({ terms, times }, n) => {
      for (const [term, quarters] of terms)
        for (let i = 0; i < points[term].length; i += 2) {
          const [rank, worth] = [points[term][i], Math.floor((points[term][i + 1] * quarters * times) / 4)];
          if (!held.has(rank)) held.set(rank, new Map());
          held.get(rank).set(n, Math.max(held.get(rank).get(n) ?? 0, worth));
        }
    });
    return held;
  }

  const weigh = ({ terms, times }) => times * (terms.length ? Math.min(...terms.map(([term]) => weights[term])) : unknown);
  const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

  function favour(kind, text) {
    if (kind === "strategy") return limits.general;
    const figure = text.includes("%") || [...splitWords(text)].some((word) => QUANTITIES.has(word.form));
    const wanted = figure ? "indicator" : DEFINITION.test(fold(text)) ? "measure" : "";
    return kind === wanted ? limits.favoured : limits.plain;
  }

  function quoteAbsent(text, asked) {
    const found = [];
    let follows = false;
    for (const { start, end, terms } of asked) {
      if (!terms.length) found.push([follows ? found.pop()[0] : start, end]);
      follows = !terms.length;
    }
    return [...new Set(found.map(([start, end]) => text.slice(start, end)))];
  }

  /** Ranks of the entries that answer, best first, those of one page; how many answer; what the report has nowhere;
   * whether they are only near. */
  function answer(query, kindOf, asking = 1) {
    const text = asText(query);
    const asked = readQuestion(query);
    const held = holdWords(asked);
    const whole = sum(asked.map(weigh));
    const shares = new Map([...held].map(([rank, worth]) => [rank, Math.floor((sum([...worth.keys()].map((n) => weigh(asked[n]))) * 100) / whole)]));
    const scores = new Map([...held].map(([rank, worth]) => [rank, sum([...worth.values()]) * shares.get(rank) ** 2 * favour(kindOf(rank), text)]));
    const ranked = [...scores.keys()].sort((a, b) => scores.get(b) - scores.get(a) || a - b);
    const near = !ranked.length || shares.get(ranked[0]) < limits.enough;
    const shown = ranked.filter((rank) => shares.get(rank) * 100 >= shares.get(ranked[0]) * limits.beside);
    const every = near ? shown.slice(0, limits.near) : shown;
    const pages = Math.ceil(every.length / limits.hits);
    const page = Math.max(1, Math.min(asking, pages));
    return {
      asked,
      ranks: every.slice((page - 1) * limits.hits, page * limits.hits),
      total: every.length,
      page,
      pages,
      absent: quoteAbsent(text, asked),
      near: near && !!asked.length,
      terms: new Set(asked.flatMap(({ terms }) => terms.map(([term]) => term))),
    };
  }

  /** Ranks of the entries that hold every word. */
  function matching(query) {
    const asked = readQuestion(query);
    return new Set([...holdWords(asked)].filter(([, worth]) => worth.size === asked.length).map(([rank]) => rank));
  }

  const isAmong = (terms, { stems, meanings: meant }) => [...stems, ...meant].some((one) => terms.has(one));

  /** Where these terms stand in a composed text, as [start, end], in order and apart from each other. */
  function spans(text, terms) {
    const found = [];
    for (const term of readTerms(text).filter((one) => isAmong(terms, one))) {
      let { start } = term;
      while (found.length && found.at(-1)[1] > start) start = Math.min(start, found.pop()[0]);
      found.push([start, term.end]);
    }
    return found;
  }

  /** Of the passage that says most of what is asked, the two lines or so that hold most of its words. */
  function excerpt(passages, asked) {
    const wanted = asked.map(({ terms }) => new Set(terms.map(([term]) => term)));
    let [best, most] = ["", -1];
    for (const passage of passages.map(compose)) {
      const said = readTerms(passage);
      const weight = sum(asked.map((word, n) => (said.some((term) => isAmong(wanted[n], term)) ? weigh(word) : 0)));
      if (weight > most) [best, most] = [passage, weight];
    }
    return cutAround(best, spans(best, new Set(wanted.flatMap((terms) => [...terms]))));
  }

  function cutAround(text, found) {
    const after = (place) => found.filter(([start, end]) => place <= start && end <= place + Math.floor(limits.excerpt / 2)).length;
    const thickest = found.map(([start]) => start).reduce((best, place) => (after(place) > after(best) ? place : best), found[0]?.[0] ?? 0);
    let start = text.length > limits.excerpt ? Math.max(0, thickest - Math.floor(limits.excerpt / 3)) : 0;
    if (start) start = text.indexOf(" ", start) + 1;
    const piece = text.slice(start, start + limits.excerpt);
    const end = piece.lastIndexOf(" ");
    const whole = start + limits.excerpt >= text.length;
    return (start ? "… " : "") + (whole ? piece : `${end < 0 ? piece : piece.slice(0, end)} …`);
  }

  /** The folded words of a query that are searched, each once. */
  const wordsOf = (query) => [...new Set(findWords(asText(query)).map(({ form }) => form))].slice(0, limits.words);
  /** All the folded words of a text. */
  const formsOf = (text) => new Set(findWords(compose(text)).map(({ form }) => form));
  const isWordless = (query) => !wordsOf(query).length;

  return { compose, answer, matching, spans, excerpt, wordsOf, formsOf, isWordless };
})();
