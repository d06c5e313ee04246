// Two releases chosen in a site read from files lead to their comparison: here, where it was written; else on the site.
(() => {
  "use strict";

  const { pairs, site } = window.baked;
  const asked = new URLSearchParams(location.search);
  const [before, after, axis] = ["avant", "apres", "axe"].map((name) => asked.get(name) ?? "");
  if (!before || !after) return;
  const pair = `${before}/${after}/${axis ? `axe-${axis}/` : ""}`;
  location.replace(pairs.includes(pair) ? new URL(`${pair}index.html`, location.href) : site + pair);
})();
