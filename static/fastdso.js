// A table that is sorted, filtered or paged is replaced in place by htmx. When the answer does not
// hold that table (signed out meanwhile, refused, failed), go to the page instead.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, boosted, xhr, pathInfo } = event.detail;
  if (!boosted || !target.classList.contains("fd-listing")) return;
  if (xhr.status >= 400 || !xhr.responseText.includes(`id="${target.id}"`)) {
    event.preventDefault();
    window.location.assign(pathInfo.finalRequestPath);
  }
});

// A form marked so is sent as soon as one of its choices changes; without scripts its button does.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-send-on-change]");
  if (form) form.requestSubmit();
});

// Sending twice by a double click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// A list too long to stand in each of many choices is taken over by those that somebody opens.
const takeOver = ({ target }) => {
  const more = target.dataset?.more;
  if (!more) return;
  delete target.dataset.more;
  target.append(document.getElementById(more).content.cloneNode(true));
};
document.addEventListener("pointerdown", takeOver);
document.addEventListener("focusin", takeOver);

// Charts that say themselves what they are: on a page, or in what htmx has put into the dialog.
const drawCharts = (where) =>
  where.querySelectorAll("canvas[data-chart]").forEach((canvas) => new Chart(canvas, JSON.parse(canvas.dataset.chart)));
document.addEventListener("DOMContentLoaded", () => drawCharts(document));

// What htmx puts into the dialog is shown as one.
document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target.id !== "fd-dialog") return;
  if (!target.open) target.showModal();
  drawCharts(target);
});
document.addEventListener("click", (event) => {
  const dialog = document.getElementById("fd-dialog");
  if (!dialog?.open) return;
  if (event.target === dialog || event.target.closest("[data-closes-dialog]")) {
    event.preventDefault();
    dialog.close();
  }
});

// unfold writes the name of a chosen file into a text field beside it; ours have none.
document.querySelectorAll("input[type=file]").forEach((input) => {
  input.hasChangeListener = true;
});
