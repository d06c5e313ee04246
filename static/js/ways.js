// What stands no longer on the page of a long axis is asked for by addresses of before (a chart, by its anchor): the line
// of what it belongs to leads to it, on its own page; there, what it belongs to is shown where it stands no longer either.
//
// <ol class="ways"><li id="action-1"><a href="…">1. …</a> <span id="1-1-o1"></span></li></ol>, for #1-1-o1-part
(() => {
  "use strict";

  const asked = location.hash.slice(1);
  if (!asked || document.getElementById(asked)) return;
  let end = asked.lastIndexOf("-");
  while (end > 0 && !document.getElementById(asked.slice(0, end))) end = asked.lastIndexOf("-", end - 1);
  const place = end > 0 && document.getElementById(asked.slice(0, end));
  if (!place) return;
  const way = place.closest(".ways li")?.querySelector("a");
  location.replace(way ? new URL(`#${asked}`, way.href) : `#${place.id}`);
})();
