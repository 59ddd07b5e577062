// What the page does when it is open.

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
