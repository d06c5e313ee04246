/* Who uses a page is told before their session ends, and prolongs it. Once it has ended nothing is sent, so that what was
   typed stays: it is sent from here after they signed in in another tab. */

const notice = document.getElementById("session");
const SOON = 300_000; // milliseconds before it ends for want of use
const LATE = 600_000; // before it ends whatever is done
const PAUSE = 15_000; // between two looks, at least

const { address, idle, whole } = notice.dataset;
const ends = { idle: Date.now() + 1000 * idle, whole: Date.now() + 1000 * whole };
let token = "";
let timer = 0;

const isOver = () => Date.now() >= Math.min(ends.idle, ends.whole);

function nameEnd() {
  if (isOver()) return "over";
  if (ends.whole - Date.now() <= LATE) return "late";
  return ends.idle - Date.now() <= SOON ? "idle" : "";
}

function show() {
  const end = nameEnd();
  for (const one of notice.children) one.hidden = one.dataset.when !== end;
  const moments = [ends.idle - SOON, ends.whole - LATE, ends.idle, ends.whole].filter((one) => one > Date.now());
  clearTimeout(timer);
  if (end !== "over") timer = setTimeout(look, Math.max(PAUSE, Math.min(...moments) - Date.now()));
}

/** Asks how long it lasts, which is no use of it; or, by POST, prolongs it. Forms get the token of now. */
async function look(method = "GET") {
  try {
    const answer = await fetch(address, { method, headers: { "X-CSRFToken": token }, cache: "no-store" });
    const told = await answer.json();
    token = told.token;
    ends.idle = Date.now() + 1000 * told.idle;
    ends.whole = Date.now() + 1000 * told.whole;
    if (token) for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
  } catch {
    // nobody answers: what was known holds
  }
  show();
}

notice.querySelector("button").addEventListener("click", () => look("POST"));

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && nameEnd()) look();
});

addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (form.getAttribute("method")?.toLowerCase() !== "post" || !isOver()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await look();
    if (!isOver()) form.requestSubmit(event.submitter);
  },
  true,
);

show();
