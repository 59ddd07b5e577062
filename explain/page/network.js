// Layers of a network: units and weights as a picture, tensors as heat maps.

/** Blue below zero, orange above; the more the nearer to `most`. */
function heat(x, most) {
  const part = most > 0 && Number.isFinite(x) ? Math.min(1, Math.abs(x) / most) : 0;
  return `color-mix(in srgb, ${x < 0 ? "#2f7fd6" : "#e07b1a"} ${Math.round(part * 75)}%, transparent)`;
}

function largest(numbers) {
  return Math.max(0, ...numbers.filter(Number.isFinite).map(Math.abs));
}

function heatMap(shape, numbers, label) {
  const columns = shape.length === 2 ? shape[1] : 1;
  const rows = shape.length === 2 ? shape[0] : numbers.length;
  const most = largest(numbers);
  const isSmall = columns <= 8 && rows <= 16;
  const table = element("table", { class: "heat", "aria-label": label });
  for (let i = 0; i < rows; i++) {
    const row = element("tr");
    for (let k = 0; k < columns; k++) {
      const x = numbers[i * columns + k];
      row.append(element("td", { style: `background:${heat(x, most)}`, title: digits(x), "data-value": digits(x) },
        isSmall ? shown(x, 3) : ""));
    }
    table.append(row);
  }
  return table;
}

const kMostCells = 4096;

function tensorFigures(node) {
  const { name, shape, pretty, adjointPretty } = data.nodes[node];
  const figures = [[pretty, state.nodes[node].value, ""], [adjointPretty, state.nodes[node].adjoint, " gradient"]];
  return figures.filter(([, numbers]) => numbers.length > 0).map(([label, numbers]) => {
    const isLarge = numbers.length > kMostCells || shape.length > 2;
    return element("figure", { class: `tensor${label === pretty ? "" : " adjoint"}`, style: "margin:0 1.2rem .3rem 0" },
      element("figcaption", {}, label),
      isLarge ? element("p", { class: "note" }, `${numbers.length} numbers, of which none is shown`) : heatMap(shape, numbers, `${name}`));
  });
}

/** Circles for the units of each layer, lines for the weights between them. */
function unitsPicture() {
  const columns = [];
  for (const layer of data.layers) {
    const out = layer.steps[layer.steps.length - 1];
    const size = state.nodes[out].value.length;
    const matrix = layer.weights.find((w) => {
      const { shape } = data.nodes[w];
      return shape.length === 2 ? shape[0] === size : shape.length === 1 && size === 1;
    });
    if (matrix === undefined || layer.name === "loss") continue;
    columns.push({ name: layer.name, out, size, matrix });
  }
  if (columns.length === 0) return null;
  const { shape } = data.nodes[columns[0].matrix];
  const width = shape[shape.length - 1];
  const source = data.edges.find((e) => data.layers[0].steps.includes(e.to) && data.nodes[e.from].kind !== "step" &&
    !data.layers[0].weights.includes(e.from) && state.nodes[e.from].value.length === width);
  columns.unshift({ name: "inputs", out: source?.from, size: width });
  const most = Math.max(...columns.map((c) => c.size));
  if (most > 24) return null;
  const gap = Math.max(34, 56 - most);
  const height = most * gap + 46;
  const svg = element("svg", { class: "units", viewBox: `0 0 ${columns.length * 170} ${height}`, width: columns.length * 170, height,
    role: "img", "aria-label": `a network of ${columns.map((c) => c.size).join(", ")} units` });
  const X = (k) => 70 + k * 170;
  const Y = (column, i) => 30 + (height - 40) / 2 + (i - (column.size - 1) / 2) * gap;
  columns.forEach((column, k) => {
    if (k === 0) return;
    const weights = state.nodes[column.matrix].value;
    const strongest = largest(weights);
    const before = columns[k - 1];
    for (let i = 0; i < column.size; i++) {
      for (let j = 0; j < before.size; j++) {
        const w = weights[i * before.size + j];
        svg.append(element("line", { x1: X(k - 1), y1: Y(before, j), x2: X(k), y2: Y(column, i), "stroke-width": 1 + 3 * Math.abs(w) / (strongest || 1),
          stroke: w < 0 ? "#2f7fd6" : "#e07b1a", opacity: 0.75 }, element("title", {}, digits(w))));
      }
    }
  });
  columns.forEach((column, k) => {
    svg.append(element("text", { x: X(k), y: 14 }, column.name));
    const numbers = column.out === undefined ? [] : state.nodes[column.out].value;
    for (let i = 0; i < column.size; i++) {
      svg.append(element("circle", { cx: X(k), cy: Y(column, i), r: 15, style: "fill:var(--ground)" }),
        element("circle", { cx: X(k), cy: Y(column, i), r: 15, style: `fill:${heat(numbers[i], largest(numbers))}` }));
      if (i < numbers.length) svg.append(element("text", { x: X(k), y: Y(column, i) + 4 }, shown(numbers[i], 2)));
    }
  });
  return svg;
}

function makeNetwork() {
  const place = document.querySelector("#network .layers");
  if (!place || !data.isSmall) return;
  watch(() => {
    const picture = unitsPicture();
    place.replaceChildren(...(picture ? [element("section", {}, element("h3", {}, "Units"), picture)] : []));
    for (const layer of data.layers) {
      place.append(element("section", {}, element("h3", {}, layer.name),
        ...[...layer.weights, ...layer.steps].flatMap(tensorFigures)));
    }
  });
}
