// The input: colours and errors as it is typed, Enter, what was typed before, names that fit.

class Input {
  #engine;
  #submit;
  #line = document.getElementById("line");
  #colours = document.getElementById("colours");
  #hint = document.getElementById("hint");
  #list = document.getElementById("candidates");
  #before = [];
  #at = 0;
  #draft = "";
  #found = null;
  #chosen = 0;
  #looks = 0;

  constructor(engine, submit) {
    this.#engine = engine;
    this.#submit = submit;
    this.#line.addEventListener("input", () => this.#changed());
    this.#line.addEventListener("keydown", (event) => this.#key(event));
    document.getElementById("entry").addEventListener("submit", (event) => {
      event.preventDefault();
      this.enter();
    });
  }

  get text() { return this.#line.value; }

  set(text) {
    this.#line.value = text;
    this.#line.setSelectionRange(text.length, text.length);
    this.#changed();
  }

  focus() { this.#line.focus(); }

  /// Submits what stands there.
  enter() {
    const text = this.text.trim();
    if (!text) return;
    if (this.#before.at(-1) !== text) this.#before.push(text);
    this.#at = this.#before.length;
    this.set("");
    this.#submit(text);
  }

  #fit() {
    this.#line.style.height = "auto";
    this.#line.style.height = `${this.#line.scrollHeight + 2}px`;
  }

  async #changed() {
    this.#close();
    this.#fit();
    const text = this.text;
    this.#colours.textContent = text;
    const looked = ++this.#looks;
    const seen = text.trim() ? await this.look(text) : { tokens: [], complete: true, error: null, hint: "" };
    if (looked !== this.#looks || !seen) return;
    this.#colours.replaceChildren(coloured(text, seen.tokens, seen.complete ? seen.error : null));
    this.#hint.textContent = seen.complete && seen.error ? seen.error.message.replaceAll("`", "") : seen.hint;
  }

  /// What the text is; null where that was interrupted.
  async look(text) {
    try {
      return await this.#engine.call("look", text, bytesBefore(text, this.#line.selectionStart));
    } catch (failure) {
      if (failure instanceof Told) return null;
      throw failure;
    }
  }

  async #key(event) {
    if (!this.#list.hidden && this.#choosing(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      const text = this.text;
      const seen = event.ctrlKey || event.metaKey ? { complete: true } : await this.look(text);
      if (text !== this.text) return;
      if (!seen || seen.complete) this.enter();
      else this.#insert("\n", this.#line.selectionStart, this.#line.selectionEnd);
    } else if (event.key === "Tab" && !event.shiftKey && /[\p{L}\p{N}_:\\]$/u.test(this.text.slice(0, this.#line.selectionStart))) {
      event.preventDefault();
      await this.#complete();
    } else if (event.key === "ArrowUp" && !this.text.slice(0, this.#line.selectionStart).includes("\n")) {
      this.#recall(event, -1);
    } else if (event.key === "ArrowDown" && !this.text.slice(this.#line.selectionEnd).includes("\n")) {
      this.#recall(event, 1);
    }
  }

  #recall(event, by) {
    const to = this.#at + by;
    if (to < 0 || to > this.#before.length) return;
    event.preventDefault();
    if (this.#at === this.#before.length) this.#draft = this.text;
    this.#at = to;
    this.set(this.#before[to] ?? this.#draft);
  }

  #insert(text, from, to) {
    this.#line.setRangeText(text, from, to, "end");
    this.#changed();
  }

  async #complete() {
    const text = this.text;
    let found = null;
    try {
      found = await this.#engine.call("complete", text, bytesBefore(text, this.#line.selectionStart));
    } catch (failure) {
      if (failure instanceof Told) return;
      throw failure;
    }
    if (text !== this.text || found.candidates.length === 0) return;
    const place = placesIn(text);
    this.#found = { ...found, from: place(found.begin), to: place(found.end) };
    if (found.candidates.length === 1) return this.#take(0);
    this.#chosen = 0;
    this.#list.replaceChildren(...found.candidates.map(([word, detail], i) => {
      const item = element("li", { role: "option", id: `candidate-${i}` }, word, element("span", {}, detail));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.#take(i);
      });
      return item;
    }));
    this.#list.hidden = false;
    this.#choose(0);
  }

  #choose(i) {
    const { length } = this.#found.candidates;
    this.#chosen = (i + length) % length;
    [...this.#list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === this.#chosen)));
    this.#list.children[this.#chosen].scrollIntoView({ block: "nearest" });
    this.#line.setAttribute("aria-activedescendant", `candidate-${this.#chosen}`);
  }

  #take(i) {
    const { candidates, from, to } = this.#found;
    this.#insert(candidates[i][0], from, to);
  }

  #close() {
    this.#list.hidden = true;
    this.#line.removeAttribute("aria-activedescendant");
  }

  /// Whether the list of names takes the key.
  #choosing(event) {
    const by = { ArrowDown: 1, ArrowUp: -1, Tab: event.shiftKey ? -1 : 1 }[event.key];
    if (by) this.#choose(this.#chosen + by);
    else if (event.key === "Enter") this.#take(this.#chosen);
    else if (event.key === "Escape") this.#close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
