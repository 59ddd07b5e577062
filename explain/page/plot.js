// The function of one of its inputs, with its tangent and its derivative.

const kPlot = { width: 640, height: 380, left: 62, right: 14, top: 14, bottom: 40, points: 401 };

/** Round numbers in [low, high], six or so. */
function ticks(low, high) {
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((times) => times * power >= rough);
  const all = [];
  for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-12) && all.length < 20; i++) all.push(i * step);
  return all;
}

/** What is shown of the values: all but what a pole sends far away. */
function bounds(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return [-1, 1];
  const at = (part) => sorted[Math.round(part * (sorted.length - 1))];
  let [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const spread = at(0.9) - at(0.1);
  if (spread > 0 && high - low > 20 * spread) [low, high] = [at(0.03), at(0.97)];
  const margin = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return [low - margin, high + margin];
}

function makePlot() {
  const section = document.getElementById("plot");
  if (!section) return;
  const choice = section.querySelector("select");
  const svg = section.querySelector("svg");
  let window_ = null; // of the variable that is chosen

  const variable = () => Number(choice.value);
  const atPoint = (x) => {
    const inputs = state.inputs.map((numbers) => numbers);
    inputs[variable()] = [x];
    return evaluate(inputs);
  };
  const slopeOf = (result) => {
    const k = data.wrt.findIndex((w) => w.input === variable());
    return k < 0 ? NaN : result.gradient[k][0];
  };

  function chooseWindow() {
    const x = state.inputs[variable()][0];
    if (!window_) {
      const reach = Math.max(2, 1.5 * Math.abs(x));
      window_ = [x - reach, x + reach];
    }
    const width = window_[1] - window_[0];
    if (x < window_[0] || x > window_[1]) window_ = [x - width / 2, x + width / 2];
  }

  function draw() {
    chooseWindow();
    const { width, height, left, right, top, bottom, points } = kPlot;
    const [a, b] = window_;
    const xs = Array.from({ length: points }, (_, i) => a + ((b - a) * i) / (points - 1));
    const results = xs.map(atPoint);
    const values = results.map((r) => r.value);
    const slopes = results.map(slopeOf);
    let [low, high] = bounds([...values, state.value]);
    // Where the function runs away, its tangent is to be seen nevertheless.
    const near = 1.5 * Math.max(Math.abs(slopeOf(state)) * (b - a), Math.abs(state.value));
    if (near > 0 && high - low > 16 * near) [low, high] = [state.value - near, state.value + near];
    const X = (x) => left + ((x - a) / (b - a)) * (width - left - right);
    const Y = (y) => top + ((high - y) / (high - low)) * (height - top - bottom);
    const line = (ys, isCurve) => {
      let path = "";
      let isDown = false;
      ys.forEach((y, i) => {
        if (!Number.isFinite(y) || Math.abs(y - (low + high) / 2) > 20 * (high - low)) { isDown = false; return; }
        // Against the slope at both ends there is no way but a jump or a pole.
        const step = i > 0 ? y - ys[i - 1] : 0;
        const isJump = isCurve && i > 0 && Math.abs(step) > 0.02 * (high - low) && step * slopes[i] < 0 && step * slopes[i - 1] < 0;
        if (isJump || Math.abs(step) > 4 * (high - low)) isDown = false;
        path += `${isDown ? "L" : "M"}${X(xs[i]).toFixed(2)} ${Y(y).toFixed(2)}`;
        isDown = true;
      });
      return path;
    };
    svg.replaceChildren(
      element("clipPath", { id: "plot-inside" },
        element("rect", { x: left, y: top, width: width - left - right, height: height - top - bottom })));
    for (const x of ticks(a, b)) {
      svg.append(element("line", { class: "grid", x1: X(x), x2: X(x), y1: top, y2: height - bottom }),
        element("text", { x: X(x), y: height - bottom + 18, "text-anchor": "middle" }, shown(x)));
    }
    for (const y of ticks(low, high)) {
      svg.append(element("line", { class: "grid", x1: left, x2: width - right, y1: Y(y), y2: Y(y) }),
        element("text", { x: left - 6, y: Y(y) + 4, "text-anchor": "end" }, shown(y)));
    }
    if (low < 0 && high > 0) svg.append(element("line", { class: "zero", x1: left, x2: width - right, y1: Y(0), y2: Y(0) }));
    if (a < 0 && b > 0) svg.append(element("line", { class: "zero", x1: X(0), x2: X(0), y1: top, y2: height - bottom }));
    const x = state.inputs[variable()][0];
    const slope = slopeOf(state);
    const inside = element("g", { "clip-path": "url(#plot-inside)" });
    inside.append(element("path", { class: "slope", d: line(slopes, false) }), element("path", { class: "curve", d: line(values, true) }));
    if (Number.isFinite(slope) && Number.isFinite(state.value)) {
      inside.append(element("line", { class: "tangent", x1: X(a), x2: X(b), y1: Y(state.value + slope * (a - x)),
        y2: Y(state.value + slope * (b - x)), "data-slope": digits(slope) }));
    }
    if (Number.isFinite(state.value)) inside.append(element("circle", { class: "point", cx: X(x), cy: Y(state.value), r: 5 }));
    const name = data.inputs[variable()].pretty;
    svg.append(inside, element("rect", { class: "frame", x: left, y: top, width: width - left - right, height: height - top - bottom }),
      element("text", { x: width - right, y: height - 4, "text-anchor": "end" }, name),
      element("text", { x: 4, y: top + 10 }, data.result.pretty));
    svg.setAttribute("aria-label", `${data.result.pretty} over ${name} from ${shown(a)} to ${shown(b)}; at ${shown(x)} the value is ` +
      `${shown(state.value)} and the slope ${shown(slope)}`);
  }

  const zoom = (times) => {
    const middle = (window_[0] + window_[1]) / 2;
    const half = ((window_[1] - window_[0]) / 2) * times;
    window_ = [middle - half, middle + half];
    draw();
  };
  choice.addEventListener("change", () => { window_ = null; draw(); });
  section.querySelector("[data-do='in']").addEventListener("click", () => zoom(0.5));
  section.querySelector("[data-do='out']").addEventListener("click", () => zoom(2));
  watch(draw);
}
