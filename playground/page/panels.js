// What is shown of an expression beside its value: a tab each, filled when it is looked at.

const kPanels = [["derivative", "Derivative"], ["plot", "Plot"], ["graph", "Graph"], ["steps", "Steps"], ["code", "Code"], ["page", "Explain"]];

function download(name, text, type) {
  const link = element("a", { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
  link.click();
  URL.revokeObjectURL(link.href);
}

function ruleTable(variable, steps) {
  const table = element("table", {}, element("caption", {}, `By hand, for ${variable}`));
  for (const step of steps) {
    table.append(element("tr", {}, element("td", { class: "note" }, step.rule), marked("td", {}, `<math>${step.value}</math>`),
                         marked("td", {}, `<math>${step.derivative}</math>`)));
  }
  return element("div", { class: "scroll" }, table);
}

/// The elements of each panel; `ask(option)` asks for it anew.
const kShow = {
  derivative(answer) {
    const made = [];
    if (answer.formula) made.push(marked("div", { class: "scroll" }, answer.formula));
    else made.push(element("p", { class: "note" }, "It is too long to be typeset, or has no formula: the code is in the next tabs."));
    for (const [variable, steps] of Object.entries(answer.rules)) if (steps.length > 0) made.push(ruleTable(variable, steps));
    return made;
  },
  plot(answer, ask, option) {
    const field = element("input", { id: "ranges", value: option, placeholder: "x=-5:5", size: 24 });
    field.addEventListener("change", () => ask(field.value));
    return [element("p", { class: "controls" }, element("label", { for: "ranges" }, "Ranges"), field), marked("figure", { class: "drawn" }, answer.svg)];
  },
  graph: (answer) => [marked("figure", { class: "whole", tabindex: "0", "aria-label": "The computation graph" }, answer.svg)],
  steps: (answer) => [marked("div", { class: "scroll" }, answer.html)],
  code(answer, ask, option) {
    const select = element("select", { id: "language" });
    for (const [word, summary] of adcPage.languages) select.append(element("option", { value: word, selected: word === option }, summary || word));
    select.addEventListener("change", () => ask(select.value));
    const copy = element("button", { type: "button" }, "Copy");
    copy.addEventListener("click", () => navigator.clipboard?.writeText(answer.text));
    return [element("p", { class: "controls" }, element("label", { for: "language" }, "Language"), select, copy),
            element("pre", {}, element("code", {}, answer.text))];
  },
  page(answer) {
    const save = element("button", { type: "button" }, "Save this page");
    save.addEventListener("click", () => download("explain.html", answer.html, "text/html"));
    return [element("p", { class: "controls" }, save), element("iframe", { title: "The page that explains it", srcdoc: answer.html })];
  },
};

class Panels {
  #engine;
  #subject = "";
  #kind = "derivative";
  #options = { code: "c", plot: "" };
  #asked = 0;
  #tabs = new Map();

  constructor(engine) {
    this.#engine = engine;
    const list = document.getElementById("tabs");
    for (const [kind, label] of kPanels) {
      const tab = element("button", { type: "button", role: "tab", id: `tab-${kind}`, "aria-controls": "panel" }, label);
      tab.addEventListener("click", () => this.choose(kind));
      list.append(tab);
      this.#tabs.set(kind, tab);
    }
    list.addEventListener("keydown", (event) => this.#move(event));
    this.choose("derivative");
  }

  #move(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const at = kPanels.findIndex(([kind]) => kind === this.#kind);
    this.choose(kPanels[(at + by + kPanels.length) % kPanels.length][0]);
    this.#tabs.get(this.#kind).focus();
    event.preventDefault();
  }

  choose(kind) {
    this.#kind = kind;
    for (const [one, tab] of this.#tabs) {
      tab.setAttribute("aria-selected", String(one === kind));
      tab.tabIndex = one === kind ? 0 : -1;
    }
    document.getElementById("panel").setAttribute("aria-labelledby", `tab-${kind}`);
    this.refresh();
  }

  show(subject) {
    if (subject !== this.#subject) this.#options.plot = "";
    this.#subject = subject;
    document.getElementById("views").hidden = false;
    document.getElementById("subject").textContent = subject;
    return this.refresh();
  }

  get subject() { return this.#subject; }

  /// Asks again: definitions may have changed.
  async refresh() {
    if (!this.#subject) return;
    const kind = this.#kind;
    const option = this.#options[kind] ?? "";
    const asked = ++this.#asked;
    const panel = document.getElementById("panel");
    panel.setAttribute("aria-busy", "true");
    let made = [];
    try {
      const answer = await this.#engine.call("panel", [kind, this.#subject, option].join("\0"));
      made = kShow[kind](answer, (wanted) => {
        this.#options[kind] = wanted;
        this.refresh();
      }, option);
    } catch (failure) {
      if (!(failure instanceof Told)) throw failure;
      made = [told({ ...failure.diagnostic, begin: 0, end: 0, labels: [] }, "", true)];
      if (kind === "plot" && option) made.unshift(...kShow.plot({ svg: "" }, (wanted) => {
        this.#options[kind] = wanted;
        this.refresh();
      }, option));
    }
    if (asked !== this.#asked) return;
    panel.replaceChildren(...made);
    panel.removeAttribute("aria-busy");
    panel.dataset.shows = `${kind} ${this.#subject}`;
  }
}
