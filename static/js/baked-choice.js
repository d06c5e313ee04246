// Two releases chosen in a site read from files lead to their comparison, where it was written; else it is told that only
// the living site has it. window.baked comes from comparisons-data.js, beside the page; bakedWords from baked-words.js.
(() => {
  "use strict";

  const { pairs, site, words } = window.baked;
  const { readable, typo, filled, made } = window.bakedWords;
  const asked = new URLSearchParams(location.search);
  const fields = new Map(["avant", "apres", "axe"].map((name) => [name, document.querySelector(`.choose [name="${name}"]`)]));
  const given = (name) => readable(asked.get(name) ?? "");
  const known = (name) => [...fields.get(name).options].some((option) => option.value === given(name));

  function tell(...content) {
    document.querySelector(".choose").before(made("p", content, { class: "fault", role: "status" }));
  }

  if (!fields.get("avant")) return;
  for (const [name, field] of fields) if (given(name) && known(name)) field.value = given(name);
  const unknown = ["avant", "apres"].filter((name) => given(name) && !known(name));
  for (const name of unknown) tell(typo(filled(words.unknown, { name: given(name) })));
  if (unknown.length || !given("avant") || !given("apres")) return;
  const axis = given("axe") && known("axe") ? `${given("axe").replace(/^(?=\d)/, "axe-")}/` : "";
  const pair = `${given("avant")}/${given("apres")}/${axis}`;
  if (pairs.includes(pair)) location.replace(new URL(`${pair}index.html`, location.href));
  else tell(typo(words.elsewhere), " ", made("a", `${site}${pair}`, { href: `${site}${pair}` }));
})();
