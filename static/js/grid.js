// « Mes chiffres »: what is typed is kept at once in this browser, and a moment later on the server, which answers how it
// reads. Enter and arrows move as in a spreadsheet, Ctrl and Enter submit, and a block copied from one is pasted from the
// cell that has focus.
// Without this script the page is a form.
//
// The browser's own store holds one entry per account, window and cell until the server has said that it keeps the same
// text. Each window holds a lock while it is open: what a closed one left is taken over, what an open one types is not.
(() => {
  "use strict";

  const form = document.getElementById("grille");
  if (!form) return;

  const PAUSE = 700; // milliseconds after the last key before what was typed is sent
  const MOST_HEARD = 3; // rows of which is told what came up, where many were pasted
  const AGAIN = 8000; // milliseconds before it is sent again, when nothing answered
  const PATIENCE = 4000; // milliseconds for which a form that is sent waits for what the server is about to answer
  const COLUMNS = ["value", "level", "state", "manner", "value_high", "cumulative_since", "period", "missing_reason", "source", "message"];
  const PASTED = [["value", "level"], ["manner"], ["period"], ["missing_reason"], ["source"], ["message"]];
  const words = form.dataset;
  const prefix = `mes-chiffres:${words.account}:`;
  const told = document.getElementById("garde");
  const trouble = document.getElementById("ennui");
  const heard = document.getElementById("entendu"); // for who does not see what comes up in a cell that they have left
  const waiting = new Set(); // rows that the server has not answered for
  let timer = 0;
  let busy = false;
  let away = false; // whether what was typed could not be sent
  let underway = Promise.resolve(); // what `busy` says is being sent
  let held = ""; // "waits" for that: a form that is being sent; "goes": now

  // Who comes back to a page that refused some rows asks for it anew: else the browser asks whether to send them again.
  // Where two windows typed into one cell, what this one typed stands on the page alone.
  if (form.dataset.anew) history.replaceState(history.state, "");

  // Rows and cells

  const rows = [...form.querySelectorAll("tr[data-row]")];
  const numberOf = (row) => row.id.slice("ligne-".length);
  const fieldsOf = (row) => [...row.querySelectorAll("input:not([type=hidden], [type=file]), select, textarea")];
  const nameOf = (field) => field.name.slice(0, field.name.lastIndexOf("-"));
  const fieldOf = (row, name) => fieldsOf(row).find((field) => nameOf(field) === name && field.type !== "radio");
  const openedField = (row) => form.elements[`opened-${numberOf(row)}`];
  const openedOf = (row) => JSON.parse(openedField(row).value);
  const shownOf = (row, name) => openedOf(row).cells[name] ?? ["", 0];

  function say(text, where = told) {
    if (where.textContent !== text) where.textContent = text;
  }

  // The browser's own store: it may be full, or forbidden; the page then does without it

  const own = myWindow();
  const storeKey = (row, name) => `${prefix}${row.dataset.row}|${name}|${own}`;

  function myWindow() {
    const fresh = Math.random().toString(36).slice(2);
    try {
      return (sessionStorage[prefix] ??= fresh);
    } catch {
      return fresh;
    }
  }

  /** Names of the other windows that are open. */
  async function openWindows() {
    try {
      const { held } = await navigator.locks.query();
      navigator.locks.request(prefix + own, () => new Promise(() => {})); // held until this page is left
      return new Set(held.map((lock) => lock.name.slice(prefix.length)).filter((name) => name !== own));
    } catch {
      return new Set();
    }
  }

  function remember(row, name, text) {
    const [shown, version] = shownOf(row, name);
    const { revision } = openedOf(row);
    try {
      localStorage.setItem(storeKey(row, name), JSON.stringify({ text, shown, version, revision, at: Date.now() }));
    } catch {
      // what is typed still goes to the server
    }
  }

  function entries() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => [key, JSON.parse(localStorage[key])]);
    } catch {
      return [];
    }
  }

  function drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // nothing was kept
    }
  }

  /** Whether this page answers the form in which the entry was sent: the server has recorded it, or keeps it. */
  function arrived(row, name, entry) {
    const answers = document.referrer.split(/[?#]/)[0] === location.href.split(/[?#]/)[0];
    return entry.sent && answers && (openedOf(row).revision !== entry.revision || shownOf(row, name)[1] > entry.version);
  }

  /** What was typed here and never reached the server comes back into its cells; the server then says what it thinks. */
  async function restore() {
    const others = await openWindows();
    for (const [key, entry] of entries().sort((one, other) => one[1].at - other[1].at)) {
      const [place, name, owner] = key.slice(prefix.length).split("|");
      if (others.has(owner)) continue;
      const row = rows.find((one) => one.dataset.row === place);
      const field = row && fieldOf(row, name);
      if (!field) {
        if (entry.sent) drop(key);
        continue;
      }
      drop(key);
      if (field.value === entry.text || arrived(row, name, entry)) continue;
      const opened = openedOf(row);
      opened.cells[name] = [entry.shown, entry.version];
      openedField(row).value = JSON.stringify(opened);
      field.value = entry.text;
      remember(row, name, entry.text);
      waiting.add(row);
    }
    if (waiting.size) send();
  }

  // The server

  function typed(row, field) {
    const place = document.getElementById(`${field.name}-faute`);
    if (place && "refused" in place.dataset) {
      delete place.dataset.refused;
      place.replaceChildren();
    }
    if (field.type !== "radio") remember(row, nameOf(field), field.value);
    waiting.add(row);
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  }

  function dataOf(some) {
    const whole = new FormData(form);
    const wanted = new Set(some.map(numberOf));
    for (const name of [...whole.keys()]) if (name.startsWith("file-")) whole.delete(name); // they go with the form
    for (const name of [...whole.keys()]) {
      if (name !== "csrfmiddlewaretoken" && !wanted.has(name.slice(name.lastIndexOf("-") + 1))) whole.delete(name);
    }
    return whole;
  }

  function send() {
    if (!busy && waiting.size) underway = sendWaiting();
  }

  async function sendWaiting() {
    const some = [...waiting];
    waiting.clear();
    busy = true;
    try {
      const answer = await fetch(words.keep, { method: "POST", body: dataOf(some), redirect: "manual" });
      if (!answer.ok) throw new Error([0, 403].includes(answer.status) ? words.closed : words.away);
      const found = await answer.json();
      if (away) say("", trouble); // else it tells of what was pasted
      away = false;
      const rowOf = (key) => rows.find((row) => row.dataset.row === key);
      const news = [...found.rows.map((one) => show(rowOf(one.row), one)), ...found.gone.map((key) => leave(rowOf(key)))];
      say(news.filter(Boolean).slice(0, MOST_HEARD).join(" "), heard);
    } catch (error) {
      some.forEach((row) => waiting.add(row));
      away = true;
      say(error.message === words.closed ? words.closed : words.away, trouble);
      setTimeout(send, AGAIN);
    } finally {
      busy = false;
    }
    if (waiting.size && !away) timer = setTimeout(send, PAUSE);
  }

  /** What the server answers of a row: what it keeps, how it reads, what is wrong, and what another window typed.
      Tells of the row what was not said there before. */
  function show(row, answer) {
    const before = openedOf(row);
    const fresh = [];
    const opened = JSON.parse(answer.opened);
    for (const field of fieldsOf(row)) {
      const name = nameOf(field);
      if (name in answer.clashes) opened.cells[name] = before.cells[name] ?? ["", 0]; // until a person decides
      else if ((opened.cells[name]?.[0] ?? "") === field.value) drop(storeKey(row, name));
      fresh.push(showFaults(row, field, name, answer));
    }
    opened.revision = before.revision; // what somebody else recorded meanwhile was not seen here
    openedField(row).value = JSON.stringify(opened);
    const says = document.getElementById(`dit-${numberOf(row)}`);
    if (answer.leap !== (says.querySelector(".leap")?.textContent ?? "")) fresh.push(answer.leap);
    says.replaceChildren();
    if (answer.says) says.append(words.says, Object.assign(document.createElement("b"), { textContent: answer.says }));
    if (answer.leap) says.append(fragment("leap", answer.leap));
    const listed = document.querySelector(`.summary a[href="#${row.id}"]`)?.closest("li");
    if (listed) listed.hidden = Object.keys(answer.faults).length === 0;
    const summary = document.querySelector(".summary");
    if (summary) summary.hidden = !summary.querySelector("li:not([hidden])");
    if (answer.keptAt) say(words.kept.replace("{when}", answer.keptAt));
    return naming(row, fresh.filter(Boolean).join(" "));
  }

  const naming = (row, text) => text && `${row.dataset.name}${text}`;

  function showFaults(row, field, name, answer) {
    const place = document.getElementById(`${name}-${numberOf(row)}-faute`);
    if (!place || "refused" in place.dataset) return "";
    const faults = answer.faults[name] ?? [];
    const signature = JSON.stringify([faults, answer.clashes[name]]);
    if (faults.length) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (place.dataset.signature === signature) return ""; // who is choosing there goes on
    const chosen = place.querySelector("input:checked")?.value;
    place.dataset.signature = signature;
    place.replaceChildren(...faults.flatMap((fault) => ask(row, field, fault)));
    if (answer.clashes[name]) place.append(...choose(row, field, name, answer.clashes[name]));
    const again = chosen && place.querySelector(`input[value="${chosen}"]`);
    if (again) again.checked = true;
    return [...place.querySelectorAll(".fault, label")].map((one) => one.textContent.trim()).join(" ");
  }

  function fragment(kind, text) {
    return Object.assign(document.createElement("span"), { className: kind, textContent: text });
  }

  /** A fault; of a number with two readings, with the question which. */
  function ask(row, field, { says, readings }) {
    const fault = fragment("fault", says);
    if (!readings.length) return [fault];
    const group = fragment("readings", "");
    fault.id = `${field.name}-question`;
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-labelledby", fault.id);
    for (const [code, text] of readings) {
      const label = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { type: "radio", name: `reading-${numberOf(row)}`, value: code });
      label.append(input, " ", text);
      group.append(label);
    }
    return [fault, group];
  }

  /** Two windows typed into one cell: which text stays is decided here. */
  function choose(row, field, name, clash) {
    const decide = (text) => {
      const opened = openedOf(row);
      opened.cells[name] = [clash.text, clash.version];
      openedField(row).value = JSON.stringify(opened);
      field.value = text;
      typed(row, field);
      field.focus();
    };
    const button = (label, text) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: label });
      made.addEventListener("click", () => decide(text()));
      return made;
    };
    const said = words.clash.replace("{text}", clash.text || "–").replace("{when}", clash.at);
    return [fragment("fault", said), button(words.mine, () => field.value), button(words.theirs, () => clash.text)];
  }

  function leave(row) {
    const place = row.querySelector("th");
    if (place.querySelector(".gone")) return "";
    place.append(fragment("fault gone", words.gone));
    return naming(row, words.gone);
  }

  // The keys of a spreadsheet

  function down(field, step) {
    const row = field.closest("tr");
    const order = step > 0 ? rows.slice(rows.indexOf(row) + 1) : rows.slice(0, rows.indexOf(row)).reverse();
    const name = nameOf(field);
    const same = PASTED.find((names) => names.includes(name)) ?? [name];
    for (const next of order) {
      const found = same.map((one) => fieldOf(next, one)).find((one) => one?.offsetParent);
      if (found) return enter(found);
    }
    return false;
  }

  function across(field, step) {
    const order = fieldsOf(field.closest("tr")).filter((one) => one.offsetParent && COLUMNS.includes(nameOf(one)));
    const found = order[order.indexOf(field) + step];
    return found ? enter(found) : false;
  }

  function enter(field) {
    field.focus();
    if (field.tagName === "INPUT") field.select();
    return true;
  }

  function pressed(event) {
    const field = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      if (!event.repeat) form.requestSubmit(form.querySelector("[value=soumettre]"));
      return;
    }
    if (!field.matches("input:not([type=file]), select, textarea")) return;
    if (!field.closest("tr[data-row]") || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || field.type === "radio") return;
    const isText = field.tagName === "INPUT";
    const all = isText && field.selectionStart === 0 && field.selectionEnd === field.value.length;
    const first = isText && field.selectionEnd === 0;
    const last = isText && field.selectionStart === field.value.length;
    let moved = false;
    if (event.key === "Enter" && field.tagName !== "TEXTAREA") {
      down(field, event.shiftKey ? -1 : 1);
      moved = true; // it never sends the form
    } else if (event.shiftKey || !isText) return;
    else if (event.key === "ArrowDown") moved = down(field, 1);
    else if (event.key === "ArrowUp") moved = down(field, -1);
    else if (event.key === "ArrowRight" && (last || all)) moved = across(field, 1);
    else if (event.key === "ArrowLeft" && (first || all)) moved = across(field, -1);
    if (moved) event.preventDefault();
  }

  // A block from a spreadsheet

  /** Text with tabs → rows of cells. A cell with a line end or a quote stands between quotes, which are doubled in it. */
  function readBlock(text) {
    const found = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const char = text[i];
      const row = found.at(-1);
      if (quoted) {
        if (char !== '"') row[row.length - 1] += char;
        else if (text[i + 1] === '"') row[row.length - 1] += text[(i += 1)];
        else quoted = false;
      } else if (char === '"' && row.at(-1) === "") quoted = true;
      else if (char === "\t") row.push("");
      else if (char === "\n") found.push([""]);
      else if (char !== "\r") row[row.length - 1] += char;
    }
    if (found.length > 1 && found.at(-1).length === 1 && found.at(-1)[0] === "") found.pop();
    return found;
  }

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim().toLowerCase();

  /** Puts a text into a cell; false where a list does not have it. */
  function put(field, text) {
    if (field.tagName !== "SELECT") {
      field.value = field.tagName === "TEXTAREA" ? text : text.replace(/\s*\n\s*/g, " ").trim();
      return true;
    }
    const wanted = plain(text);
    const option = [...field.options].find((one) => plain(one.value) === wanted || plain(one.textContent) === wanted);
    if (option) field.value = option.value;
    return Boolean(option);
  }

  function refuse(field, text) {
    const place = document.getElementById(`${field.name}-faute`);
    place.dataset.refused = text;
    place.replaceChildren(fragment("fault", words.unknown.replace("{text}", text)));
    say(naming(field.closest("tr"), place.textContent), heard);
  }

  function pasted(event) {
    const field = event.target;
    const row = field.closest?.("tr[data-row]");
    const column = row ? PASTED.findIndex((names) => names.includes(nameOf(field))) : -1;
    const block = readBlock(event.clipboardData?.getData("text/plain") ?? "");
    if (column < 0 || (block.length === 1 && block[0].length === 1)) return;
    if (field.tagName === "TEXTAREA" && block.every((cells) => cells.length === 1)) return; // a text of several lines
    event.preventDefault();
    let outside = 0;
    block.forEach((cells, i) => {
      const target = rows[rows.indexOf(row) + i];
      cells.forEach((text, j) => {
        const names = PASTED[column + j] ?? [];
        const cell = target && names.map((one) => fieldOf(target, one)).find(Boolean);
        if (!cell) outside += text.trim() ? 1 : 0;
        else if (put(cell, text)) typed(target, cell);
        else refuse(cell, text);
      });
    });
    if (outside || !away) say(outside ? words.outside.replace("{count}", String(outside)) : "", trouble);
  }

  // Leaving

  /** Whether the form was held back until the server has answered, which keeps by now what the form would call unseen:
      it would be taken for another window. */
  function heldBack(event) {
    if (!busy || held === "goes") return false;
    event.preventDefault();
    if (held) return true;
    held = "waits";
    Promise.race([underway, new Promise((done) => setTimeout(done, PATIENCE))]).then(() => {
      held = "goes";
      form.requestSubmit(event.submitter);
      held = "";
    });
    return true;
  }

  form.addEventListener("submit", (event) => {
    if (heldBack(event)) return;
    for (const [key, entry] of entries()) {
      try {
        localStorage.setItem(key, JSON.stringify({ ...entry, sent: true }));
      } catch {
        return;
      }
    }
    waiting.clear();
  });
  addEventListener("pagehide", () => {
    if (waiting.size) navigator.sendBeacon(words.keep, dataOf([...waiting]));
  });
  addEventListener("online", send);
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, ({ target }) => {
      const row = target.closest("tr[data-row]");
      if (row && target.type !== "file" && (kind === "input" || target.type === "radio" || target.tagName === "SELECT")) typed(row, target);
    });
  }
  form.addEventListener("keydown", pressed);
  form.addEventListener("paste", pasted);
  restore();
})();
