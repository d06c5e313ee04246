// The search of a site read from files: what the server does for « ?q=… », done here, with the same index and rules.
// window.baked comes from search-data.js, beside the page; window.bakedWords from baked-words.js.
(() => {
  "use strict";

  const { kinds, entries, words, pages } = window.baked;
  const { MAX_QUERY, UNCOUNTED, first, fold, wordsOf, readable, typo, filled, counted, made } = window.bakedWords;
  const EXCERPT = 180;

  /** Where the words stand in a text, as [start, end] of its characters, in order and apart from each other. */
  function spans(text, wanted) {
    const uncounted = new Set([...text.matchAll(UNCOUNTED)].map((match) => [...text.slice(0, match.index)].length));
    const places = [];
    let folded = "";
    [...text].forEach((char, place) => {
      if (uncounted.has(place)) return;
      const piece = fold(char);
      folded += piece;
      for (let i = 0; i < piece.length; i += 1) places.push(place);
    });
    const hits = [];
    for (const word of wanted)
      for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length))
        hits.push([places[at], places[at + word.length - 1] + 1]);
    hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const found = [];
    for (const [start, end] of hits) {
      const last = found.at(-1);
      if (last && start < last[1]) last[1] = Math.max(end, last[1]);
      else found.push([start, end]);
    }
    return found;
  }

  function excerpt(text, wanted) {
    const chars = [...text];
    const [found] = spans(text, wanted);
    let start = found ? Math.max(0, found[0] - Math.floor(EXCERPT / 3)) : 0;
    if (start) start = chars.indexOf(" ", start) + 1;
    const piece = chars.slice(start, start + EXCERPT).join("");
    const end = piece.lastIndexOf(" ");
    const whole = start + EXCERPT >= chars.length;
    return (start ? "… " : "") + (whole ? piece : `${end < 0 ? piece : piece.slice(0, end)} …`);
  }

  function marked(plain, wanted) {
    const text = typo(plain);
    const chars = [...text];
    const pieces = [];
    let end = 0;
    for (const [start, stop] of spans(text, wanted)) {
      pieces.push(chars.slice(end, start).join(""), made("mark", chars.slice(start, stop).join("")));
      end = stop;
    }
    return [...pieces, chars.slice(end).join("")];
  }

  /** The entries that hold every word; titles first, then the order of the report. */
  function search(wanted) {
    if (!wanted.length) return [];
    const all = (text) => wanted.every((word) => text.includes(word));
    const found = entries.filter((entry) => all(entry[6]));
    return [...found.filter((entry) => all(entry[5])), ...found.filter((entry) => !all(entry[5]))];
  }

  function hit([, code, href, title, text], wanted) {
    const named = code ? [made("span", code, { class: "code" }), " "] : [];
    const item = made("li", made("p", made("a", [...named, ...marked(title, wanted)], { href }), { class: "hit" }));
    const around = excerpt(text, wanted);
    if (around) item.append(made("p", marked(around, wanted), { class: "excerpt" }));
    return item;
  }

  function section([kind, name], hits, wanted) {
    const list = made("ol", hits.map((entry) => hit(entry, wanted)));
    return made("section", [made("h2", made("a", name, { href: `#${kind}` }), { id: kind }), list], { class: "results", "aria-labelledby": kind });
  }

  function nothing(query) {
    const links = pages.flatMap(([href, name], rank) => [...(rank ? [", "] : []), made("a", name, { href })]);
    const advice = made("p", [`${words.fewer} ${words.browse} `, ...links, "."]);
    return [made("div", [made("p", filled(words.none, { query })), advice], { class: "nothing" })];
  }

  function answer(query) {
    const wanted = wordsOf(query);
    if (!wanted.length) return [made("p", `${filled(words.unreadable, { query })} ${words.attempt}`, { class: "nothing" })];
    const hits = search(wanted);
    if (!hits.length) return nothing(query);
    const groups = kinds.map((kind) => [kind, hits.filter((entry) => entry[0] === kind[0])]).filter(([, all]) => all.length);
    const links = groups.map(([[kind, name], all]) => made("li", [made("a", name, { href: `#${kind}` }), ` (${all.length})`]));
    const jump = groups.length > 1 ? [made("nav", made("ul", links), { class: "jump ui", "aria-label": words.kinds })] : [];
    const count = made("p", [made("b", counted(hits.length, words.results)), filled(words.for, { query })], { class: "count", id: "resultat" });
    return [count, ...jump, ...groups.map(([kind, all]) => section(kind, all, wanted))];
  }

  const given = readable(new URLSearchParams(location.search).getAll("q").at(-1) ?? "");
  const query = first(given, MAX_QUERY).trim();
  if (query) {
    const cut = [...given].length > MAX_QUERY ? [made("p", words.shortened, { class: "fault", role: "status" })] : [];
    for (const field of document.querySelectorAll('input[name="q"]')) field.value = query;
    document.title = document.title.replace(words.page, () => typo(filled(words.title, { query })));
    document.querySelector("main .nothing").replaceWith(...cut, ...answer(query));
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }
})();
