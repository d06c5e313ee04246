// What became of a form is said on the page that answers it, above the rest. Who hears the page would begin at its top and
// learn nothing of that: the focus goes to what is said, and the title says first that something was refused.
// An address that names a place (#…) leads there.
//
// <script defer src="…" data-refused="Erreur :">
(() => {
  "use strict";

  const words = document.currentScript.dataset;
  const said = document.querySelector("main :is([role=alert], .errornote), .messages");
  if (!said) return;
  if (document.querySelector("main [role=alert]")) document.title = `${words.refused} ${document.title}`;
  if (location.hash) return;
  said.tabIndex = -1;
  said.focus();
})();
