// The forward and backward pass, step by step: play, step, back.

function makeSteps() {
  const section = document.getElementById("steps");
  if (!section?.querySelector(".say")) return;
  const rows = [...section.querySelectorAll("table.forward tr[data-node], table.backward tr[data-edge]")];
  const say = section.querySelector(".say");
  const slider = section.querySelector("input[type='range']");
  const play = section.querySelector("[data-do='play']");
  const graph = document.querySelector(".adc-graph");
  let at = rows.length; // one after the last: all is done
  let timer = 0;
  slider.max = rows.length;

  const inGraph = (row) => row.dataset.node !== undefined
    ? graph?.querySelector(`[data-node="${row.dataset.node}"]`)
    : graph?.querySelector(`[data-edge="${row.dataset.edge}"]`);

  function describe() {
    say.replaceChildren();
    if (at === 0) return say.append("Before the first step: only the program is known.");
    if (at > rows.length - 1 && timer === 0) {
      return say.append(`All ${rows.length} steps are done. Go back with ←, play with the space bar.`);
    }
    const row = rows[at - 1];
    const [name, formula, ...others] = row.children;
    const [value, sum] = others.filter((cell) => cell.classList.contains("number"));
    const local = others.find((cell) => !cell.classList.contains("number") && cell.textContent !== "");
    const add = (before, cell) => {
      if (!cell || cell.textContent === "") return;
      say.append(before, ...[...cell.childNodes].map((child) => child.cloneNode(true)));
    };
    add(row.dataset.node !== undefined ? "Forward: " : "Backward: ", name);
    add(" ", formula);
    add(" = ", value);
    add(", where ", local);
    add("; all together ", sum);
  }

  function draw() {
    const isAll = at >= rows.length && timer === 0;
    const seen = new Set();
    const last = data.nodes.length - 1;
    rows.forEach((row, i) => {
      const isFuture = i >= at;
      row.classList.toggle("future", isFuture);
      row.toggleAttribute("aria-current", false);
      inGraph(row)?.classList.toggle("now", false);
      if (row.dataset.edge !== undefined) {
        const part = inGraph(row);
        part?.querySelectorAll("text").forEach((text) => text.classList.toggle("future", isFuture));
        if (!isFuture) seen.add(data.edges[Number(row.dataset.edge)].from);
      } else {
        inGraph(row)?.querySelector(".value")?.classList.toggle("future", isFuture);
        if (!isFuture && Number(row.dataset.node) === last) seen.add(last);
      }
    });
    graph?.querySelectorAll("[data-node]").forEach((node) => {
      node.querySelector(".adjoint")?.classList.toggle("future", !seen.has(Number(node.dataset.node)));
    });
    if (at > 0 && !isAll) {
      rows[at - 1].setAttribute("aria-current", "step");
      inGraph(rows[at - 1])?.classList.add("now");
    }
    slider.value = at;
    slider.setAttribute("aria-valuetext", `step ${at} of ${rows.length}`);
    play.textContent = timer ? "Pause" : "Play";
    describe();
  }

  function go(to) {
    at = Math.min(Math.max(to, 0), rows.length);
    draw();
  }
  function stop() {
    clearInterval(timer);
    timer = 0;
  }
  function toggle() {
    if (timer) {
      stop();
    } else {
      if (at >= rows.length) at = 0;
      timer = setInterval(() => {
        if (at >= rows.length) stop();
        go(at + 1);
      }, 1100);
    }
    draw();
  }

  const actions = {
    first: () => { stop(); go(0); }, back: () => { stop(); go(at - 1); }, play: toggle,
    step: () => { stop(); go(at >= rows.length ? 1 : at + 1); }, last: () => { stop(); go(rows.length); },
  };
  for (const button of section.querySelectorAll("[data-do]")) button.addEventListener("click", actions[button.dataset.do]);
  slider.addEventListener("input", () => { stop(); go(Number(slider.value)); });
  section.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select")) return;
    const action = { ArrowRight: "step", ArrowLeft: "back", Home: "first", End: "last" }[event.key];
    if (action) actions[action]();
    else if (event.key === " " && !event.target.matches("button")) toggle();
    else return;
    event.preventDefault();
  });
  watch(draw);
}
