// Tables of controls that are filled in like a spreadsheet: keys, a block from Excel, fill down, undo. What is wrong is asked of the server.
"use strict";
(function () {
  const WAIT = 500; // ms after the last key before the server is asked
  const ROWS = 25; // lines in one question

  const control = (cell) => cell.querySelector("input:not([type=hidden]), select, textarea");
  const isBox = (at) => at.type === "checkbox";
  const raw = (at) => (isBox(at) ? String(at.checked) : at.value);
  const set = (at, value) => { if (isBox(at)) at.checked = value === "true"; else at.value = value; };

  // What a cell says to people and to other spreadsheets: the words of a choice, not its key.
  function said(at) {
    if (at.tagName === "SELECT") return at.value === "" ? "" : at.selectedOptions[0].textContent.trim();
    return raw(at);
  }

  // Words that no choice has are kept as they came, for the server to say what may stand there.
  function meant(at, text) {
    const words = text.trim();
    if (isBox(at)) return String(["true", "1", "是", "yes", "√", "✓"].includes(words.toLowerCase()));
    if (at.tagName !== "SELECT") return at.tagName === "TEXTAREA" ? text : words.replace(/\s*\n\s*/g, " ");
    const options = [...at.options];
    const found = options.find((each) => each.textContent.trim() === words || each.value === words);
    if (found) return found.value;
    if (!words) return options.some((each) => each.value === "") ? "" : at.value;
    at.add(new Option(words, words));
    return words;
  }

  // A block as spreadsheets put it on the clipboard: tabs, lines, and cells with either in double quotes.
  function block(text) {
    const rows = [[""]];
    let quoted = false;
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < clean.length; at++) {
      const mark = clean[at];
      const row = rows[rows.length - 1];
      const last = row.length - 1;
      if (quoted) {
        if (mark === '"' && clean[at + 1] === '"') { row[last] += '"'; at++; }
        else if (mark === '"') quoted = false;
        else row[last] += mark;
      } else if (mark === '"' && row[last] === "") quoted = true;
      else if (mark === "\t") row.push("");
      else if (mark === "\n") rows.push([""]);
      else row[last] += mark;
    }
    return rows;
  }

  const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  function bench(table) {
    const form = table.closest("form");
    const status = form.querySelector("[data-grid-status]");
    const kept = new WeakMap(); // control → what is saved
    const typed = new WeakMap(); // control → what stood there when it took the focus
    const past = [];
    let future = [];
    let anchor = null;
    let here = null;
    let editing = false;
    let sending = false;
    let timer = 0;
    let asking = null;
    const waiting = new Set(); // lines that the server has not seen as they are

    const lines = () => [...table.tBodies[0].rows];
    const cells = (row) => [...row.querySelectorAll("[data-cell]")];
    const grid = () => lines().map((row) => cells(row).map(control));
    const place = (at) => {
      const row = at.closest("tr");
      return { row: lines().indexOf(row), column: cells(row).indexOf(at.closest("[data-cell]")) };
    };
    const corners = () => {
      const [a, b] = [anchor || here, here];
      return { top: Math.min(a.row, b.row), bottom: Math.max(a.row, b.row), left: Math.min(a.column, b.column), right: Math.max(a.column, b.column) };
    };
    const isBlock = () => Boolean(anchor && here && (anchor.row !== here.row || anchor.column !== here.column));

    function remember(row) {
      for (const cell of cells(row)) {
        const at = control(cell);
        if (cell.dataset.was === undefined) kept.set(at, raw(at));
        else kept.set(at, at.tagName === "SELECT" && ![...at.options].some((each) => each.value === cell.dataset.was) ? "" : cell.dataset.was);
      }
    }

    function mark() {
      let count = 0;
      for (const row of lines()) {
        let changed = false;
        for (const cell of cells(row)) {
          const at = control(cell);
          const differs = raw(at).replace(/\r\n/g, "\n") !== (kept.get(at) || "").replace(/\r\n/g, "\n");
          cell.classList.toggle("unsaved", differs);
          changed = changed || differs;
          count += differs ? 1 : 0;
        }
        const word = row.querySelector(".unsaved-word");
        if (word) word.hidden = !changed;
      }
      return count;
    }

    function tell(words) {
      const count = mark();
      const range = isBlock() ? corners() : null;
      const told = [];
      if (count) told.push(status.dataset.unsaved + count);
      if (range) told.push(`${status.dataset.range}${range.bottom - range.top + 1} × ${range.right - range.left + 1}`);
      if (words) told.push(words);
      status.textContent = told.join(" · ");
    }

    function show() {
      const range = here && isBlock() ? corners() : null;
      grid().forEach((row, r) => row.forEach((at, c) => {
        const inside = range && r >= range.top && r <= range.bottom && c >= range.left && c <= range.right;
        at.closest("[data-cell]").classList.toggle("in-range", Boolean(inside));
      }));
      tell();
    }

    function go(row, column, extend) {
      const all = grid();
      const r = Math.max(0, Math.min(row, all.length - 1));
      const c = Math.max(0, Math.min(column, all[r].length - 1));
      if (!extend) anchor = { row: r, column: c };
      here = { row: r, column: c };
      editing = false;
      const at = all[r][c];
      at.focus();
      if (at.select) at.select();
      show();
    }

    // One change that undo takes back as a whole; what cannot be changed stays as it is.
    function change(pairs) {
      const done = pairs.filter(([at, value]) => !at.disabled && raw(at) !== value).map(([at, value]) => ({ at, before: raw(at), after: value }));
      if (!done.length) return;
      for (const each of done) { set(each.at, each.after); typed.set(each.at, each.after); }
      keep(done);
    }

    function keep(done) {
      past.push(done);
      future = [];
      done.forEach((each) => waiting.add(each.at.closest("tr")));
      later();
    }

    function turn(from, to, side) {
      const done = from.pop();
      if (!done) return;
      for (const each of done) { set(each.at, each[side]); typed.set(each.at, each[side]); waiting.add(each.at.closest("tr")); }
      to.push(done);
      const spot = place(done[0].at);
      go(spot.row, spot.column, false);
      later();
    }

    function grow(count) {
      const total = form.querySelector(`[name="${table.dataset.grow}-TOTAL_FORMS"]`);
      for (; count > 0 && Number(total.value) < 1000; count--) {
        const next = Number(total.value);
        const row = lines()[lines().length - 1].cloneNode(true);
        row.querySelectorAll("*").forEach((each) => {
          for (const name of ["name", "id", "aria-describedby", "data-said"]) {
            if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace(`${table.dataset.grow}-${next - 1}-`, `${table.dataset.grow}-${next}-`));
          }
          if (each.hasAttribute("aria-label")) each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+$/, String(next + 1)));
          if (each.matches(".cell-said, .field-errors")) each.replaceChildren();
        });
        cells(row).map(control).forEach((at) => { if (isBox(at)) at.checked = false; else if (at.tagName === "SELECT") at.selectedIndex = 0; else at.value = ""; });
        table.tBodies[0].append(row);
        total.value = String(next + 1);
        remember(row);
      }
    }

    function paste(text) {
      const given = block(text);
      const { top, left } = corners();
      if (table.dataset.grow) grow(top + given.length - lines().length);
      const range = corners();
      const all = grid();
      // One value fills what is selected; a block is put down from its corner.
      const single = given.length === 1 && given[0].length === 1;
      const pairs = [];
      if (single) {
        for (let r = range.top; r <= range.bottom; r++) for (let c = range.left; c <= range.right; c++) pairs.push([all[r][c], meant(all[r][c], given[0][0])]);
      } else {
        given.forEach((row, r) => row.forEach((words, c) => {
          const at = all[top + r] && all[top + r][left + c];
          if (at) pairs.push([at, meant(at, words)]);
        }));
        anchor = { row: top, column: left };
        here = { row: Math.min(top + given.length, all.length) - 1, column: Math.min(left + Math.max(...given.map((row) => row.length)), all[top].length) - 1 };
      }
      change(pairs);
      show();
    }

    function fill() {
      const range = corners();
      const all = grid();
      const from = range.top === range.bottom ? range.top - 1 : range.top;
      if (from < 0) return;
      const pairs = [];
      for (let r = from + 1; r <= range.bottom; r++) for (let c = range.left; c <= range.right; c++) pairs.push([all[r][c], raw(all[from][c])]);
      change(pairs);
      show();
    }

    function clear() {
      const range = corners();
      const all = grid();
      const pairs = [];
      for (let r = range.top; r <= range.bottom; r++) for (let c = range.left; c <= range.right; c++) pairs.push([all[r][c], meant(all[r][c], "")]);
      change(pairs);
      show();
    }

    const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

    function onkey(event) {
      const at = event.target;
      if (event.isComposing || !at.closest("[data-cell]")) return;
      const command = event.ctrlKey || event.metaKey;
      const stop = (act) => { event.preventDefault(); act(); };
      if (MOVES[event.key] && !command && !event.altKey && (!editing || at.tagName === "SELECT")) {
        const [down, right] = MOVES[event.key];
        stop(() => go(here.row + down, here.column + right, event.shiftKey));
      } else if (event.key === "Enter" && event.altKey && at.tagName === "TEXTAREA") {
        stop(() => { editing = true; at.setRangeText("\n", at.selectionStart, at.selectionEnd, "end"); at.dispatchEvent(new Event("input", { bubbles: true })); });
      } else if (event.key === "Enter" && !command && !event.altKey) stop(() => { commit(at); go(here.row + (event.shiftKey ? -1 : 1), here.column, false); });
      else if (event.key === "F2") stop(() => { editing = !editing; if (at.setSelectionRange && at.type !== "number") at.setSelectionRange(at.value.length, at.value.length); });
      else if (event.key === "Escape") stop(() => { if (typed.has(at)) set(at, typed.get(at)); waiting.add(at.closest("tr")); later(); go(here.row, here.column, false); });
      else if (command && event.key === "Home") stop(() => go(0, 0, event.shiftKey));
      else if (command && event.key === "End") stop(() => go(Infinity, Infinity, event.shiftKey));
      else if (event.key === "Home" && !editing) stop(() => go(here.row, 0, event.shiftKey));
      else if (event.key === "End" && !editing) stop(() => go(here.row, Infinity, event.shiftKey));
      else if (command && event.key.toLowerCase() === "d") stop(() => { commit(at); fill(); });
      else if (command && event.key.toLowerCase() === "z" && !event.shiftKey) stop(() => { commit(at); turn(past, future, "before"); });
      else if (command && (event.key.toLowerCase() === "y" || (event.key.toLowerCase() === "z" && event.shiftKey))) stop(() => turn(future, past, "after"));
      else if ((event.key === "Delete" || event.key === "Backspace") && (isBlock() || !editing)) stop(clear);
    }

    // What was typed into one cell is one change, however many keys it took.
    function commit(at) {
      if (!typed.has(at) || raw(at) === typed.get(at)) return;
      const before = typed.get(at);
      typed.set(at, raw(at));
      keep([{ at, before, after: raw(at) }]);
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
      tell();
    }

    async function ask() {
      if (!table.dataset.check || !waiting.size) return;
      if (asking) asking.abort();
      asking = new AbortController();
      const rows = [...waiting].filter((row) => row.isConnected).slice(0, ROWS);
      const sent = new FormData();
      const controls = table.dataset.whole ? [...form.elements] : [form.elements.csrfmiddlewaretoken, ...rows.flatMap((row) => [...row.querySelectorAll("input, select, textarea")])];
      for (const each of controls) if (each.name && !each.disabled && each.type !== "submit" && (!isBox(each) || each.checked)) sent.append(each.name, each.value);
      tell(status.dataset.checking);
      try {
        const answer = await fetch(table.dataset.check, { method: "POST", body: sent, signal: asking.signal });
        if (!answer.ok) throw new Error(String(answer.status));
        const found = await answer.json();
        rows.forEach((row) => waiting.delete(row));
        told(table.dataset.whole ? lines() : rows, found);
        tell();
        if (waiting.size) later();
      } catch (problem) {
        if (problem.name !== "AbortError") tell(status.dataset.offline);
      }
    }

    // The server draws what it has to say with the templates of the page itself.
    function told(rows, found) {
      for (const row of rows) {
        for (const cell of cells(row)) {
          const at = control(cell);
          const spot = cell.querySelector("[data-said]");
          if (!spot) continue;
          spot.innerHTML = found.cells[spot.dataset.said] || "";
          if (spot.innerHTML) at.setAttribute("aria-invalid", "true"); else at.removeAttribute("aria-invalid");
        }
        const spot = row.querySelector("[data-said-row]");
        if (spot) spot.innerHTML = found.rows[spot.dataset.saidRow] || "";
      }
    }

    lines().forEach(remember);
    tell();
    table.addEventListener("keydown", onkey);
    table.addEventListener("focusin", (event) => {
      const at = event.target;
      if (!at.closest("[data-cell]")) return;
      typed.set(at, raw(at));
      const spot = place(at);
      if (!here || here.row !== spot.row || here.column !== spot.column) { here = spot; anchor = spot; editing = false; show(); }
    });
    table.addEventListener("focusout", (event) => { if (event.target.closest("[data-cell]")) commit(event.target); });
    table.addEventListener("mousedown", (event) => {
      const cell = event.target.closest("[data-cell]");
      if (!cell) return;
      if (event.shiftKey && here) {
        event.preventDefault();
        here = place(control(cell));
        show();
      } else {
        const again = event.target === document.activeElement;
        anchor = place(control(cell));
        here = anchor;
        editing = again;
        show();
      }
    });
    table.addEventListener("click", (event) => {
      if (event.target.closest("[data-cell]") && event.target.select && !editing && !event.shiftKey && !isBlock()) event.target.select();
    });
    table.addEventListener("compositionstart", () => { editing = true; });
    table.addEventListener("input", (event) => {
      if (!event.target.closest("[data-cell]")) return;
      editing = event.target.tagName !== "SELECT" && !isBox(event.target);
      waiting.add(event.target.closest("tr"));
      later();
    });
    table.addEventListener("change", (event) => { if (event.target.closest("[data-cell]")) commit(event.target); });
    table.addEventListener("copy", (event) => {
      if (!here || (editing && !isBlock())) return;
      const range = corners();
      const rows = grid().slice(range.top, range.bottom + 1).map((row) => row.slice(range.left, range.right + 1).map((at) => quoted(said(at))).join("\t"));
      event.clipboardData.setData("text/plain", rows.join("\n"));
      event.preventDefault();
    });
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (!here || (editing && !/[\t\n]/.test(text.trim()))) return;
      event.preventDefault();
      paste(text);
    });
    form.addEventListener("submit", () => {
      sending = true;
      // Only what was changed is sent: nobody's change of another line is asked about, or undone, by this page.
      for (const row of lines()) {
        const number = row.querySelector("input[name=row]");
        const ticked = row.querySelector("input[name=entry]");
        if (number && !row.querySelector(".unsaved") && !(ticked && ticked.checked)) row.querySelectorAll("input, select, textarea").forEach((at) => { at.disabled = true; });
      }
    });
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    window.addEventListener("beforeunload", (event) => { if (!sending && mark()) event.preventDefault(); });
  }

  document.querySelectorAll("[data-grid]").forEach(bench);
}());
