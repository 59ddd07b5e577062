"""Pages of `adc explain` in headless Chromium: their numbers are the interpreter's, and they move.

usage: page_test.py PROGRAM — prints SKIPPED where there is no Chromium.
"""
import json
import math
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(__file__))
import browser  # noqa: E402

ADC = None

NETWORK = """param W1: R[2,2]; param b1: R[2]; param w2: R[2]; param b2; data x: R[2]; data t
z1 = W1*x + b1; h = σ(z1); z2 = dot(w2, h) + b2; y = σ(z2); L = 1/2*(y - t)^2"""
XOR = """param W1: R[2,3]; param b1: R[3]; param w2: R[3]; param b2
X = [0, 0; 0, 1; 1, 0; 1, 1]; t = [0, 1, 1, 0]; H = tanh(X*W1 + ones(4)*b1ᵀ); y = σ(H*w2 + b2); L = sum((y - t).^2)"""
REGULARISED = "z = w x + b; y = σ(z); L = 1/2*(y - t)^2; R = 1/2*w^2; Lreg = L + lambda*R"
SOFTMAX = """param W: R[3,2]; param b: R[3]; data x: R[2]; data t: R[3]
z = W*x + b; y = softmax(z); L = -sum(t .* log(y))"""

PAGES = {
    "J": ("t = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)", {"x": "0.5"}, ("x", 0.7)),
    "expression": ("cos(sin(x²)+3x²)", {"x": "0.5"}, ("x", -0.3)),
    "quiz": ("exp(x z) + x z/log(x) + sin(log(x))/(x z)", {"x": "2", "z": "3"}, ("z", 2.25)),
    "choice": ("s = sqrt(x); y = if(x > 1, s, x²)*z; y", {"x": "0", "z": "2"}, ("x", 0.25)),
    "network": (NETWORK, {"W1": "[0.1,0.2;0.3,-0.4]", "b1": "[0.1,-0.1]", "w2": "[0.5,-0.6]", "b2": "0.2", "x": "[1,2]",
                          "t": "1"}, ("b2", -0.5)),
    "regularised": (REGULARISED, {"w": "0.5", "x": "2", "b": "-0.25", "t": "1", "lambda": "0.1"}, ("w", -0.25)),
    "xor": (XOR, {"W1": "[0.5,-0.9,0.3;1,0.8,-0.7]", "b1": "[0.1,-0.2,0.3]", "w2": "[0.4,-0.6,0.9]", "b2": "0.1"}, ("b2", 0.5)),
    "softmax": (SOFTMAX, {"W": "[0.1,0.2;0.3,-0.4;0.5,0.6]", "b": "[0.1,-0.1,0]", "x": "[1,2]", "t": "[0,1,0]"}, None),
}


def run(*words):
    return subprocess.run([ADC, *words], check=True, capture_output=True, text=True).stdout


def point(values):
    return [f"{name}={value}" for name, value in values.items()]


def flat(numbers):
    return [x for part in numbers for x in flat(part)] if isinstance(numbers, list) else [numbers]


def interpreted(text, values):
    """The value, and the gradient by name, as `adc eval` gives them."""
    answer = json.loads(run("eval", text, *point(values), "--grad", "--json", "--tier", "interpret"))
    return answer["value"], {name: flat(numbers) for name, numbers in answer["grad"].items()}


