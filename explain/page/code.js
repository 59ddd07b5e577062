// Lines of one value in IR, C and LLVM light up together.

function makeCode() {
  const section = document.getElementById("code");
  if (!section) return;
  const light = (value) => {
    for (const line of section.querySelectorAll(".line[data-values]")) {
      line.classList.toggle("linked", value !== null && line.dataset.values.split(" ").includes(value));
    }
  };
  let held = null;
  for (const line of section.querySelectorAll(".line[data-defines]")) {
    line.tabIndex = 0;
    line.addEventListener("mouseenter", () => light(line.dataset.defines));
    line.addEventListener("mouseleave", () => light(held));
    line.addEventListener("focus", () => light(line.dataset.defines));
    line.addEventListener("click", () => {
      held = held === line.dataset.defines ? null : line.dataset.defines;
      light(held);
    });
  }
}
