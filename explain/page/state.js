// The program at a point: what the page was made for, and what it is computed anew for.
const data = JSON.parse(document.getElementById("adc-data").textContent);

const state = {
  inputs: data.inputs.map((input) => input.value.map(numberOf)),
  nodes: data.nodes.map((node) => ({ value: node.value.map(numberOf), adjoint: node.adjoint.map(numberOf) })),
  edges: data.edges.map((edge) => ({
    local: edge.local === null ? null : numberOf(edge.local),
    contribution: edge.contribution.map(numberOf),
    sum: edge.sum.map(numberOf),
  })),
  value: numberOf(data.value),
  gradient: data.gradient.map((numbers) => numbers.map(numberOf)),
};

const watchers = [];
/** `draw` is called now and whenever the point changes. */
function watch(draw) {
  watchers.push(draw);
  draw();
}

function argument(input, numbers) {
  return data.inputs[input].shape.length === 0 ? numbers[0] : Float64Array.from(numbers);
}
function listOf(result) {
  return Object.values(result).map((x) => (typeof x === "number" ? [x] : Array.from(x, Number)));
}

/** The value and the gradient, by variable, at a point: numbers of all inputs. */
function evaluate(inputs) {
  const [value, ...gradient] = listOf(adc.gradient(...inputs.map((numbers, i) => argument(i, numbers))));
  return { value: value[0], gradient };
}

/** Nodes and edges at the state's inputs, by the program that computes them all. */
function recomputeGraph() {
  if (!adc.nodes) return;
  const results = listOf(adc.nodes(...data.graphInputs.map((i) => argument(i, state.inputs[i]))));
  data.inputs.forEach((input, i) => { state.nodes[i].value = state.inputs[i]; });
  data.graphNodes.forEach((node, i) => { state.nodes[node].value = results[i]; });
  const perEdge = results.slice(data.graphNodes.length);
  const adjoint = state.nodes.map(() => null);
  adjoint[adjoint.length - 1] = [1];
  data.graphEdges.forEach((i, k) => {
    const edge = data.edges[i];
    const to = adjoint[edge.to];
    const now = state.edges[i];
    if (data.isScalar) {
      now.local = perEdge[k][0];
      now.contribution = [edge.isConditional && to[0] === 0 ? 0 : to[0] * now.local];
    } else {
      now.contribution = perEdge[k];
    }
    const before = adjoint[edge.from];
    adjoint[edge.from] = before ? before.map((x, n) => x + now.contribution[n]) : [...now.contribution];
    now.sum = [...adjoint[edge.from]];
  });
  state.nodes.forEach((node, i) => { node.adjoint = adjoint[i] ?? []; });
}

/** Moves the point, and draws everything anew. */
function moveTo(inputs) {
  state.inputs = inputs.map((numbers) => [...numbers]);
  Object.assign(state, evaluate(state.inputs));
  recomputeGraph();
  for (const draw of watchers) draw();
}

function moveOne(input, at, number) {
  const inputs = state.inputs.map((numbers) => [...numbers]);
  inputs[input][at] = number;
  moveTo(inputs);
}
