// A select of runs becomes a box to search in, as the ARIA practices describe a combo box. The
// select stays, unseen: it holds the choice and is what the form sends.
const pickers = [...document.querySelectorAll("[data-run-picker]")].map((field) => new RunPicker(field));

function RunPicker(field) {
  const select = field.querySelector("select");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const clear = document.createElement("button");
  let asked = 0; // only the answer to the last question is shown
  let waiting;

  build();
  show();
  return { field, select };

  function build() {
    const { id } = select;
    select.id = `${id}_select`;
    select.hidden = true;
    Object.assign(list, { id: `${id}_list`, hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.querySelector("label").textContent);
    Object.assign(input, { id, type: "text", placeholder: field.dataset.placeholder });
    for (const [name, value] of Object.entries({
      role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
    })) input.setAttribute(name, value);
    Object.assign(clear, { type: "button", className: "fd-picker-clear", textContent: "×" });
    clear.setAttribute("aria-label", field.dataset.clear);
    const box = document.createElement("div");
    box.className = "fd-picker";
    box.append(input, clear, list);
    field.append(box);

    input.addEventListener("click", () => {
      if (isOpen()) return;
      input.select(); // what is typed takes its place
      search("");
    });
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => search(input.value), 150);
    });
    input.addEventListener("keydown", onKey);
    input.addEventListener("blur", leave);
    clear.addEventListener("click", () => { choose("", ""); input.focus(); search(""); });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option.dataset.value, option.dataset.text);
    });
  }

  function chosen() { return select.selectedOptions[0]; }
  function isOpen() { return !list.hidden; }
  function options() { return [...list.querySelectorAll("[role=option]")]; }
  function active() { return list.querySelector("[aria-selected=true]"); }
  function other() { return pickers.find((picker) => picker.field !== field)?.select.value ?? ""; }

  function show() {
    input.value = select.value ? chosen().dataset.text : "";
    clear.hidden = !select.value;
    close();
  }

  function close() {
    clearTimeout(waiting);
    asked += 1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function search(text) {
    const question = ++asked;
    const query = new URLSearchParams({ q: text, beside: other() });
    const answer = await fetch(`${field.dataset.runPicker}?${query}`).catch(() => null);
    const html = answer?.ok && !answer.redirected ? await answer.text() : null;
    if (question !== asked) return;
    if (html === null) {
      list.replaceChildren(Object.assign(document.createElement("li"), { textContent: field.dataset.failed }));
    } else {
      list.innerHTML = html; // escaped by the server
    }
    options().forEach((option, place) => { option.id = `${list.id}_${place}`; });
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    if (text.trim()) activate(options()[0]);
  }

  function activate(option) {
    active()?.removeAttribute("aria-selected");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function move(by) {
    const all = options();
    const from = all.indexOf(active());
    const to = from < 0 && by < 0 ? all.length - 1 : from + by;
    activate(all[(to + all.length) % all.length]);
  }

  function onKey(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      isOpen() ? move(by) : search("");
    } else if (event.key === "Enter" && isOpen()) {
      event.preventDefault();
      if (active()) choose(active().dataset.value, active().dataset.text);
    } else if (event.key === "Escape") {
      if (isOpen()) event.preventDefault();
      show(); // also before the answer to what was typed is there
    }
  }

  function choose(value, text) {
    let option = [...select.options].find((each) => each.value === value);
    if (!option) {
      option = new Option(text, value);
      option.dataset.text = text;
      select.add(option);
    }
    option.selected = true;
    show();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Leaving the box empty clears the choice; leaving it half-written keeps the last one.
  function leave() {
    if (!input.value.trim() && select.value) choose("", "");
    else show();
  }
}
