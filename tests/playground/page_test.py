"""The playground in headless Chromium: what it gives is what the program gives, and it can be stopped.

usage: page_test.py PROGRAM PAGE: prints SKIPPED where there is no page or no Chromium.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "explain"))
import browser  # noqa: E402

ADC = None
PAGE = None

# A session's lines, and the expression whose value and derivatives are compared with the program's.
FORMULAS = [
    ({"x": "0.5"}, "cos(sin(x²)+3x²)"),
    ({"x": "2", "z": "3"}, "exp(x z) + x z/log(x) + sin(log(x))/(x z)"),
    ({"x": "-1.2", "y": "1"}, "(1 - x)² + 100(y - x²)²"),
    ({"x": "1.5"}, "x⁴ - 3x² + x"),
    ({"a": "[1,2,3]", "b": "[4,5,6.5]"}, "dot(a, b)/norm(b)"),
    ({"x": "0.1"}, "tanh(x) + σ(3x)"),
    ({"x": "0.75"}, "if(x > 1, sqrt(x), x²)"),
    ({"A": "[1,2;3,4]", "v": "[1,-1]"}, "sum((A*v).^2)"),
    ({"μ": "0.25", "x₁": "3"}, "gamma(x₁) + erf(μ) + besselj(0, x₁)"),
    ({"w": "1e-3"}, "log1p(w) + expm1(w) + w^0.3"),
]


def interpreted(text, values):
    """The value and the gradient in the order of the inputs, all digits."""
    words = [f"{name}={value}" for name, value in values.items()]
    answer = json.loads(subprocess.run([ADC, "eval", text, *words, "--grad", "--json", "--tier", "interpret"], check=True,
                                       capture_output=True, text=True).stdout)
    return [answer["value"], *(x for part in answer["grad"].values() for x in flat(part))]


def flat(numbers):
    return [x for part in numbers for x in flat(part)] if isinstance(numbers, list) else [numbers]


class Playground(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = browser.Browser().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()

    def setUp(self):
        self.browser.open(PAGE)
        self.wait("globalThis.adcPage !== undefined")

    def tearDown(self):
        self.assertEqual(self.browser.errors, [])
        foreign = [url for url in self.browser.requests if not url.startswith(("file://", "blob:", "data:"))]
        self.assertEqual(foreign, [])

    def wait(self, condition, seconds=30):
        for _ in range(seconds * 50):
            if self.browser.ask(condition):
                return
            time.sleep(0.02)
        self.fail(f"never: {condition}")

    def submit(self, text):
        """Submits a text, and waits for what it gives; the last answer's element is `answered`."""
        self.browser.ask(f"adcPage.submit({json.dumps(text)})")
        return self.browser.ask("[...document.querySelectorAll('#history > li')].at(-1).querySelector('.answer').innerText")

    def numbers(self):
        """All numbers of the last answer."""
        cells = self.browser.ask("[...[...document.querySelectorAll('#history > li')].at(-1).querySelectorAll('[data-value]')]"
                                 ".map((cell) => cell.dataset.value)")
        return [float(number) for cell in cells for number in cell.split()]

    def choose(self, kind):
        self.browser.ask(f"document.getElementById('tab-{kind}').click()")
        self.wait(f"document.getElementById('panel').dataset.shows?.startsWith('{kind} ')"
                  " && !document.getElementById('panel').ariaBusy")

    def test_values_and_gradients_are_the_programs(self):
        same = compared = 0
        for values, text in FORMULAS:
            self.submit(":reset")
            for name, value in values.items():
                self.submit(f"{name} = {value}")
            said = self.submit(text)
            expected = interpreted(text, values)
            got = self.numbers()
            self.assertEqual(len(got), len(expected), f"{text}: {said}")
            for a, b in zip(got, expected):
                # the C library's functions are another's here, and may differ in a last bit
                self.assertLessEqual(abs(a - b), 4e-16 * max(abs(b), abs(expected[0])), text)
                same += a == b
                compared += 1
        print(f"{same} of {compared} numbers have the program's bits", file=sys.stderr)

    def test_what_depends_on_nothing_but_arithmetic_has_the_programs_bits(self):
        for values, text in FORMULAS[2:5:2] + [FORMULAS[7]]:
            self.submit(":reset")
            for name, value in values.items():
                self.submit(f"{name} = {value}")
            self.submit(text)
            self.assertEqual(self.numbers(), interpreted(text, values))

    def test_an_error_is_underlined(self):
        said = self.submit("2 + sine(3)")
        self.assertIn("error: ", said)
        self.assertEqual(self.browser.ask("document.querySelector('#history .told.error mark').textContent"), "sine")
        self.assertIn("sin", self.browser.ask("document.querySelector('#history .told.error').innerText"))

    def test_an_error_is_underlined_while_it_is_typed(self):
        self.browser.ask("adcPage.input.set('π + foo(')")
        self.browser.ask("adcPage.input.set('π + 3 )')")
        self.wait("document.querySelector('#colours mark') !== null")
        self.assertEqual(self.browser.ask("document.querySelector('#colours mark').textContent"), ")")
        self.assertNotEqual(self.browser.ask("document.getElementById('hint').textContent"), "")

    def test_keys(self):
        self.browser.ask("document.getElementById('line').focus()")
        for c in "x = 2^(1":
            self.browser.key(c, "", c)
        self.browser.key("Enter", "Enter", "\r")  # it is not finished: a line more
        self.wait("document.getElementById('line').value.includes('\\n')")
        for c in "+2)":
            self.browser.key(c, "", c)
        self.browser.key("Enter", "Enter", "\r")
        self.wait("document.querySelector('#history li[data-done]') !== null")
        self.assertEqual(self.numbers(), [8])
        self.browser.key("ArrowUp", "ArrowUp")
        self.assertEqual(self.browser.ask("document.getElementById('line').value"), "x = 2^(1\n+2)")
        self.browser.ask("adcPage.input.set('arct')")
        self.browser.key("Tab", "Tab")
        self.wait("document.getElementById('line').value.startsWith('arctan')"
                  " || !document.getElementById('candidates').hidden")

    def test_panels(self):
        self.submit("x = 0.5")
        self.submit("J = cos(sin(x²) + 3x²)")
        self.choose("derivative")
        self.assertGreaterEqual(self.browser.ask("document.querySelectorAll('#panel math').length"), 4)
        self.assertIn("chain rule", self.browser.ask("document.getElementById('panel').innerText"))
        self.choose("plot")
        self.assertGreater(self.browser.ask("document.querySelectorAll('#panel svg path').length"), 0)
        self.choose("graph")
        self.assertGreater(self.browser.ask("document.querySelectorAll('#panel svg [data-node]').length"), 4)
        self.choose("steps")
        self.assertGreater(self.browser.ask("document.querySelectorAll('#panel table tr').length"), 8)
        self.choose("code")
        code = self.browser.ask("document.querySelector('#panel pre').textContent")
        program = subprocess.run([ADC, "emit", "J = cos(sin(x²) + 3x²)", "--to", "c", "--derive", "gradient"], check=True, capture_output=True, text=True).stdout
        self.assertEqual(re.findall(r"= .*;", code)[-3:], re.findall(r"= .*;", program)[-3:])
        self.choose("page")
        self.assertIn("adc-data", self.browser.ask("document.querySelector('#panel iframe').srcdoc"))
        self.submit("f(t) = t²")
        self.assertIn("error", self.browser.ask("document.getElementById('panel').innerText"))  # t has no value
        self.choose("plot")
        self.assertGreater(self.browser.ask("document.querySelectorAll('#panel svg path').length"), 0)

    def test_texts_are_no_markup(self):
        self.submit("x = 0.5")
        self.submit("if(x < 1, x, 2) # </script><img src=x onerror='globalThis.ran = 1'>")
        for kind in ("derivative", "plot", "graph", "steps", "code", "page"):
            self.choose(kind)
            self.assertEqual(self.browser.ask("document.querySelectorAll('img').length"), 0)
        self.assertIsNone(self.browser.ask("globalThis.ran"))

    def test_a_session_in_the_address(self):
        self.submit("x = 2")
        self.submit("x³ + x")
        self.browser.ask("document.getElementById('link').click()")
        address = self.browser.ask("location.href")
        self.browser.open("/")
        self.browser.call("Page.navigate", url=address)
        self.wait("globalThis.adcPage !== undefined")
        self.assertEqual(self.numbers(), [2, 10, 13])

    def test_a_hint_while_a_call_is_typed(self):
        self.browser.ask("adcPage.input.set('x = log(')")
        self.wait("document.getElementById('hint').textContent.startsWith('log(')")

    def open_file(self, name, text):
        """Chooses a file of this name and text, as a person does."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            shown = self.browser.ask("document.querySelectorAll('#history li[data-done]').length")
            root = self.browser.call("DOM.getDocument")["root"]["nodeId"]
            node = self.browser.call("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
            self.browser.call("DOM.setFileInputFiles", nodeId=node, files=[path])
            self.wait(f"document.querySelectorAll('#history li[data-done]').length > {shown}")

    def test_tables_and_definitions_are_opened(self):
        self.open_file("my data.csv", "t,y\n0,1\n1,2.5\n2,4\n")
        self.submit("mean((2t + 1 - y).^2)")
        self.assertEqual(self.numbers(), [0.4166666666666667])
        self.open_file("line.adc", "a = 2\nb = a^2\n")
        self.submit("b")
        self.assertEqual(self.numbers(), [4, 4])
        self.assertIn("cannot read", self.submit(":load nothing.csv"))
        self.open_file("wrong.adc", "a = (2\n")
        self.assertIn("bracket", self.browser.ask("document.querySelector('#history li:last-child .told.error').innerText"))

    def test_commands_for_files_say_what_the_page_has(self):
        self.assertIn("button Save", self.submit(":save here.adc"))

    def test_stop_ends_what_takes_long_and_keeps_what_is_defined(self):
        self.submit("x = 7")
        self.browser.ask("void adcPage.submit('sum((x*ones(3000, 3000))*ones(3000, 3000))')")
        self.wait("!document.getElementById('stop').disabled")
        begin = time.monotonic()
        self.browser.ask("document.getElementById('stop').click()")
        self.wait("[...document.querySelectorAll('#history > li')].at(-1).innerText.includes('interrupted')")
        self.assertLess(time.monotonic() - begin, 2)
        self.submit("x + 1")
        self.assertEqual(self.numbers()[0], 8)

    def test_it_goes_on_where_memory_is_full_or_the_module_is_broken(self):
        self.submit("x = 7")
        self.assertIn("take more than", self.submit("sum(ones(100000, 100000)*ones(100000))"))
        self.submit("x + 1")
        self.assertEqual(self.numbers()[0], 8)
        self.assertIn("is not a function", self.browser.ask("adcPage.engine.call('nothing', '').catch((told) => told.message)"))
        self.submit("x + 1")
        self.assertEqual(self.numbers()[0], 8)


class Exceptions(unittest.TestCase):
    def test_they_are_those_of_cpp(self):
        node = shutil.which("node")
        if node is None:
            self.skipTest("there is no Node.js")
        here = os.path.dirname(os.path.abspath(__file__))
        page = os.path.join(here, "..", "..", "playground", "page")
        module = os.path.join(os.path.dirname(PAGE), "adc_test_exceptions.wasm")
        ran = subprocess.run([node, os.path.join(here, "exceptions_test.mjs"), module, os.path.join(page, "files.js"), os.path.join(page, "system.js")],
                             capture_output=True, text=True)
        self.assertEqual(ran.stdout.strip(), "all checks hold", ran.stderr)


if __name__ == "__main__":
    ADC, PAGE = sys.argv[1:3]
    if not os.path.exists(PAGE):
        print("SKIPPED: there is no page of the playground (./dev playground)")
        sys.exit(0)
    if browser.chromium() is None:
        print("SKIPPED: there is no Chromium")
        sys.exit(0)
    unittest.main(argv=sys.argv[:1], verbosity=2)
