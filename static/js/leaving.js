/* Leaving a form with typing that is not saved asks first. Sending it does not ask. */

const written = (form) => new URLSearchParams(new FormData(form)).toString();

for (const form of document.querySelectorAll("form[data-leaving]")) {
  const refused = form.querySelector(".errornote") !== null; // then what it shows is not saved yet
  const opened = written(form);
  let sent = false;
  form.addEventListener("submit", () => {
    sent = true;
  });
  addEventListener("pageshow", () => {
    sent = false; // back again, from where it was sent to
  });
  addEventListener("beforeunload", (event) => {
    if (!sent && (refused || written(form) !== opened)) event.preventDefault();
  });
}
