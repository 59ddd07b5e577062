// Sliders and fields for the inputs, and the results beside them.

/** Where a slider ends: around the number that it begins with. */
function rangeAround(x) {
  const reach = Math.max(1, 2 * Math.abs(x));
  return { low: x - reach, high: x + reach };
}

function makeInputs() {
  for (const slider of document.querySelectorAll(".inputs [data-input]")) {
    const input = Number(slider.dataset.input);
    const at = Number(slider.dataset.at ?? 0);
    if (slider.type === "range") {
      const { low, high } = rangeAround(state.inputs[input][at]);
      slider.min = low;
      slider.max = high;
      slider.step = (high - low) / 400;
    }
    slider.disabled = false;
    slider.addEventListener("input", () => {
      const number = Number(slider.value);
      if (slider.value !== "" && Number.isFinite(number)) moveOne(input, at, number);
    });
  }
  document.getElementById("reset")?.addEventListener("click", () => moveTo(data.inputs.map((i) => i.value.map(numberOf))));
  watch(() => {
    for (const field of document.querySelectorAll(".inputs [data-input]")) {
      if (field === document.activeElement && field.type === "number") continue;
      const x = state.inputs[Number(field.dataset.input)][Number(field.dataset.at ?? 0)];
      field.value = field.type === "range" ? x : Number(x.toPrecision(15));
    }
  });
}

function setNumber(cell, x) {
  cell.dataset.value = digits(x);
  cell.textContent = shown(x, 6);
}

function setNumbers(cell, shape, numbers) {
  if (shape.length === 0) {
    if (numbers.length > 0) setNumber(cell, numbers[0]);
    return;
  }
  cell.dataset.values = numbers.map(digits).join(" ");
  const text = shownAll(shape, numbers, 12);
  if (text !== "") cell.textContent = text;
}

function makeResults() {
  watch(() => {
    for (const cell of document.querySelectorAll("[data-result='value']")) setNumber(cell, state.value);
    for (const cell of document.querySelectorAll("[data-result='gradient']")) {
      const k = Number(cell.dataset.wrt);
      setNumbers(cell, data.wrt[k].shape, state.gradient[k]);
    }
  });
}
