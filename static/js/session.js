/* Who uses a page is told before their session ends, and prolongs it. A session may also end before its time, when a role
   is given or taken, or be somebody else's by now: before a form is sent, the server is asked. Where it may not go,
   nothing is sent, so that what was typed stays: it is sent from here after they signed in in another tab. */

const notice = document.getElementById("session");
const SOON = 300_000; // milliseconds before it ends for want of use
const LATE = 600_000; // before it ends whatever is done
const PAUSE = 15_000; // between two looks, at least
const FRESH = 10_000; // how long what the server told holds, where a form is sent

const { account, address, idle, whole } = notice.dataset;
const ends = { idle: Date.now() + 1000 * idle, whole: Date.now() + 1000 * whole };
let token = "";
let timer = 0;
let told = Date.now(); // when the server last was asked
let others = false; // whether somebody else signed in meanwhile, in another tab
let asking = false;

const isOver = () => Date.now() >= Math.min(ends.idle, ends.whole);
const mayGo = () => !isOver() && !others;

function nameEnd() {
  if (isOver()) return "over";
  if (others) return "others";
  if (ends.whole - Date.now() <= LATE) return "late";
  return ends.idle - Date.now() <= SOON ? "idle" : "";
}

function show() {
  const end = nameEnd();
  for (const one of notice.children) one.hidden = one.dataset.when !== end;
  document.documentElement.style.setProperty("--notice", `${notice.offsetHeight}px`);
  const moments = [ends.idle - SOON, ends.whole - LATE, ends.idle, ends.whole].filter((one) => one > Date.now());
  clearTimeout(timer);
  if (end !== "over") timer = setTimeout(look, Math.max(PAUSE, Math.min(...moments) - Date.now()));
}

/** Asks how long it lasts, which is no use of it; or, by POST, prolongs it. Forms get the token of now. */
async function look(method = "GET") {
  try {
    const answer = await fetch(address, { method, headers: { "X-CSRFToken": token }, cache: "no-store" });
    const found = await answer.json();
    token = found.token;
    ends.idle = Date.now() + 1000 * found.idle;
    ends.whole = Date.now() + 1000 * found.whole;
    others = found.account !== "" && found.account !== account;
    if (token && !others) for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
  } catch {
    // nobody answers: what was known holds
  }
  told = Date.now();
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
    if (form.getAttribute("method")?.toLowerCase() !== "post" || (mayGo() && Date.now() - told < FRESH)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (asking) return; // pressed twice
    asking = true;
    await look();
    asking = false;
    if (mayGo()) form.requestSubmit(event.submitter);
  },
  true,
);

show();
