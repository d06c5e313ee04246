// Charts: each figure holds an SVG written by the server. While it is in view and the browser is idle, Plotly draws the
// same picture on top of it, in the same box, to read each value and to download. Nothing moves; if anything fails, the
// SVG simply stays. Nothing of Plotly is asked for where data are to be saved, nor for paper. No style attribute is
// written in markup: the pages forbid them.
//
// What a point says was written by the server too. It is read beside the drawing, until another is: from the keys, at
// once, and where Plotly finds a point under a pointer or a finger. To the keys and to a screen reader they are one slider,
// whose value is what is said of the point.
//
// <figure data-chart data-plotly-src="…" data-plotly-css="…">
//   <div class="chart-points"><p class="hint" id="…"></p><div data-label="…"><p data-said="…"></p>…</div></div>
//   <div class="chart-canvas"><svg>…</svg></div>
//   <script type="application/json" class="chart-data">{"data": […], "layout": {…}}</script>
// </figure>
// <script type="application/json" id="chart-config" data-chart-code="…">{…}</script>, once in the page: charts-in-view.js
// asks for this code.

(() => {
  "use strict";

  const LIVE = "is-live";
  const NO_CONFIG = { displayModeBar: false, showSendToCloud: false, plotlyServerURL: "" };
  const TOKEN = /^var\(--[\w-]+\)$/;

  const HERE = document.currentScript.dataset.here; // where addresses of the page start from: see charts-in-view.js

  const darkness = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");
  const sparing = matchMedia("(prefers-reduced-data: reduce)");
  const TEXT = 13; // pixels of the text beside which the lengths of a figure are given
  const charts = new Map(); // figure → { canvas, svg, live, spec, width, text }
  const readers = new Map(); // figure → { slider, choose }, in the order of the page
  const waiting = new Set();
  let plotly = null;
  let busy = false;

  // On a machine that is never idle, a reader waits this long and no longer.
  const SOON = { timeout: 1000 };

  function whenIdle(work) {
    if ("requestIdleCallback" in window) requestIdleCallback(work, SOON);
    else setTimeout(work, 200);
  }

  function readJson(element) {
    return element ? JSON.parse(element.textContent) : null;
  }

  function loaded(element) {
    return new Promise((resolve, reject) => {
      element.onload = resolve;
      element.onerror = () => reject(new Error("Plotly could not be loaded"));
      document.head.append(element);
    });
  }

  // Its style sheet comes first, under the name by which Plotly knows that it need not write one into the page.
  async function fetchPlotly({ plotlySrc, plotlyCss }) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.id = "plotly.js-style-global";
    sheet.className = "no-inline-styles";
    sheet.href = new URL(plotlyCss, HERE);
    await loaded(sheet);
    const code = new URL(plotlySrc, HERE).href;
    // Trusted Types, for Plotly, which hands over plain texts: code comes from this address alone, and markup is what no
    // element can come of. It decodes « &amp; » so when an image is downloaded.
    window.trustedTypes?.createPolicy("default", {
      createScriptURL: (address) => (address === code ? address : null),
      createHTML: (markup) => (markup.includes("<") ? null : markup),
    });
    const script = document.createElement("script");
    script.src = code;
    await loaded(script);
    if (!window.Plotly) throw new Error("no Plotly");
    return window.Plotly;
  }

  function loadPlotly(figure) {
    plotly ??= fetchPlotly(figure.dataset);
    return plotly;
  }

  // Colours and fonts are written as var(--name): what they are now, in this figure, in this theme.
  function resolver(figure) {
    const probe = document.createElement("span");
    probe.hidden = true;
    probe.style.forcedColorAdjust = "none"; // else all colours would be that of words
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

  function measure(chart) {
    chart.width = chart.svg.getBoundingClientRect().width;
    chart.text = parseFloat(getComputedStyle(chart.canvas).fontSize);
  }

  // The figure in the colours, at the width and with the size of text that the page has now.
  function fitted(figure, { spec, width, text }) {
    const colours = resolver(figure);
    const { data, layout } = colours.walk(spec);
    colours.done();
    const unit = text / TEXT;
    for (const { marker } of data) if (marker?.size) marker.size = marker.size.map((size) => size * unit);
    for (const words of layout.annotations) {
      words.xshift *= unit;
      words.yshift *= unit;
      words.font.size *= unit;
    }
    return { data, layout: { ...layout, width, height: layout.height * unit } };
  }

  function configOf(figure) {
    const config = readJson(document.getElementById("chart-config")) ?? NO_CONFIG;
    const options = { ...config.toImageButtonOptions, filename: figure.dataset.chart || "graphique" };
    return { ...config, toImageButtonOptions: options };
  }

  // The SVG stays in the accessibility tree; what Plotly draws says the same and is kept out of it, as is the drawing that
  // it measures words with, at the end of the page. Its button is not.
  function hush({ live }) {
    const measuring = document.querySelectorAll("#js-plotly-tester");
    for (const drawing of [...live.querySelectorAll(".main-svg"), ...measuring]) drawing.setAttribute("aria-hidden", "true");
  }

  // Plotly rounds the place of its words to whole pixels, and remembers how long each was, however a reader spaces its
  // letters since: each goes back exactly onto its twin, and hangs as it does, so that both go on alike.
  function settle({ svg, live }) {
    const twins = [...svg.querySelectorAll("text")];
    const words = [...live.querySelectorAll(".annotation-text")];
    if (words.length !== twins.length) return;
    words.forEach((word, i) => (word.style.textAnchor = getComputedStyle(twins[i]).textAnchor));
    const moves = words.map((word, i) => {
      const [from, to] = [word.getBoundingClientRect(), twins[i].getBoundingClientRect()];
      return [to.left - from.left, to.top - from.top];
    });
    words.forEach((word, i) => {
      const place = word.parentNode.getAttribute("transform") ?? "";
      word.parentNode.setAttribute("transform", `${place} translate(${moves[i]})`);
    });
  }

  async function draw(figure) {
    const canvas = figure.querySelector(".chart-canvas");
    const svg = canvas?.querySelector("svg");
    const spec = readJson(figure.querySelector("script.chart-data"));
    if (!svg?.getClientRects().length || !spec) return; // words may stand in its place: see charts.css
    const Plotly = await loadPlotly(figure);
    const live = document.createElement("div");
    live.className = "chart-live";
    canvas.append(live);
    const chart = { canvas, svg, live, spec };
    measure(chart);
    try {
      const { data, layout } = fitted(figure, chart);
      await Plotly.newPlot(live, data, layout, configOf(figure));
      hush(chart);
      settle(chart);
      charts.set(figure, chart);
      canvas.classList.add(LIVE);
      const { choose } = readers.get(figure);
      for (const found of ["plotly_hover", "plotly_click"]) live.on(found, ({ points }) => choose(Number(points[0].id)));
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
    measure(chart);
    const turn = (chart.turn = (chart.turn ?? 0) + 1);
    const { data, layout } = fitted(figure, chart);
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

  // What each point says: the keys go from one to the next. `choose` reads one, by its rank.
  function openPoints(figure) {
    const box = figure.querySelector(".chart-points");
    const slider = box.querySelector("[data-label]");
    const points = [...slider.children];
    const spec = readJson(figure.querySelector("script.chart-data"));
    const ids = spec.data.flatMap((trace) => trace.ids ?? []);
    let chosen = -1;

    const choose = (rank) => {
      const marks = figure.querySelectorAll(".chart-live .points path");
      for (const read of figure.querySelectorAll(".is-read")) read.classList.remove("is-read");
      chosen = rank;
      slider.setAttribute("aria-valuenow", Math.max(rank, 0) + 1);
      slider.setAttribute("aria-valuetext", points[Math.max(rank, 0)].textContent);
      points[rank]?.classList.add("is-read");
      marks[ids.indexOf(String(rank))]?.classList.add("is-read");
    };

    const hint = box.querySelector(".hint");
    for (const words of [hint, ...points]) {
      words.textContent = words.dataset.said;
      words.removeAttribute("data-said");
    }
    slider.setAttribute("role", "slider");
    slider.setAttribute("aria-label", slider.dataset.label);
    slider.setAttribute("aria-describedby", hint.id);
    slider.setAttribute("aria-valuemin", 1);
    slider.setAttribute("aria-valuemax", points.length);
    choose(-1);

    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    slider.addEventListener("focus", () => choose(Math.max(chosen, 0)));
    slider.addEventListener("keydown", (event) => {
      if (event.key === "Escape") choose(-1);
      if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault(); // the page does not scroll away
      choose(Math.min(Math.max(chosen + steps[event.key], 0), points.length - 1));
    });
    return { slider, choose };
  }

  // A page of many charts would have too many stops for the keyboard: those in view have one, and the charts before,
  // around and after what has the focus, so that none is passed over.
  const seen = new Set();

  function openStops() {
    const figures = [...readers.keys()];
    const focused = document.activeElement;
    const after = (figure) => focused.compareDocumentPosition(figure) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = figures.findIndex((figure) => figure.contains(focused) || after(figure));
    const at = next < 0 ? figures.length : next;
    figures.forEach((figure, rank) => {
      const { slider } = readers.get(figure);
      const around = rank === at - 1 || rank === at || (rank === at + 1 && figures[at].contains(focused));
      if (seen.has(figure) || (around && focused !== document.body)) slider.tabIndex = 0;
      else slider.removeAttribute("tabindex");
      figure.classList.toggle("is-entered", figure.contains(focused)); // :focus-within ends before the next stop is found
    });
  }

  const stops = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) isIntersecting ? seen.add(target) : seen.delete(target);
    openStops();
  });

  function wanted() {
    return !(navigator.connection?.saveData || sparing.matches || paper.matches);
  }

  function next() {
    const [figure] = waiting;
    busy = Boolean(figure) && wanted();
    if (busy) whenIdle(() => take(figure));
  }

  // What has left the view meanwhile waits until it comes back.
  async function take(figure) {
    if (waiting.delete(figure)) {
      views.unobserve(figure);
      await draw(figure).catch((error) => console.warn("chart:", error));
    }
    next();
  }

  const views = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) isIntersecting ? waiting.add(target) : waiting.delete(target);
    if (!busy) next();
  });

  const resizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const figure = target.closest("[data-chart]");
      const chart = charts.get(figure);
      const text = chart && parseFloat(getComputedStyle(target).fontSize);
      if (!chart || (Math.abs(chart.svg.getBoundingClientRect().width - chart.width) < 0.5 && text === chart.text)) continue;
      chart.canvas.classList.remove(LIVE);
      clearTimeout(chart.pause);
      chart.pause = setTimeout(() => redraw(figure), 120);
    }
  });

  function start() {
    for (const figure of document.querySelectorAll("[data-chart]")) {
      readers.set(figure, openPoints(figure));
      stops.observe(figure);
      views.observe(figure);
    }
    addEventListener("focusin", openStops);
    darkness.addEventListener("change", redrawAll);
    paper.addEventListener("change", () => busy || next());
    new MutationObserver(redrawAll).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["class", "data-theme"],
    });
    addEventListener("beforeprint", () => charts.forEach(({ canvas }) => canvas.classList.remove(LIVE)));
    addEventListener("afterprint", () => charts.forEach(({ canvas }) => canvas.classList.add(LIVE)));
  }

  start();
})();
