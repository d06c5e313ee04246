// The search of a site read from files: what the server does for « ?q=… », shown here as templates/pages/search.html shows it.
// window.baked comes from search-data.js, beside the page; the answer from baked-question.js.
(() => {
  "use strict";

  const { kinds, entries, words, pages, lexicon, elsewhere, quotes } = window.baked;
  const { MAX_QUERY, first, readable, typo, filled, counted, made } = window.bakedWords;
  const { compose, answer, spans, excerpt, wordsOf, formsOf, isWordless } = window.bakedQuestion;

  function marked(plain, terms) {
    const text = compose(typo(plain));
    const pieces = [];
    let end = 0;
    for (const [start, stop] of spans(text, terms)) {
      pieces.push(text.slice(end, start), made("mark", text.slice(start, stop)));
      end = stop;
    }
    return [...pieces, text.slice(end)];
  }

  function hit([kind, code, href, title, headline, passages], { asked, terms }) {
    const named = code ? [made("span", code, { class: "code" }), " "] : [];
    const link = made("a", [...named, ...marked(title, terms)], { href });
    const item = made("li", [made("p", kinds[kind], { class: "kind ui" }), made("p", link, { class: "hit" })]);
    const around = excerpt(passages, asked);
    if (headline) item.append(made("p", marked(headline, terms), { class: "headline" }));
    if (around) item.append(made("p", marked(around, terms), { class: "excerpt" }));
    return item;
  }

  function count(query, found, absent) {
    const line = made("h2", [made("b", counted(found.total, words.results)), filled(words.for, { query })], { class: "count", id: "resultat", tabindex: -1 });
    if (absent) line.append(" ", made("span", filled(words.without, { absent }), { class: "without" }));
    return [line];
  }

  function silence(query, found, absent, quoted) {
    const noted = quoted.map(([word]) => filled(words.noted, { word })).join(" ");
    const said = absent ? filled(words.silent, { absent }) : noted || filled(words.apart, { query });
    const nearest = found.ranks.length ? [made("p", words.nearest, { class: "nearest" })] : [];
    return [made("h2", said, { class: "silent", id: "resultat", tabindex: -1 }), ...nearest];
  }

  /** Of the words that the report has nowhere, those that a note quotes of it, each with the first one that does. */
  function findQuoting(absent) {
    const read = absent.length ? quotes.map(([code, quote, href]) => [code, formsOf(quote), href]) : [];
    return absent.flatMap((word) => {
      const note = read.find(([, forms]) => [...formsOf(word)].every((form) => forms.has(form)));
      return note ? [[word, note[0], note[2]]] : [];
    });
  }

  const tellQuoted = ([word, code, href]) =>
    made("p", [filled(words.quoted, { word }), made("a", code, { href }), "."], { class: "nearest" });

  /** What acronyms are that are asked for: written in their own letters, alone in the question, or found nowhere else. */
  function explained(query, absent) {
    const alone = new Set([wordsOf(query).join(" "), ...absent.flatMap(wordsOf)]);
    const known = lexicon.filter(([letters, , form]) => isWritten(letters, query) || (form && alone.has(form)));
    return known.map(([letters, meaning]) => made("p", filled(words.explained, { letters, meaning }), { class: "nearest" }));
  }

  /** Where on the site it is read what no report says. */
  function ledElsewhere(query) {
    const asked = wordsOf(query);
    const asks = ({ anyOf, alone }) => asked.some((word) => anyOf.includes(word)) || asked.every((word) => alone.includes(word));
    return elsewhere.filter(asks).map(({ href, said, name }) => made("p", [said, made("a", name, { href }), "."], { class: "nearest" }));
  }

  function isWritten(letters, query) {
    const PART = /[\p{L}\p{N}_-]/u;
    for (let at = query.indexOf(letters); at >= 0; at = query.indexOf(letters, at + 1))
      if (!PART.test(query.slice(0, at).slice(-1)) && !PART.test(query.slice(at + letters.length)[0] ?? "")) return true;
    return false;
  }

  function browse() {
    const links = pages.flatMap(([href, name], rank) => [...(rank ? [", "] : []), made("a", name, { href })]);
    return made("p", [`${words.browse} `, ...links, "."], { class: "browse" });
  }

  function turning(query, { page, pages }) {
    if (pages < 2) return [];
    const link = (to, said, rel) => made("a", said, { href: `?${new URLSearchParams({ q: query, ...(to > 1 && { page: to }) })}#resultat`, rel });
    const before = page > 1 ? [link(page - 1, words.previous, "prev"), " "] : [];
    const after = page < pages ? [" ", link(page + 1, words.next, "next")] : [];
    const line = made("p", [...before, made("span", filled(words.place, { page, pages })), ...after]);
    return [made("nav", line, { class: "pages turning ui", "aria-label": words.turning })];
  }

  function answered(query, asking) {
    if (isWordless(query)) return [made("p", `${filled(words.wordless, { query })} ${words.attempt}`, { class: "nothing" }), browse()];
    const found = answer(query, (rank) => entries[rank][0], asking);
    const quoted = findQuoting(found.absent);
    const silent = found.absent.filter((word) => !quoted.some(([one]) => one === word));
    const absent = silent.map((word) => `«\u202f${word}\u202f»`).join(words.nor);
    const head = found.near ? silence(query, found, absent, quoted) : count(query, found, absent);
    const list = made("ol", found.ranks.map((rank) => hit(entries[rank], found)));
    const ranked = found.ranks.map((rank) => entries[rank][0]);
    for (const kind of new Set(ranked)) list.children[ranked.indexOf(kind)].id = kind;
    const results = found.ranks.length ? [made("section", list, { class: "results", "aria-labelledby": "resultat" })] : [];
    return [...head, ...ledElsewhere(query), ...quoted.map(tellQuoted), ...explained(query, found.absent), ...results, ...turning(query, found), ...(found.near ? [browse()] : [])];
  }

  const asked = new URLSearchParams(location.search);
  const given = readable(asked.getAll("q").at(-1) ?? "");
  const asking = Number(/^\d{1,8}$/.exec(asked.getAll("page").at(-1) ?? "")?.[0] ?? 1);
  const query = first(given, MAX_QUERY).trim();
  if (query) {
    const cut = [...given].length > MAX_QUERY ? [made("p", words.shortened, { class: "fault", role: "status" })] : [];
    for (const field of document.querySelectorAll('input[name="q"]')) field.value = query;
    document.title = document.title.replace(words.page, () => typo(filled(words.title, { query })));
    document.querySelector("main .nothing").replaceWith(...cut, ...answered(query, asking));
    const place = location.hash && document.getElementById(location.hash.slice(1));
    if (place) place.scrollIntoView();
    if (place) place.focus();
  }
})();
