// What was typed, and what it gives.

const kMostShown = 100;  // numbers of a tensor

function arrayOf({ shape, numbers }) {
  const all = { class: "number", "data-value": numbers.join(" ") };
  if (shape.length === 0) return element("td", all, numbers[0]);
  const count = shape.reduce((a, b) => a * b, 1);
  if (shape.length !== 2 || count > kMostShown) {
    const more = count > kMostShown ? ", \u2026" : "";
    return element("td", all, `[${numbers.slice(0, kMostShown).join(", ")}${more}]`);
  }
  const rows = element("table", { class: "matrix" });
  for (let r = 0; r < shape[0]; ++r) {
    const row = element("tr");
    for (let c = 0; c < shape[1]; ++c) row.append(element("td", { class: "number" }, numbers[r * shape[1] + c]));
    rows.append(row);
  }
  return element("td", all, rows);
}

function partOf(part) {
  const made = document.createDocumentFragment();
  if (part.values.length > 0) {
    const table = element("table");
    for (const value of part.values) table.append(element("tr", {}, element("th", { scope: "row" }, value.label), arrayOf(value)));
    made.append(table);
  }
  if (part.formulas.length > 0) {
    const table = element("table");
    for (const formula of part.formulas) {
      const cell = formula.mathml ? marked("td", { title: formula.text }, formula.mathml) : element("td", {}, element("code", {}, formula.text));
      table.append(element("tr", {}, element("th", { scope: "row" }, formula.label), cell));
    }
    made.append(table);
  }
  const [picture] = part.pictures;
  if (picture) made.append(marked("figure", { class: "drawn" }, picture.data));
  else if (part.text) made.append(element("pre", {}, part.text));
  return made;
}

/// An entry of the history for what was typed; `fill` shows the answer.
function makeEntry(text, tokens, { edit, show }) {
  const source = element("div", { class: "source" }, element("code", {}, coloured(text, tokens, null)));
  const editing = element("button", { type: "button", title: "Put it into the input again" }, "Edit");
  editing.addEventListener("click", () => edit(text));
  source.append(editing);
  const answer = element("div", { class: "answer" });
  const item = element("li", {}, source, answer);
  document.getElementById("history").append(item);
  item.scrollIntoView({ block: "nearest" });
  return {
    fill(reply) {
      answer.append(...reply.parts.map(partOf));
      for (const note of reply.notes) answer.append(told(note, text, false));
      if (reply.error) answer.append(told(reply.error, text, true));
      if (reply.subject) {
        const showing = element("button", { type: "button", title: "Derivative, plot, graph and code of it" }, "Show");
        showing.addEventListener("click", () => show(reply.subject));
        source.append(showing);
      }
      item.dataset.done = "";
      item.scrollIntoView({ block: "nearest" });
    },
    fail(diagnostic) {
      answer.append(told(diagnostic, text, true));
      item.dataset.done = "";
    },
  };
}
