// Large files go in pieces: each with its place and digest, so that a lost line or a reload costs one piece at most.
// Without this script, and where the browser cannot compute digests, the form sends the file at once.
"use strict";
(function () {
  const LONGEST_WAIT = 30, WINDOW = 20000; // seconds between two tries; milliseconds over which the rate is taken

  class Refusal extends Error {}

  async function ask(address, method, body, type, sent) {
    // XMLHttpRequest tells how much of a body has left, fetch does not.
    const answer = await new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, address);
      request.timeout = 600000;
      if (type) request.setRequestHeader("Content-Type", type);
      if (sent) request.upload.addEventListener("progress", (event) => sent(event.loaded));
      request.addEventListener("load", () => resolve(request));
      ["error", "timeout", "abort"].forEach((name) => request.addEventListener(name, () => reject(new Error(name))));
      request.send(body);
    });
    let said = {};
    try { said = JSON.parse(answer.responseText); } catch { /* A proxy answers as it likes. */ }
    if (answer.status < 300 || (answer.status === 409 && "received" in said)) return said;
    if (answer.status >= 500 && answer.status !== 507) throw new Error(String(answer.status));
    throw new Refusal([said.what || String(answer.status), said.remedy].filter(Boolean).join(" "));
  }

  async function digest(piece) {
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", piece));
    return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // The form with its words, which the template says in the reader's language.
  class Board {
    constructor(form) {
      this.form = form;
      this.bar = form.querySelector("progress");
      this.line = form.querySelector("[data-upload-line]");
      this.alert = form.querySelector("[data-upload-alert]");
      this.samples = [];
      this.told = 0;
    }

    words(name, values) {
      return this.form.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
    }

    bytes(number) {
      const at = Math.min(3, Math.floor(Math.log(Math.max(number, 1)) / Math.log(1024)));
      return `${(number / 1024 ** at).toFixed(at ? 1 : 0)} ${["B", "KB", "MB", "GB"][at]}`;
    }

    time(seconds) {
      if (seconds < 90) return this.words("seconds", { n: Math.ceil(seconds) });
      if (seconds < 5400) return this.words("minutes", { n: Math.round(seconds / 60) });
      return this.words("hours", { n: (seconds / 3600).toFixed(1) });
    }

    show(done, size) {
      const now = performance.now();
      this.samples.push([now, done]);
      while (this.samples.length > 2 && now - this.samples[0][0] > WINDOW) this.samples.shift();
      this.bar.hidden = false;
      this.bar.max = size;
      this.bar.value = done;
      // A reader of the screen is not told every tenth of a second.
      if (done < size && now - this.told < 1000) return;
      this.told = now;
      const [since, before] = this.samples[0];
      const rate = (done - before) / Math.max((now - since) / 1000, 0.001);
      const values = { percent: `${Math.floor((done * 100) / size)}%`, done: this.bytes(done), size: this.bytes(size) };
      this.line.textContent = this.words("sent", values) + (rate > 0 && now - since > 500 ? this.words("pace", { rate: this.bytes(rate), left: this.time((size - done) / rate) }) : "");
    }

    lost(seconds) {
      this.samples = [];
      this.line.textContent = this.words("lost", { n: seconds });
    }

    say(name) {
      this.line.textContent = this.words(name, {});
    }

    refuse(text) {
      this.alert.hidden = false;
      this.alert.querySelector("p").textContent = text;
      this.line.textContent = "";
      this.form.querySelector("button[type=submit]").disabled = false;
    }

    begin() {
      this.alert.hidden = true;
      this.form.querySelector("button[type=submit]").disabled = true;
    }
  }

  const pause = (seconds) => new Promise((resolve) => {
    const clock = setTimeout(done, seconds * 1000);
    function done() { clearTimeout(clock); removeEventListener("online", done); resolve(); }
    addEventListener("online", done);
  });

  // Whatever happens on the way is tried again; only a refusal ends it.
  async function patiently(board, act) {
    for (let wait = 1; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try { return await act(); } catch (problem) {
        if (problem instanceof Refusal) throw problem;
        board.lost(wait);
        await pause(wait);
      }
    }
  }

  async function send(form, file) {
    const board = new Board(form);
    const value = (name) => (form.elements[name] ? form.elements[name].value : "");
    const said = JSON.stringify({ file: file.name, size: file.size, modified: file.lastModified, mode: value("mode"), mends: value("mends"), resource: value("resource") });
    board.begin();
    try {
      let has = await patiently(board, () => ask(form.dataset.announce, "POST", said, "application/json"));
      const own = form.dataset.uploads + has.upload;
      board.show(has.received, has.size);
      while (has.received < has.size) {
        const from = has.received;
        const piece = await file.slice(from, Math.min(from + has.piece, has.size)).arrayBuffer().catch(() => { throw new Refusal(board.words("unreadable", {})); });
        const address = `${own}/pieces?offset=${from}&digest=${await digest(piece)}`;
        has = await patiently(board, async () => {
          try { return await ask(address, "POST", piece, "application/octet-stream", (loaded) => board.show(from + Math.min(loaded, piece.byteLength), has.size)); } catch (problem) {
            if (problem instanceof Refusal) throw problem;
            // The piece may have come although its answer was lost.
            const now = await ask(own, "GET");
            if (now.received !== from) return now;
            throw problem;
          }
        });
        board.show(has.received, has.size);
      }
      board.say("whole");
      const taken = await patiently(board, () => ask(`${own}/finish`, "POST"));
      location.assign(form.dataset.delivery + taken.delivery);
    } catch (problem) {
      board.refuse(problem.message);
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-piece]") || !window.crypto || !crypto.subtle) return;
    const file = form.elements.file.files[0];
    if (!file || file.size <= Number(form.dataset.piece)) return;
    event.preventDefault();
    event.stopPropagation();
    send(form, file);
  }, true);
}());
