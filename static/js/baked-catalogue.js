// The catalogue of a site read from files: filters, text and order, as the address asks; what the server does elsewhere.
// window.baked comes from catalogue-data.js, beside the page, which holds every row; the words of texts from
// baked-question.js.
(() => {
  "use strict";

  const { rows, filters, orders, words, faults, search } = window.baked;
  const { MAX_QUERY, first, readable, typo, filled, counted, made } = window.bakedWords;
  const { matching, isWordless } = window.bakedQuestion;
  const LANDING = "#resultat";
  const TOLD = 40; // characters of a value that is told to be ignored
  const asked = new URLSearchParams(location.search);
  const page = location.pathname;
  const names = Object.keys(filters);
  const said = [];

  const shorter = (value) => ([...value].length > TOLD ? `${first(value, TOLD - 1)}…` : value);
  const fault = (sentence, name, value) => said.push(typo(filled(sentence, { name, value: shorter(value) })));

  /** The last value of a parameter that is given more than once, without what cannot be read. */
  function last(name) {
    const found = asked.getAll(name).map(readable).filter(Boolean);
    if (new Set(found).size > 1) fault(faults.twice, name, "");
    return found.at(-1) ?? "";
  }

  function readQuery() {
    const whole = last("q");
    const query = first(whole, MAX_QUERY).trim();
    if ([...whole].length > MAX_QUERY) said.push(faults.long);
    if (!query || !isWordless(query)) return query;
    fault(faults.wordless, "", query);
    return "";
  }

  function readFilters() {
    const found = {};
    for (const name of names) {
      const value = last(name);
      if (Object.hasOwn(filters[name].choices, value)) found[name] = value;
      else if (value) fault(faults.filter, filters[name].label, value);
    }
    return found;
  }

  function readSort() {
    const value = last("tri");
    if (!value || Object.hasOwn(orders, value)) return value;
    fault(faults.sort, "", value);
    return "";
  }

  const query = readQuery();
  const chosen = readFilters();
  const sort = readSort();
  const found = matching(query);
  const keeps = (row) =>
    Object.entries(chosen).every(([name, value]) => row.choices[name].includes(value)) &&
    (!query || found.has(row.rank));

  /** The address of this selection with one parameter changed, or without it. */
  function address(name, value) {
    const given = new URLSearchParams();
    for (const [one, held] of Object.entries({ q: query, ...chosen, tri: sort, [name]: value })) if (held) given.set(one, held);
    return (`${given}` ? `${page}?${given}` : page) + LANDING;
  }

  function arrange() {
    const body = document.querySelector("table.indicators tbody");
    const drawn = new Map([...body.rows].map((row) => [row.querySelector(".code").textContent.trim(), row]));
    const kept = new Set(rows.filter(keeps).map((row) => row.code));
    const codes = (sort ? orders[sort] : rows.map((row) => row.code)).filter((code) => kept.has(code));
    body.replaceChildren(...codes.map((code) => drawn.get(code)));
    return codes.length;
  }

  function fill() {
    for (const [name, value] of Object.entries({ q: query, tri: sort, ...Object.fromEntries(names.map((n) => [n, chosen[n]])) }))
      document.querySelector(`.filters [name="${name}"]`).value = value ?? "";
  }

  function headings() {
    for (const link of document.querySelectorAll("table.indicators thead a")) {
      const name = new URLSearchParams(link.search).get("tri").replace("-", "");
      const now = { [name]: "ascending", [`-${name}`]: "descending" }[sort];
      link.href = address("tri", now === "ascending" ? `-${name}` : name);
      if (!now) continue;
      link.closest("th").setAttribute("aria-sort", now);
      if (now === "ascending") link.querySelector(".hidden").textContent = words.descending;
      link.append(made("span", now === "ascending" ? "↑" : "↓", { class: "arrow", "aria-hidden": "true" }));
    }
    if (sort) document.querySelector("table.indicators caption").textContent = words.sorted;
  }

  function active(label, href) {
    const parts = [made("span", words.remove, { class: "hidden" }), `${label} `, made("span", "×", { "aria-hidden": "true" })];
    return made("li", made("a", parts, { href }));
  }

  function labels() {
    const found = Object.entries(chosen).map(([name, value]) => [
      name,
      typo(`${filters[name].label} : ${filters[name].choices[value]}`),
    ]);
    return query ? [["q", typo(`${words.text} : « ${query} »`)], ...found] : found;
  }

  function actives() {
    const items = labels().map(([name, label]) => active(label, address(name, "")));
    if (items.length > 1) items.push(made("li", made("a", words.all, { class: "all", href: page + LANDING })));
    return items;
  }

  function nothing() {
    const elsewhere = query
      ? [made("a", filled(words.search, { query }), { href: `${search}?${new URLSearchParams({ q: query })}` }), words.also]
      : [made("a", words.back, { href: page })];
    return made("div", [made("p", words.none), made("p", [`${words.wider} `, ...elsewhere])], { class: "nothing" });
  }

  function tell(count, items) {
    const line = document.querySelector("#resultat");
    const title = [counted(count, words.indicators), ...labels().map(([, label]) => label)].join(" · ");
    if (items.length) document.title = document.title.replace(words.page, () => title);
    line.replaceChildren(made("b", counted(count, words.indicators)), ...(items.length ? [` ${words.of}`] : []));
    if (items.length) line.after(made("ul", items, { class: "active ui", "aria-label": words.active }));
    line.parentElement.before(...said.map((sentence) => made("p", sentence, { class: "fault", role: "status" })));
    if (!count) line.parentElement.nextElementSibling.replaceWith(nothing());
  }

  if ([...asked].some(([name, value]) => value && ["q", "tri", ...names].includes(name))) {
    fill();
    headings();
    tell(arrange(), actives());
  }
})();
