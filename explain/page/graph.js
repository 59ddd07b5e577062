// The graph's labels and the tables, at the point of the state.

function setText(text, words) {
  if (text) text.textContent = words;
}

function drawNode(group) {
  const i = Number(group.dataset.node);
  const { shape } = data.nodes[i];
  const { value, adjoint } = state.nodes[i];
  const text = shownAll(shape, value);
  if (text !== "") setText(group.querySelector(".value"), text);
  group.dataset.value = value.map(digits).join(" ");
  group.dataset.adjoint = adjoint.map(digits).join(" ");
  const slope = group.querySelector(".adjoint");
  if (slope) setText(slope, `${slope.textContent.split(" = ")[0]} = ${shownAll(shape, adjoint)}`);
}

function drawEdge(group) {
  const i = Number(group.dataset.edge);
  const edge = data.edges[i];
  const { local, contribution } = state.edges[i];
  if (contribution.length === 0) return;
  group.dataset.contribution = contribution.map(digits).join(" ");
  const sum = shownAll(data.nodes[edge.from].shape, contribution);
  const below = group.querySelector(".contribution");
  if (local === null) {
    if (below && sum !== "") setText(below, `← ${sum}`);
    return;
  }
  group.dataset.local = digits(local);
  const above = group.querySelector(".local");
  if (above && !edge.localIsNumber) {
    const words = above.textContent.split(" = ");
    setText(above, [...words.slice(0, -1), shown(local)].join(" = "));
  }
  const factor = local < 0 ? `(${shown(local)})` : shown(local);
  const isDirect = edge.to + 1 === data.nodes.length;
  setText(below, isDirect ? `← ${sum}` : `← ${shown(state.nodes[edge.to].adjoint[0])} · ${factor} = ${sum}`);
}

function drawForward(row) {
  const i = Number(row.dataset.node);
  const cell = row.querySelector("td.number");
  if (cell) setNumbers(cell, data.nodes[i].shape, state.nodes[i].value);
}

function drawBackward(row) {
  const i = Number(row.dataset.edge);
  const { local, contribution, sum } = state.edges[i];
  const shape = data.nodes[data.edges[i].from].shape;
  const [value, running] = row.querySelectorAll("td.number");
  if (value) setNumbers(value, shape, contribution);
  if (running) setNumbers(running, shape, sum);
  const cell = row.querySelector("td[data-value]:not(.number)");
  if (!cell || local === null) return;
  cell.dataset.value = digits(local);
  const number = cell.querySelector("math > mn:last-child");
  if (number && !data.edges[i].localIsNumber) number.textContent = shown(local, 6);
}

function makeGraph() {
  // A wide graph shrinks to the page, but not beyond what can be read.
  const picture = document.querySelector(".adc-graph");
  if (picture) picture.style.minWidth = `${0.72 * picture.viewBox.baseVal.width}px`;
  if (!data.isSmall) return; // the picture stays as it is
  watch(() => {
    document.querySelectorAll(".adc-graph [data-node]").forEach(drawNode);
    document.querySelectorAll(".adc-graph [data-edge]").forEach(drawEdge);
    document.querySelectorAll("table.forward tr[data-node]").forEach(drawForward);
    document.querySelectorAll("table.backward tr[data-edge]").forEach(drawBackward);
  });
}
