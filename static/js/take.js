// What can be taken of a chart: buttons that copy each text, and one that shares the address where the browser can.
// Without this script, the texts are there to be selected.
//
// <details class="take" data-copy="Copier" data-copied="Copié" data-share="Partager">, with readonly fields in <p>.
(() => {
  "use strict";

  const SHOWN = 2000; // milliseconds for which « copied » stands

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  async function copy(field, said, words) {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return; // it stays selected, to be copied by hand
    }
    said.textContent = words.copied;
    setTimeout(() => (said.textContent = ""), SHOWN);
  }

  function equip(take) {
    for (const field of take.querySelectorAll("textarea, input")) {
      const said = document.createElement("span");
      said.setAttribute("role", "status");
      const tools = document.createElement("span");
      const copying = button(take.dataset.copy, () => copy(field, said, take.dataset));
      copying.setAttribute("aria-label", `${take.dataset.copy} – ${field.labels[0].textContent}`);
      tools.className = "tools";
      tools.append(copying);
      if (field.dataset.title && navigator.share) {
        const given = { title: field.dataset.title, url: field.value };
        tools.append(button(take.dataset.share, () => navigator.share(given).catch(() => {})));
      }
      tools.append(said);
      field.before(tools);
    }
  }

  for (const take of document.querySelectorAll(".take[data-copy]")) {
    if (take.open) equip(take); // before this script was there
    else take.addEventListener("toggle", () => equip(take), { once: true });
  }
})();
