// What the page does when it is open.

const kExamples = ["x = 0.5", "cos(sin(x²) + 3x²)", "f(t) = t³ − 2t; f'(2)", "a = [1, 2, 3]; sum(a.^2)", "softmax([1, 2, 3])", "?tanh", ":help"];
const kSoon = 300;  // milliseconds after which it is said that something is computed

const begin = performance.now();
makeTheme();
const state = document.getElementById("state");
const engine = new Engine(await compiled());
const about = await engine.call("about", "");
const loaded = Math.round(performance.now() - begin);
state.textContent = `adc ${about.version}, loaded in ${loaded} ms`;

const panels = new Panels(engine);

async function submit(text) {
  const seen = await input.look(text);
  const entry = makeEntry(text, seen?.tokens ?? [], { edit: (again) => { input.set(again); input.focus(); }, show: (subject) => panels.show(subject) });
  try {
    const reply = await engine.call("submit", text);
    entry.fill(reply);
    if (reply.subject) await panels.show(reply.subject);
    else await panels.refresh();
  } catch (failure) {
    if (!(failure instanceof Told)) throw failure;
    entry.fail(failure.diagnostic);
  }
}

const input = new Input(engine, submit);

// Stop
const stop = document.getElementById("stop");
let soon = 0;
engine.addEventListener("change", () => {
  clearTimeout(soon);
  if (!engine.isBusy) {
    stop.disabled = true;
    state.textContent = `adc ${about.version}, loaded in ${loaded} ms`;
    return;
  }
  soon = setTimeout(() => {
    stop.disabled = false;
    state.textContent = "Computing… Escape or Stop ends it";
  }, kSoon);
});
stop.addEventListener("click", () => { engine.stop(); input.focus(); });
addEventListener("keydown", (event) => { if (event.key === "Escape" && !stop.disabled) engine.stop(); });

// Definitions as a file, and what is read from files
document.getElementById("save").addEventListener("click", () => download("session.adc", engine.saved, "text/plain"));
const file = document.getElementById("file");
document.getElementById("open").addEventListener("click", () => file.click());
file.addEventListener("change", async () => {
  for (const chosen of file.files) {
    const name = chosen.name.replaceAll(/\s/g, "_");
    engine.put(name, new Uint8Array(await chosen.arrayBuffer()));
    await submit(`:load ${name}`);
  }
  file.value = "";
});

// A session in the page's address
document.getElementById("link").addEventListener("click", () => {
  location.hash = encodeURIComponent([engine.saved.trim(), panels.subject].filter((text) => text).join("\n"));
  navigator.clipboard?.writeText(location.href).catch(() => {});
});
async function follow() {
  if (location.hash.length > 1) await submit(decodeURIComponent(location.hash.slice(1)));
}

const examples = document.querySelector(".examples");
for (const example of kExamples) {
  const button = element("button", { type: "button" }, example);
  button.addEventListener("click", () => submit(example));
  examples.append(button);
}
input.focus();

await follow();

// For those who drive the page from outside.
globalThis.adcPage = { engine, submit, panels, input, languages: about.languages, loaded };
