/* Asks a device for a passkey when a form that wants one is sent: the answer goes with it. Without this script it is sent
   without an answer, and the page says what is needed. */

const REASONS = { NotAllowedError: "given-up", InvalidStateError: "known", SecurityError: "elsewhere" };

async function challenge(form) {
  const sent = new URLSearchParams({
    purpose: form.dataset.passkey,
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
  });
  const response = await fetch(form.dataset.challenge, { method: "POST", body: sent });
  const told = await response.json();
  if (!response.ok) throw new Error(told.said);
  return told;
}

async function ask(form) {
  const told = await challenge(form);
  const credential =
    form.dataset.passkey === "add"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(told) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(told) });
  return JSON.stringify(credential.toJSON());
}

function explain(form, error) {
  const words = (name) => form.querySelector(`[data-when="${name}"]`).textContent;
  if (error.name === "Error") return error.message;
  return words(REASONS[error.name] ?? "failed");
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const said = form.querySelector("[role=alert]");
  const known = typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    if (!known || !form.checkValidity()) return; // the page that answers says what is missing
    event.preventDefault();
    said.hidden = true;
    try {
      form.querySelector("[data-answer]").value = await ask(form);
      form.submit();
    } catch (error) {
      said.textContent = explain(form, error);
      said.hidden = false;
    }
  });
}
