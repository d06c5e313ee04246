/* Beside the value that one types: how far it is from the period before. The table of periods stands without it. */
"use strict";
{
  const SPACES = /[\s\u00a0\u202f\u2009]/g;
  const POINTED = /^[-−]?\d{1,3}(\.\d{3})+(,\d+)?$/;

  /** « 4 944,5 » → 4944.5; what can be read in two ways, or is no number, gives NaN: the server then asks. */
  const parse = (text) => {
    const bare = text.trim();
    if (!bare || POINTED.test(bare)) return NaN;
    return Number(bare.replace(SPACES, "").replace("−", "-").replace(",", "."));
  };

  const format = (number) => new Intl.NumberFormat("fr", { maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(number);

  /** The last period that starts before the one typed; the last of all while none is typed. */
  const before = (rows, start) => {
    const dated = rows.filter((row) => row.dataset.start).sort((a, b) => a.dataset.start.localeCompare(b.dataset.start));
    return dated.filter((row) => !start || row.dataset.start < start).at(-1);
  };

  /** « 31/12/2024 » → « 2024-12-31 ». */
  const iso = (text) => (text ?? "").trim().split("/").reverse().join("-");

  const compare = (told, rows, value, start) => {
    const row = before(rows, iso(start?.value));
    const now = parse(value.value);
    if (!row || Number.isNaN(now)) return "";
    const past = Number(row.dataset.value);
    const { share, points, since, same } = told.dataset;
    if (now === past) return `${same} ${row.dataset.label}.`;
    const change = share === "share" ? `${format(now - past)} ${points}` : format(now - past);
    const rate = share !== "share" && past !== 0 ? ` (${format(((now - past) / Math.abs(past)) * 100)} %)` : "";
    return `${change}${rate} ${since} ${row.dataset.label}.`;
  };

  const told = document.querySelector(".past .told");
  const value = document.querySelector("#id_value");
  if (told && value) {
    const rows = [...document.querySelectorAll(".past tr[data-value]")];
    const start = document.querySelector("#id_period_start");
    const say = () => { told.textContent = compare(told, rows, value, start); };
    for (const field of [value, start]) field?.addEventListener("input", say);
    say();
  }
}