def numbers_of(text):
    return [float(word) for word in text.split()]


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.browser = browser.Browser().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.folder.cleanup()

    def open(self, name):
        text, values, _ = PAGES[name]
        path = os.path.join(self.folder.name, name + ".html")
        run("explain", text, *point(values), "-o", path)
        self.browser.open(path)
        self.assertEqual(self.browser.errors, [])
        self.assertEqual([url for url in self.browser.requests if not url.startswith("file://")], [])
        return text, values

    def assertNear(self, got, expected, what=""):
        """To within what JavaScript's functions differ from the C library's."""
        self.assertEqual(len(got), len(expected), what)
        for a, b in zip(got, expected):
            close = a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 1e-12 * max(1e-6, abs(b))
            self.assertTrue(close, f"{what}: {a} is not {b}")

    def shown_results(self):
        value = numbers_of(self.browser.ask("document.querySelector('[data-result=value]').dataset.value"))
        rows = self.browser.ask("""[...document.querySelectorAll('[data-result=gradient]')]
            .map((cell) => [adcPage.data.inputs[adcPage.data.wrt[cell.dataset.wrt].input].name,
                            cell.dataset.value ?? cell.dataset.values])""")
        return value, {name: numbers_of(numbers) for name, numbers in rows}

    def check_results(self, text, values):
        value, gradient = interpreted(text, values)
        shown_value, shown_gradient = self.shown_results()
        self.assertNear(shown_value, [value])
        self.assertEqual(set(shown_gradient), set(gradient))
        for name, numbers in gradient.items():
            self.assertNear(shown_gradient[name], numbers, name)

    def graph_numbers(self):
        """What stands at the graph's nodes and edges, and in the tables."""
        return self.browser.ask("""({
            nodes: Object.fromEntries([...document.querySelectorAll('.adc-graph [data-node]')]
                .map((g) => [g.dataset.node, [g.dataset.value, g.dataset.adjoint]])),
            edges: Object.fromEntries([...document.querySelectorAll('.adc-graph [data-edge]')]
                .map((g) => [g.dataset.edge, [g.dataset.local ?? '', g.dataset.contribution ?? '']])),
            forward: Object.fromEntries([...document.querySelectorAll('table.forward tr[data-node]')]
                .map((row) => [row.dataset.node, row.querySelector('.number').dataset.value ?? row.querySelector('.number').dataset.values])),
            backward: Object.fromEntries([...document.querySelectorAll('table.backward tr[data-edge]')]
                .map((row) => [row.dataset.edge, row.querySelector('.number').dataset.value ?? row.querySelector('.number').dataset.values])),
        })""")

    def check_graph(self, values):
        """The graph against the page that is made for these values, whose numbers are the interpreter's."""
        text = PAGES[self.name][0]
        page = run("explain", text, *point(values), "--no-check")
        start = page.index('<script type="application/json" id="adc-data">') + len('<script type="application/json" id="adc-data">')
        expected = json.loads(page[start:page.index("</script>", start)])
        got = self.graph_numbers()
        number = lambda x: float(x)
        for i, node in enumerate(expected["nodes"]):
            value, adjoint = got["nodes"][str(i)]
            self.assertNear(numbers_of(value), [number(x) for x in node["value"]], node["name"])
            self.assertNear(numbers_of(adjoint), [number(x) for x in node["adjoint"]], "adjoint of " + node["name"])
            self.assertNear(numbers_of(got["forward"][str(i)]), [number(x) for x in node["value"]], node["name"])
        for i in expected["backward"]:
            edge = expected["edges"][i]
            local, contribution = got["edges"][str(i)]
            if edge["local"] is not None:
                self.assertNear(numbers_of(local), [number(edge["local"])], f"edge {i}")
            self.assertNear(numbers_of(contribution), [number(x) for x in edge["contribution"]], f"edge {i}")
            self.assertNear(numbers_of(got["backward"][str(i)]), [number(x) for x in edge["contribution"]], f"row {i}")

    def test_numbers_are_the_interpreters_and_a_slider_moves_all(self):
        for name, (_, values, move) in PAGES.items():
            with self.subTest(page=name):
                self.name = name
                text, values = self.open(name)
                self.check_results(text, values)
                self.check_graph(values)
                # The same point, computed by the page.
                self.browser.ask("adcPage.moveTo(adcPage.state.inputs)")
                self.check_results(text, values)
                self.check_graph(values)
                if move is None:
                    continue
                before = self.graph_numbers()
                variable, number = move
                self.browser.ask(f"""(() => {{
                    const input = adcPage.data.inputs.findIndex((i) => i.name === {json.dumps(variable)});
                    const slider = document.querySelector(`input[type=range][data-input="${{input}}"]`);
                    slider.step = 'any';
                    slider.value = {number};
                    slider.dispatchEvent(new Event('input'));
                }})()""")
                moved = dict(values)
                moved[variable] = repr(number)
                self.check_results(text, moved)
                self.check_graph(moved)
                self.assertNotEqual(before, self.graph_numbers())
                self.assertEqual(self.browser.errors, [])

    def test_the_tangent_has_the_slope_of_the_gradient(self):
        for name in ("J", "quiz", "network"):
            with self.subTest(page=name):
                text, values = self.open(name)
                variable, number = PAGES[name][2]
                self.browser.ask(f"""(() => {{
                    const choice = document.querySelector('#plot select');
                    choice.value = adcPage.data.inputs.findIndex((i) => i.name === {json.dumps(variable)});
                    choice.dispatchEvent(new Event('change'));
                }})()""")
                slope = lambda: float(self.browser.ask("document.querySelector('.tangent').dataset.slope"))
                self.assertNear([slope()], interpreted(text, values)[1][variable])
                self.browser.ask(f"adcPage.moveOne(Number(document.querySelector('#plot select').value), 0, {number})")
                moved = dict(values)
                moved[variable] = repr(number)
                self.assertNear([slope()], interpreted(text, moved)[1][variable])
                self.assertGreater(self.browser.ask("document.querySelector('.curve').getAttribute('d').length"), 1000)

    def test_steps_go_forth_and_back_by_buttons_and_keys(self):
        self.open("J")
        press = lambda what: self.browser.ask(f"document.querySelector('#steps [data-do={what}]').click()")
        current = lambda: self.browser.ask("""[...document.querySelectorAll('#steps tr[aria-current]')]
            .map((row) => row.dataset.node !== undefined ? 'node ' + row.dataset.node : 'edge ' + row.dataset.edge)""")
        press("first")
        self.assertEqual(current(), [])
        press("step")
        press("step")
        self.assertEqual(current(), ["node 1"])
        self.assertIn("0.25", self.browser.ask("document.querySelector('#steps .say').textContent"))
        press("back")
        self.assertEqual(current(), ["node 0"])
        self.browser.ask("document.querySelector('#steps .scroll').focus()")
        self.browser.key("ArrowRight", "ArrowRight")
        self.assertEqual(current(), ["node 1"])
        for _ in range(5):
            self.browser.key("ArrowRight", "ArrowRight")
        self.assertEqual(current(), ["edge " + str(self.browser.ask("adcPage.data.backward[0]"))])
        visible = "[...document.querySelectorAll('.adc-graph .adjoint')].filter((t) => !t.classList.contains('future')).length"
        self.assertEqual(self.browser.ask(visible), 2)  # of J and of u
        press("last")
        self.assertEqual(self.browser.ask(visible), 6)
        press("play")
        self.assertEqual(self.browser.ask("document.querySelector('#steps [data-do=play]').textContent"), "Pause")
        self.browser.ask("new Promise((done) => setTimeout(done, 1500))")
        self.assertEqual(current(), ["node 0"])
        press("play")

    def test_a_run_of_descent_can_be_scrubbed(self):
        for name in ("network", "softmax", "xor"):
            with self.subTest(page=name):
                self.open(name)
                first = self.browser.ask("adcPage.state.value")
                before = self.browser.ask("document.querySelector('#network .heat td').dataset.value")
                self.browser.ask("document.querySelector('#descent [data-do=run]').click()")
                self.browser.ask("""(() => {
                    const slider = document.querySelector('#descent input[type=range]');
                    slider.value = slider.max;
                    slider.dispatchEvent(new Event('input'));
                })()""")
                self.assertLess(self.browser.ask("adcPage.state.value"), first)
                self.assertNotEqual(self.browser.ask("document.querySelector('#network .heat td').dataset.value"), before)
                text = PAGES[name][0]
                arrays = self.browser.ask("adcPage.data.inputs.map((i, k) => [i.name, i.shape, adcPage.state.inputs[k]])")
                self.check_results(text, {n: literal(shape, numbers) for n, shape, numbers in arrays})

    def test_everything_has_a_name_and_can_be_reached(self):
        for name in PAGES:
            with self.subTest(page=name):
                self.open(name)
                nameless = self.browser.ask("""[
                    ...[...document.querySelectorAll('button')].filter((b) => !(b.getAttribute('aria-label') ?? b.textContent).trim()),
                    ...[...document.querySelectorAll('input, select')].filter((i) => !i.getAttribute('aria-label') && i.labels.length === 0),
                    ...[...document.querySelectorAll('svg[role=img]:not([hidden])')].filter((s) => !s.getAttribute('aria-label') && !s.querySelector('title')),
                    ...[...document.querySelectorAll('table')].filter((t) => !t.querySelector('th') && !t.getAttribute('aria-label')),
                ].map((e) => e.outerHTML.slice(0, 120))""")
                self.assertEqual(nameless, [])
                self.assertEqual(self.browser.ask("document.querySelectorAll('h1').length"), 1)
                self.assertEqual(self.browser.ask("""[...document.querySelectorAll('nav a')]
                    .filter((a) => !document.querySelector(a.getAttribute('href'))).length"""), 0)
                ids = self.browser.ask("[...document.querySelectorAll('[id]')].map((e) => e.id)")
                self.assertEqual(len(ids), len(set(ids)))

    def test_lines_of_one_value_are_linked(self):
        self.open("J")
        self.browser.ask("document.querySelector('#code pre[aria-label=C] .line[data-defines=\"4\"]').click()")
        linked = self.browser.ask("""['IR', 'C', 'LLVM IR', 'Assembly'].map((name) =>
            [...document.querySelectorAll(`#code pre[aria-label="${name}"] .linked`)].map((line) => line.textContent.trim()))""")
        self.assertIn("%4 = fma %3, %1, %2", linked[0])
        self.assertIn("const double v4 = fma(3.0, v1, v2); /* u */", linked[1])
        self.assertTrue(any(line.startswith("%v4 = call double @llvm.fma.f64") for line in linked[2]), linked[2])
        self.assertTrue(any("v4" in line for line in linked[3]), linked[3])

    def test_dark_and_light(self):
        self.open("J")
        ground = lambda: self.browser.ask("getComputedStyle(document.body).backgroundColor")
        self.browser.set_dark(False)
        self.assertEqual(ground(), "rgb(255, 255, 255)")
        self.browser.set_dark(True)
        self.assertEqual(ground(), "rgb(13, 17, 23)")
        self.browser.ask("document.getElementById('theme').click()")
        self.assertEqual(ground(), "rgb(255, 255, 255)")
        self.browser.set_dark(False)


def literal(shape, numbers):
    if not shape:
        return repr(float(numbers[0]))
    if len(shape) == 1:
        return "[" + ",".join(repr(float(x)) for x in numbers) + "]"
    rows = [numbers[i:i + shape[1]] for i in range(0, len(numbers), shape[1])]
    return "[" + ";".join(",".join(repr(float(x)) for x in row) for row in rows) + "]"


if __name__ == "__main__":
    ADC = sys.argv.pop(1)
    if browser.chromium() is None:
        print("SKIPPED: there is no Chromium (chromium)")
    else:
        unittest.main(verbosity=2)
