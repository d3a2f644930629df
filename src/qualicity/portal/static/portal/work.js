// What makes the workbench's form quicker: moving by Enter, pasting from Excel, saving by itself, and a warning before
// anything typed is lost. The form works without it.
(() => {
  "use strict";
  const form = document.getElementById("form");
  if (!form) return;
  const grid = document.getElementById("grid");
  const rows = document.getElementById("rows");
  const told = document.getElementById("saved");
  const words = document.getElementById("words").dataset;
  const MOST = 300;
  let typed = 0;
  let sending = 0;
  let saved = 0;
  let leaving = false;
  let renewed = false;

  // -- cells ---------------------------------------------------------------------------------------------------
  const inputs = (scope) => [...scope.querySelectorAll('input[name^="c-"]:not([type="hidden"]), select[name^="c-"]')];
  const lines = () => [...grid.tBodies[0].rows];

  function put(cell, value) {
    let said = value.trim();
    if (cell.classList.contains("n")) {
      said = said.normalize("NFKC");
      if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(said)) said = said.replace(/,/g, "");
    }
    const day = cell.dataset.type === "date" && /^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?$/.exec(said);
    if (day) said = `${day[1]}-${day[2].padStart(2, "0")}-${day[3].padStart(2, "0")}`;
    if (cell.tagName === "SELECT") choose(cell, said);
    else cell.value = said;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A code that is not in the list is kept as it is: the server says what is wrong with it.
  function choose(cell, said) {
    const found = [...cell.options].find((o) => o.value === said || o.text === said || o.text === `${o.value} ${said}`);
    if (!found && said) cell.add(new Option(said, said));
    cell.value = found ? found.value : said;
  }

  function addRow() {
    const count = Number(rows.value);
    if (count >= MOST) return false;
    const last = lines()[count - 1];
    const made = last.cloneNode(true);
    for (const gone of made.querySelectorAll(".at-cell, .because, .as-last, .held > *:not(.hint)")) gone.remove();
    for (const given of made.querySelectorAll('td input[name^="g-"]')) given.remove();
    for (const part of [made, ...made.querySelectorAll("*")]) {
      for (const { name, value } of [...part.attributes]) {
        if (/^(id|name|for|aria-describedby)$/.test(name)) {
          part.setAttribute(name, value.replace(/(^| )([a-z])-\d+-/g, `$1$2-${count}-`));
        }
      }
      for (const name of ["aria-invalid", "data-last", "data-elsewhere"]) part.removeAttribute(name);
    }
    made.id = `row-${count + 1}`;
    made.querySelector(".no").textContent = String(count + 1);
    for (const label of made.querySelectorAll("label.hidden, .card-no")) label.textContent = label.textContent.replace(/\d+/, count + 1);
    for (const cell of inputs(made)) cell.value = "";
    last.after(made);
    rows.value = count + 1;
    return true;
  }

  // -- moving --------------------------------------------------------------------------------------------------
  function go(cell, step) {
    if (!grid) {
      const all = inputs(form);
      const next = all[all.indexOf(cell) + step];
      if (next) next.focus();
      return;
    }
    const row = cell.closest("tr");
    const place = inputs(row).indexOf(cell);
    const all = lines();
    const n = all.indexOf(row) + step;
    if (n === all.length && step > 0 && !addRow()) return;
    const next = n >= 0 && lines()[n] && inputs(lines()[n])[place];
    if (!next) return;
    next.focus();
    if (next.select) next.select();
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.querySelector('button[value="save"]').click();
    } else if (event.target.matches('[name^="c-"]')) {
      event.preventDefault();
      go(event.target, event.shiftKey ? -1 : 1);
    }
  });

  // -- pasting a block -----------------------------------------------------------------------------------------
  // Excel's text: cells between tabs, rows between line ends, quoted where a cell holds either.
  function block(text) {
    const found = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const c = text[i];
      const row = found[found.length - 1];
      if (quoted && c === '"' && text[i + 1] === '"') { row[row.length - 1] += '"'; i += 1; }
      else if (quoted && c === '"') quoted = false;
      else if (!quoted && c === '"' && row[row.length - 1] === "") quoted = true;
      else if (!quoted && c === "\t") row.push("");
      else if (!quoted && c === "\n") found.push([""]);
      else if (c !== "\r") row[row.length - 1] += c === "\n" ? " " : c;
    }
    if (found.length > 1 && found[found.length - 1].join("") === "") found.pop();
    return found;
  }

  function isHeader(row, from) {
    const heads = [...grid.tHead.rows[0].cells].slice(1).map((th) => th.firstChild.textContent.trim());
    return row.every((text, n) => heads[from + n] === text.trim());
  }

  form.addEventListener("paste", (event) => {
    const cell = event.target;
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!grid || !cell.matches('[name^="c-"]') || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const from = inputs(cell.closest("tr")).indexOf(cell);
    let found = block(text);
    if (isHeader(found[0], from)) found = found.slice(1);
    const first = lines().indexOf(cell.closest("tr"));
    found.forEach((values, n) => {
      if (first + n >= lines().length && !addRow()) { say(words.full); return; }
      const there = inputs(lines()[first + n]);
      values.forEach((value, m) => { if (there[from + m]) put(there[from + m], value); });
    });
    cell.focus();
  });

  // -- what is held beside -------------------------------------------------------------------------------------
  form.addEventListener("change", (event) => {
    if (!event.target.matches('[name^="l-"]')) return;
    const scope = event.target.closest("tr, .one");
    for (const cell of inputs(scope)) {
      if (event.target.checked && !cell.value && cell.dataset.last) put(cell, cell.dataset.last);
    }
  });
  form.addEventListener("input", (event) => {
    const cell = event.target;
    if (cell.matches("[data-elsewhere]")) {
      const because = cell.parentElement.querySelector(".because");
      const same = !cell.value.trim() || Number(cell.value) === Number(cell.dataset.elsewhere) || cell.value === cell.dataset.elsewhere;
      if (because) because.hidden = same;
    }
    typed += 1;
    say(words.unsaved, "waiting");
  });
  form.addEventListener("change", () => { typed += 1; });

  // -- saving by itself ----------------------------------------------------------------------------------------
  function say(text, kind = "unsaved") {
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = text;
    told.replaceChildren(span);
  }

  function local() {
    for (const time of told.querySelectorAll("time")) {
      time.textContent = new Date(time.dateTime).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
    }
  }

  // After signing in again in another window the form's token is another one: it is fetched, and the form sent again.
  async function renew() {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector('#form input[name="csrfmiddlewaretoken"]');
    if (!token) { say(words.out); return; }
    form.querySelector('input[name="csrfmiddlewaretoken"]').value = token.value;
    again();
  }
  const again = () => form.dispatchEvent(new Event("change", { bubbles: true }));

  // A button that is pressed while the form saves itself waits for that: else one would be in conflict with oneself.
  let onItsWay = false;
  let pressed = null;
  form.addEventListener("submit", (event) => {
    if (onItsWay) { event.preventDefault(); pressed = event.submitter; } else leaving = true;
  });
  function goOn() {
    onItsWay = false;
    if (pressed) form.requestSubmit(pressed);
    pressed = null;
  }

  form.addEventListener("htmx:beforeRequest", () => { sending = typed; onItsWay = true; });
  form.addEventListener("htmx:afterRequest", (event) => {
    const { status } = event.detail.xhr;
    setTimeout(goOn, 50);
    if (status === 200) { saved = Math.max(saved, sending); renewed = false; local(); if (saved < typed) say(words.unsaved, "waiting"); }
    else if (status === 403 && !renewed) { renewed = true; renew(); }
    else if (status === 401 || status === 403) { say(words.out); setTimeout(again, 20000); renewed = false; }
    else if (status === 0 || status >= 500) { say(words.offline); setTimeout(again, 10000); }
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || saved >= typed) return;
    event.preventDefault();
    event.returnValue = "";
  });

  for (const hint of form.querySelectorAll(".keys")) hint.hidden = false;
  const problem = document.getElementById("problem");
  if (problem) problem.focus();
})();
