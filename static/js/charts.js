// Charts: each figure holds an SVG written by the server. When it comes into view and the browser is idle, Plotly draws
// the same picture on top of it, in the same box, to hover, zoom and download. Nothing moves; if anything fails, the SVG
// simply stays. No style attribute is written in markup: the pages forbid them.
//
// <figure data-chart data-plotly-src="…">
//   <div class="chart-canvas"><svg>…</svg></div>
//   <script type="application/json" class="chart-data">{"data": […], "layout": {…}}</script>
// </figure>
// <script type="application/json" id="chart-config">{…}</script>, once in the page.

(() => {
  "use strict";

  const LIVE = "is-live";
  const NO_CONFIG = { displayModeBar: false, showSendToCloud: false, plotlyServerURL: "" };
  const TOKEN = /^var\(--[\w-]+\)$/;

  const HERE = document.baseURI; // a dialog changes the address (see figures.js); links of the page start from here

  const darkness = matchMedia("(prefers-color-scheme: dark)");
  const coarse = matchMedia("(pointer: coarse)");
  const charts = new Map(); // figure → { canvas, svg, live, figure, width }
  const waiting = [];
  let plotly = null;
  let busy = false;

  function whenIdle(work) {
    if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 2000 });
    else setTimeout(work, 200);
  }

  function readJson(element) {
    return element ? JSON.parse(element.textContent) : null;
  }

  function loadPlotly(source) {
    plotly ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(source, HERE);
      script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no Plotly")));
      script.onerror = () => reject(new Error("Plotly could not be loaded"));
      document.head.append(script);
    });
    return plotly;
  }

  function sourceOf(figure) {
    return figure.dataset.plotlySrc ?? document.querySelector('meta[name="plotly-src"]')?.content;
  }

  // Colours and fonts are written as var(--name): what they are now, in this figure, in this theme.
  function resolver(figure) {
    const probe = document.createElement("span");
    probe.hidden = true;
    figure.append(probe);
    const known = new Map();
    const read = (property, value) => {
      probe.style[property] = value;
      return getComputedStyle(probe)[property];
    };
    const resolve = (value, key) => {
      const family = key === "family";
      const name = `${family}:${value}`;
      if (!known.has(name)) known.set(name, family ? read("fontFamily", value) : plainColour(read("color", value)));
      return known.get(name);
    };
    const walk = (node, key) => {
      if (typeof node === "string") return TOKEN.test(node) ? resolve(node, key) : node;
      if (Array.isArray(node)) return node.map((item) => walk(item, key));
      if (node && typeof node === "object")
        return Object.fromEntries(Object.entries(node).map(([name, item]) => [name, walk(item, name)]));
      return node;
    };
    return { walk, done: () => probe.remove() };
  }

  // color-mix() computes to « color(srgb 0.1 0.2 0.3) », which Plotly may not read.
  function plainColour(colour) {
    const parts = colour.match(/^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)/);
    return parts ? `rgb(${parts.slice(1).map((part) => Math.round(Number(part) * 255)).join(", ")})` : colour;
  }

  function coloured(figure, { data, layout }, width) {
    const colours = resolver(figure);
    const result = { data: colours.walk(data), layout: { ...colours.walk(layout), width } };
    colours.done();
    if (coarse.matches) result.layout.dragmode = false; // a finger scrolls the page
    return result;
  }

  function configOf(figure) {
    const config = readJson(document.getElementById("chart-config")) ?? NO_CONFIG;
    const options = { ...config.toImageButtonOptions, filename: figure.dataset.chart || "graphique" };
    return { ...config, toImageButtonOptions: options };
  }

  // The SVG stays in the accessibility tree; what Plotly draws says the same and is kept out of it. Its button is not.
  function hush({ live }) {
    for (const drawing of live.querySelectorAll(".main-svg")) drawing.setAttribute("aria-hidden", "true");
  }

  // Plotly rounds the place of its words to whole pixels: each goes back exactly onto its twin. More than that is no
  // rounding, and is left to be seen.
  function settle({ svg, live }) {
    const twins = [...svg.querySelectorAll("text")];
    const words = [...live.querySelectorAll(".annotation-text")];
    if (words.length !== twins.length) return;
    const moves = words.map((word, i) => {
      const [from, to] = [word.getBoundingClientRect(), twins[i].getBoundingClientRect()];
      return [to.left - from.left, to.top - from.top];
    });
    if (moves.flat().some((move) => Math.abs(move) > 1.5)) return;
    words.forEach((word, i) => {
      const place = word.parentNode.getAttribute("transform") ?? "";
      word.parentNode.setAttribute("transform", `${place} translate(${moves[i]})`);
    });
  }

  async function draw(figure) {
    const canvas = figure.querySelector(".chart-canvas");
    const svg = canvas?.querySelector("svg");
    const source = sourceOf(figure);
    const spec = readJson(figure.querySelector("script.chart-data"));
    if (!svg || !source || !spec) return;
    const Plotly = await loadPlotly(source);
    const live = document.createElement("div");
    live.className = "chart-live";
    canvas.append(live);
    const chart = { canvas, svg, live, spec, width: svg.getBoundingClientRect().width };
    try {
      const { data, layout } = coloured(figure, spec, chart.width);
      await Plotly.newPlot(live, data, layout, configOf(figure));
      hush(chart);
      settle(chart);
      charts.set(figure, chart);
      canvas.classList.add(LIVE);
      resizes.observe(canvas);
    } catch (error) {
      live.remove();
      throw error;
    }
  }

  // The SVG takes over at once, Plotly follows, and comes back when it stands on it again.
  async function redraw(figure) {
    const chart = charts.get(figure);
    chart.canvas.classList.remove(LIVE);
    chart.width = chart.svg.getBoundingClientRect().width;
    const turn = (chart.turn = (chart.turn ?? 0) + 1);
    const { data, layout } = coloured(figure, chart.spec, chart.width);
    try {
      await (await plotly).react(chart.live, data, layout, configOf(figure));
      hush(chart);
      settle(chart);
      if (turn === chart.turn) chart.canvas.classList.add(LIVE);
    } catch (error) {
      console.warn("chart:", error);
    }
  }

  function redrawAll() {
    for (const figure of charts.keys()) redraw(figure);
  }

  function next() {
    const figure = waiting.shift();
    if (!figure) {
      busy = false;
      return;
    }
    busy = true;
    whenIdle(() =>
      draw(figure)
        .catch((error) => console.warn("chart:", error))
        .then(next),
    );
  }

  const views = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        views.unobserve(entry.target);
        waiting.push(entry.target);
      }
      if (!busy) next();
    },
    { rootMargin: "160px" },
  );

  const resizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const figure = target.closest("[data-chart]");
      const chart = charts.get(figure);
      if (!chart || Math.abs(chart.svg.getBoundingClientRect().width - chart.width) < 0.5) continue;
      chart.canvas.classList.remove(LIVE);
      clearTimeout(chart.pause);
      chart.pause = setTimeout(() => redraw(figure), 120);
    }
  });

  function start() {
    if (navigator.connection?.saveData || !("IntersectionObserver" in window)) return;
    for (const figure of document.querySelectorAll("[data-chart]")) views.observe(figure);
    darkness.addEventListener("change", redrawAll);
    new MutationObserver(redrawAll).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["class", "data-theme"],
    });
    addEventListener("beforeprint", () => charts.forEach(({ canvas }) => canvas.classList.remove(LIVE)));
    addEventListener("afterprint", () => charts.forEach(({ canvas }) => canvas.classList.add(LIVE)));
  }

  start();
})();
