"""notebook.py ADC NOTEBOOK: drives the kernel by Jupyter's own client: installs, executes, completes, inspects,
interrupts; then runs the example notebook from top to bottom and compares what it says with what stands in it."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

ADC, NOTEBOOK = sys.argv[1:3]
home = tempfile.TemporaryDirectory()
os.environ["JUPYTER_DATA_DIR"] = home.name
os.environ["IPYTHONDIR"] = home.name
os.environ["JUPYTER_CONFIG_DIR"] = home.name
os.environ["JUPYTER_RUNTIME_DIR"] = home.name

import nbformat  # noqa: E402: after the environment is set
from jupyter_client.manager import start_new_kernel  # noqa: E402

SECONDS = 60


class Kernel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        said = subprocess.run([ADC, "kernel", "install"], capture_output=True, text=True, check=True).stdout
        cls.specification = json.loads(pathlib.Path(said.strip()).read_text())
        cls.manager, cls.client = start_new_kernel(kernel_name="adc", startup_timeout=SECONDS)

    @classmethod
    def tearDownClass(cls):
        process = cls.manager.provisioner.process
        cls.manager.shutdown_kernel()
        cls.client.stop_channels()
        home.cleanup()
        if process.wait(SECONDS) != 0:
            raise RuntimeError("the kernel does not end as it should")

    def execute(self, code):
        """The reply, what was shown (a bundle of media types each), and the text on stderr."""
        shown, told = [], []

        def hook(message):
            content = message["content"]
            if message["msg_type"] in ("execute_result", "display_data"):
                shown.append(content["data"])
            if message["msg_type"] == "stream":
                told.append(content["text"])
            if message["msg_type"] == "error":
                told.append("\n".join(content["traceback"]))

        # what follows an error at once would be refused with it, unless it is told not to
        reply = self.client.execute_interactive(code, timeout=SECONDS, output_hook=hook, stop_on_error=False)["content"]
        return reply, shown, "".join(told)

    def test_specification(self):
        self.assertEqual(self.specification["interrupt_mode"], "signal")
        self.assertIn("{connection_file}", self.specification["argv"])

    def test_execute(self):
        reply, shown, told = self.execute("x = 0.5\nx^2")
        self.assertEqual(reply["status"], "ok")
        self.assertEqual(shown[0]["text/plain"], "x  0.5\n")
        self.assertEqual(shown[1]["text/plain"], "value  0.25\nd/dx   1\n")
        self.assertIn(r"\frac{\mathrm{d}}{\mathrm{dx}} &= 1", shown[1]["text/latex"])
        self.assertEqual(told, "")

    def test_formulas_are_latex(self):
        _, shown, told = self.execute("sin(q)^2")
        self.assertIn(r"\sin", shown[0]["text/latex"])
        self.assertIn("has no value yet", told)

    def test_error(self):
        reply, _, told = self.execute("1 + 1\nsni(0.5)")
        self.assertEqual(reply["status"], "error")
        self.assertEqual(reply["ename"], "unknown-function")
        self.assertIn("<input>:2:1", told)
        self.assertIn("did you mean `sin`?", told)

    def test_complete(self):
        self.execute("speed_θ = 3")
        code = "θ² + spee"
        reply = self.client.complete(code, len(code), reply=True, timeout=SECONDS)["content"]
        self.assertEqual(reply["matches"], ["speed_θ"])
        self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (5, 9))

    def test_inspect(self):
        reply = self.client.inspect("1 + sin(x)", 6, reply=True, timeout=SECONDS)["content"]
        self.assertTrue(reply["found"])
        self.assertIn("cos(x)", reply["data"]["text/plain"])
        self.assertFalse(self.client.inspect("nosuchname", 3, reply=True, timeout=SECONDS)["content"]["found"])

    def test_is_complete(self):
        for code, status in (("1 + 1", "complete"), ("(1 +", "incomplete"), ("1 + )", "invalid")):
            self.client.is_complete(code)
            self.assertEqual(self.client.get_shell_msg(timeout=SECONDS)["content"]["status"], status, code)

    def test_interrupt(self):
        self.execute("A = zeros(3000, 3000); kept = 7")
        self.client.execute("sum((A + 3)*(A + 1)*(A + 2))", stop_on_error=False)
        time.sleep(0.5)
        begin = time.monotonic()
        self.manager.interrupt_kernel()
        reply = self.client.get_shell_msg(timeout=SECONDS)["content"]
        self.assertEqual(reply["ename"], "interrupted")
        self.assertLess(time.monotonic() - begin, 2)
        self.assertEqual(self.execute("kept")[1][0]["text/plain"], "value    7\nd/dkept  1\n")

    def test_interrupt_of_nothing(self):
        for _ in range(3):
            self.manager.interrupt_kernel()
            time.sleep(0.05)
        self.assertEqual(self.execute("1 + 1")[1][0]["text/plain"], "2\n")

    def test_notebook(self):
        notebook = nbformat.read(NOTEBOOK, as_version=4)
        self.execute(":reset")
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            reply, shown, told = self.execute(cell.source)
            self.assertEqual(reply["status"], "ok", told)
            stored = [dict(output.data) for output in cell.outputs if "data" in output]
            self.assertEqual([one["text/plain"] for one in shown], [one["text/plain"] for one in stored], cell.source)
            self.assertTrue(shown or not stored)


unittest.main(argv=sys.argv[:1])
