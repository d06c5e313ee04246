/* Names for what the administration and its scripts build without one: the lists that look up what one types
   (select2), the two parts of a date with its time, the filters over two boxes, headings of rows and of
   columns. Nothing here changes what they do. */
"use strict";
{
  const LOOKUPS = "select.admin-autocomplete.select2-hidden-accessible";
  const TOLD = ["aria-describedby", "aria-invalid", "aria-required"];

  const text = (node) => node.textContent.replace(/\s*:?\s*$/, "").trim();

  /** The name of a field: what it says of itself, else its label. */
  const nameOf = (field) => field.getAttribute("aria-label") || [...(field.labels ?? [])].map(text).join(" ");

  /** The cross that empties the box is no part of its name; it is drawn anew with each choice, a moment later. */
  const keepCrossSilent = (chosen) => {
    const hush = () => chosen.querySelector(".select2-selection__clear")?.setAttribute("aria-hidden", "true");
    hush();
    new MutationObserver(hush).observe(chosen, { childList: true });
  };

  /** The box that stands for a select: named by its field, then by what is chosen in it. */
  const nameLookup = (select) => {
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    const name = nameOf(select);
    if (!box || !name) return;
    select.dataset.named = "";
    const chosen = box.querySelector(".select2-selection__rendered");
    box.id ||= `${select.id}-box`;
    box.setAttribute("aria-label", name);
    if (chosen?.id) box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
    for (const untrue of ["role", "aria-readonly"]) chosen?.removeAttribute(untrue); // a text, not a second input
    for (const told of TOLD) if (select.hasAttribute(told)) box.setAttribute(told, select.getAttribute(told));
    if (select.required) box.setAttribute("aria-required", "true");
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
    if (chosen) keepCrossSilent(chosen);
  };

  /** What opens under the box: where one types, and what is found. */
  const nameOpened = (select) => {
    const name = nameOf(select);
    const opened = document.querySelectorAll(".select2-container--open :is(.select2-search__field, [role=listbox])");
    for (const part of opened) part.setAttribute("aria-label", name);
    const found = [...opened].find((part) => part.role === "listbox");
    if (found) select.nextElementSibling.querySelector(".select2-selection").setAttribute("aria-controls", found.id);
  };
  const forgetOpened = (select) =>
    select.nextElementSibling.querySelector(".select2-selection").removeAttribute("aria-controls");

  const nameDates = () => {
    for (const input of document.querySelectorAll(".datetime input:not([aria-label])")) {
      const row = input.closest(".form-row > div, fieldset");
      const field = row?.querySelector("label, legend");
      const before = input.previousSibling?.textContent?.trim() ? input.previousSibling : input.parentNode.firstChild;
      input.setAttribute("aria-label", [field, before].filter(Boolean).map(text).filter(Boolean).join(", "));
    }
  };

  /** An icon that only has an `aria-label` is an image: on a plain element, readers pass over it. */
  const nameIcons = () => {
    for (const icon of document.querySelectorAll(".selector .help-tooltip[aria-label]")) icon.setAttribute("role", "img");
  };

  /** A calendar or a clock opens at the end of the page: it is said to be a dialogue, of the field that it fills. */
  const nameCalendars = () => {
    for (const opener of document.querySelectorAll(".datetimeshortcuts a:is([id^=calendarlink], [id^=clocklink])")) {
      const box = document.getElementById(opener.id.replace("link", "box"));
      const field = opener.closest(".datetimeshortcuts").previousElementSibling;
      if (!box || !field) continue;
      if (box.role !== "dialog") keepHeadings(box);
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", nameOf(field));
    }
  };

  /** The days of the week are headings of their columns; they are drawn anew with each month. */
  const keepHeadings = (box) => {
    const head = () => box.querySelectorAll("th:not([scope])").forEach((day) => (day.scope = "col"));
    head();
    new MutationObserver(head).observe(box, { childList: true, subtree: true });
  };

  /** The first cell of a row of a list is its heading. */
  const nameRows = () => {
    for (const first of document.querySelectorAll("#result_list tbody th:not([scope])")) first.scope = "row";
  };

  const nameAll = () => {
    document.querySelectorAll(`${LOOKUPS}:not([data-named])`).forEach(nameLookup);
    nameDates();
    nameCalendars();
    nameIcons();
  };

  nameRows();
  const $ = window.django?.jQuery;
  if ($) {
    $(nameAll); // after the scripts that build, which were asked first
    $(document).on("select2:open", LOOKUPS, (event) => nameOpened(event.target));
    $(document).on("select2:close", LOOKUPS, (event) => forgetOpened(event.target));
    document.addEventListener("formset:added", nameAll);
  }
  addEventListener("load", () => {
    nameIcons(); // the two boxes and the calendars are built then
    nameCalendars();
  });
}
