// A run of gradient descent on the program, to scrub through.

const kRun = { steps: 200 };

function makeTraining() {
  const section = document.getElementById("descent");
  if (!section) return;
  const slider = section.querySelector("input[type='range']");
  const rate = section.querySelector("input[type='number']");
  const svg = section.querySelector("svg");
  const say = section.querySelector(".say");
  let run = [];

  function descend() {
    run = [];
    let inputs = state.inputs.map((numbers) => [...numbers]);
    for (let step = 0; step <= kRun.steps; step++) {
      const { value, gradient } = evaluate(inputs);
      run.push({ inputs, value });
      if (!Number.isFinite(value)) break;
      const next = inputs.map((numbers) => [...numbers]);
      data.wrt.forEach(({ input }, k) => { next[input] = next[input].map((x, n) => x - Number(rate.value) * gradient[k][n]); });
      inputs = next;
    }
    slider.max = run.length - 1;
    slider.value = 0;
    slider.disabled = false;
    draw();
  }

  function draw() {
    if (run.length === 0) return;
    const at = Number(slider.value);
    const finite = run.map((r) => r.value).filter(Number.isFinite);
    const [low, high] = bounds(finite);
    const X = (i) => 50 + (i / Math.max(1, run.length - 1)) * 540;
    const Y = (y) => 10 + ((high - y) / (high - low)) * 150;
    svg.removeAttribute("hidden");
    svg.replaceChildren(element("rect", { class: "frame", x: 50, y: 10, width: 540, height: 150 }));
    for (const y of ticks(low, high)) {
      svg.append(element("line", { class: "grid", x1: 50, x2: 590, y1: Y(y), y2: Y(y) }),
        element("text", { x: 44, y: Y(y) + 4, "text-anchor": "end" }, shown(y)));
    }
    svg.append(
      element("polyline", { class: "curve", points: run.filter((r) => Number.isFinite(r.value)).map((r, i) => `${X(i)},${Y(r.value)}`).join(" ") }),
      element("text", { x: 590, y: 178, "text-anchor": "end" }, "step"));
    if (Number.isFinite(run[at].value)) svg.append(element("circle", { class: "point", cx: X(at), cy: Y(run[at].value), r: 5 }));
    say.textContent = `Step ${at} of ${run.length - 1}: ${data.result.pretty} = ${shown(run[at].value, 6)}`;
    slider.setAttribute("aria-valuetext", say.textContent);
  }

  section.querySelector("[data-do='run']").addEventListener("click", descend);
  slider.addEventListener("input", () => {
    moveTo(run[Number(slider.value)].inputs);
    draw();
  });
}
