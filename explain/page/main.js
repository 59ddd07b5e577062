// What the page does when it is open.

function makeTheme() {
  const button = document.getElementById("theme");
  button.hidden = false;
  const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const draw = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-pressed", String(isDark()));
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    draw();
  });
  draw();
}

makeTheme();
makeInputs();
makeResults();
makeGraph();
makeSteps();
makePlot();
makeNetwork();
makeTraining();
makeCode();
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
// For those who drive the page from outside.
globalThis.adcPage = { data, state, moveTo, moveOne, evaluate };
