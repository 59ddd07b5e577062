// Numbers as the page shows them; all digits stand in attributes.

/** Four digits (or so many), as C's %g writes them, with a minus sign. */
function shown(x, digits = 4) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "−inf";
  if (x === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(Number(x.toPrecision(digits)))));
  let text;
  if (exponent < -5 || exponent >= digits) {
    const [head, tail] = x.toExponential(digits - 1).split("e");
    text = `${head.includes(".") ? head.replace(/\.?0+$/, "") : head}e${Number(tail)}`;
  } else {
    text = x.toFixed(Math.max(0, digits - 1 - exponent));
    if (text.includes(".")) text = text.replace(/\.?0+$/, "");
  }
  return text.replaceAll("-", "−");
}

/** "[1, 2; 3, 4]"; of more numbers than a handful "". */
function shownAll(shape, numbers, most = 6) {
  if (numbers.length === 0 || numbers.length > most || shape.length > 2) return "";
  if (shape.length === 0) return shown(numbers[0]);
  const columns = shape[shape.length - 1];
  return `[${[...numbers].map((x, i) => (i === 0 ? "" : shape.length === 2 && i % columns === 0 ? "; " : ", ") + shown(x)).join("")}]`;
}

/** JSON has neither nan nor infinities: they are strings there. */
function numberOf(x) {
  if (typeof x === "number") return x;
  return x === "nan" ? NaN : x === "inf" ? Infinity : -Infinity;
}

function digits(x) {
  if (Number.isNaN(x)) return "nan";
  return x === Infinity ? "inf" : x === -Infinity ? "-inf" : Object.is(x, -0) ? "-0" : String(x);
}

function element(name, attributes = {}, ...children) {
  const isSvg = ["svg", "g", "line", "circle", "path", "text", "rect", "polyline", "title", "clipPath"].includes(name);
  const made = isSvg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
