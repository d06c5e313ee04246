// Asks for the code of the charts once one is in view, or once the keyboard is used: until then the drawings of the
// server say everything, and nothing more is fetched. Addresses start from here, before a dialog changes that of the page.
//
// <script type="application/json" id="chart-config" data-chart-code="…">, in pages that have charts.
(() => {
  "use strict";

  const config = document.getElementById("chart-config");
  const figures = document.querySelectorAll("[data-chart]");
  if (!config || !figures.length || !("IntersectionObserver" in window)) return;
  const here = document.baseURI;
  const code = new URL(config.dataset.chartCode, here).href;
  // Trusted Types: the one address that this script may fetch code from.
  const rules = { createScriptURL: (address) => (address === code ? address : null) };
  const policy = window.trustedTypes?.createPolicy("chart-code", rules) ?? rules;

  function ask() {
    views.disconnect();
    removeEventListener("focusin", ask);
    const script = document.createElement("script");
    script.dataset.here = here;
    script.src = policy.createScriptURL(code);
    document.head.append(script);
  }

  const views = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) ask();
  });
  for (const figure of figures) views.observe(figure);
  addEventListener("focusin", ask);
})();
