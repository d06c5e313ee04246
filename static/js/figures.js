// Any figure opens, in place, what it is: the page that its link leads to, shown in a dialog. Without this script, or
// where that page cannot be fetched (a site read from files, a network that fails), the link is followed as usual.
// The address changes with the dialog, so that it can be copied, and « back » closes it.
//
// <a class="figure" href="…">4 944 heures</a>, whose page holds <article class="trace">.
(() => {
  "use strict";

  const PATIENCE = 4000; // milliseconds, after which the page itself is opened
  const words = document.currentScript.dataset; // data-close="Fermer"
  // Reloaded at the address of a dialog: what stands before it in the history is another page.
  const landed = history.state?.figure ? location.pathname : null;
  // Trusted Types: what is read with it is looked at only, as a document of its own, in which nothing runs.
  const rules = { createHTML: (page) => page };
  const policy = window.trustedTypes?.createPolicy("figure-page", rules) ?? rules;
  let dialog = null;

  function isPlain(event) {
    return event.button === 0 && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  }

  async function read(address) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE), headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const page = new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html");
    const article = page.querySelector("article.trace");
    if (!article) throw new Error("no figure there");
    // Written for a page of its own: here, its addresses start from that page, and its ids are not this page's.
    for (const link of article.querySelectorAll("[href]")) link.href = new URL(link.getAttribute("href"), address).href;
    for (const named of article.querySelectorAll("[id]")) named.removeAttribute("id");
    article.dataset.hue = page.documentElement.className;
    return document.importNode(article, true);
  }

  function made() {
    const box = document.createElement("dialog");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "close";
    button.textContent = words.close;
    button.addEventListener("click", () => box.close());
    box.className = "figure-dialog";
    box.append(button);
    box.addEventListener("click", (event) => event.target === box && box.close());
    box.addEventListener("close", () => {
      if (history.state?.figure) history.back();
    });
    document.body.append(box);
    return box;
  }

  function show(article) {
    dialog ??= made();
    dialog.querySelector("article")?.remove();
    dialog.classList.value = `figure-dialog ${article.dataset.hue}`;
    dialog.setAttribute("aria-label", article.querySelector("h1").textContent.trim().replace(/\s*\n\s*/g, " "));
    dialog.append(article);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }

  async function open(address, push) {
    try {
      const article = await read(address);
      if (push) history[dialog?.open ? "replaceState" : "pushState"]({ figure: true }, "", address);
      show(article);
    } catch {
      location.assign(address);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.figure");
    if (!link || !isPlain(event) || link.target || link.origin !== location.origin || !window.HTMLDialogElement) return;
    if (document.querySelector("main article.trace")) return; // on the page of a figure, another one is another page
    if (!location.protocol.startsWith("http")) return;
    event.preventDefault();
    open(link.href, true);
  });

  addEventListener("popstate", (event) => {
    if (landed && location.pathname !== landed) location.reload();
    else if (!landed && event.state?.figure) open(location.href, false);
    else dialog?.close();
  });
})();
