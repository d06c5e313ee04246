/* Leaving a form with typing that is not saved asks first. Sending it does not ask. Who comes back to it, from a page
   that says it was refused or that something failed, finds what was typed: the browser keeps it beside the address of
   the page, and asks for the page anew instead of asking whether to send again.

   « data-leaving » stands on a form, or in it. Typing is kept where the form has a place to say that it came back
   (« data-back »): the forms of the administration, whose lists and rows are built by scripts, only ask. */

const written = (form) => new URLSearchParams(new FormData(form)).toString();
const PAUSE = 500; // milliseconds without typing before it is kept: browsers refuse to keep too often
const NOT_TYPED = ["csrfmiddlewaretoken"];
const account = document.getElementById("session")?.dataset.account;

/** What the page itself holds, whatever was typed before this was there, or put back by the browser. */
function writtenByServer(form) {
  const copy = form.cloneNode(true);
  copy.reset();
  return written(copy);
}

/** What a form holds: name and text of each field, without files. */
function readTyping(form) {
  return [...new FormData(form)].filter(([name, text]) => typeof text === "string" && !NOT_TYPED.includes(name));
}

function keep(form, sent) {
  try {
    history.replaceState({ ...history.state, left: { account, sent, typed: readTyping(form) } }, "");
  } catch {
    // too long, or too often: leaving still asks
  }
}

/** What was kept here by this account. Of what was sent, only where the thing is as it was: else it is saved. */
function findKept(form) {
  const kept = history.state?.left;
  if (!kept || kept.account !== account) return null;
  const opened = kept.typed.find(([name]) => name === "opened")?.[1];
  return kept.sent && (!form.dataset.known || opened !== form.elements.opened.value) ? null : kept;
}

function putBack(form, typed) {
  for (const field of form.elements) {
    const given = typed.filter(([name]) => name === field.name).map(([, text]) => text);
    if (["checkbox", "radio"].includes(field.type)) field.checked = given.includes(field.value);
    else if (field.type === "select-multiple") {
      for (const option of field.options) option.selected = given.includes(option.value);
    } else if (given.length && field.type !== "file" && field.type !== "submit") [field.value] = given;
  }
}

for (const mark of document.querySelectorAll("[data-leaving]")) {
  const form = mark.closest("form");
  const refused = form.querySelector(".errornote") !== null; // then what it shows is not saved yet
  const undecided = form.querySelector(".conflict") !== null; // what is asked there stands on this page alone
  const back = form.querySelector("[data-back]"); // the desk has it; lists of the administration are built by scripts
  const keeps = back !== null && !undecided;
  const opened = back ? writtenByServer(form) : written(form);
  const kept = refused || !back ? null : findKept(form);
  let timer = 0;
  let sent = false;
  if (kept) {
    putBack(form, kept.typed);
    if (written(form) !== opened) back.hidden = false;
  }
  if (refused && keeps) keep(form, false);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (keeps) timer = setTimeout(keep, PAUSE, form, false);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
    if (keeps) keep(form, true);
  });
  addEventListener("pageshow", ({ persisted }) => {
    // back again, from where it was sent to: a browser that kept the page whole knows nothing of what was saved
    if (persisted && sent && !undecided) location.reload();
    else sent = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!sent && (refused || written(form) !== opened)) {
      if (keeps) keep(form, false);
      event.preventDefault();
    }
  });
}
