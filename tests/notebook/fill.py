"""fill.py ADC NOTEBOOK: runs a notebook by the kernel and stores what it says in it: after cells were changed."""
import os
import subprocess
import sys
import tempfile

ADC, NOTEBOOK = sys.argv[1:3]
os.environ["JUPYTER_DATA_DIR"] = tempfile.mkdtemp()
subprocess.run([ADC, "kernel", "install"], check=True, capture_output=True)

import nbformat  # noqa: E402: after the environment is set
from jupyter_client.manager import start_new_kernel  # noqa: E402

manager, client = start_new_kernel(kernel_name="adc")
notebook = nbformat.read(NOTEBOOK, as_version=4)
for count, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
    outputs = []
    client.execute_interactive(cell.source, timeout=60, output_hook=lambda message: outputs.append(message))
    cell.outputs = [
        nbformat.v4.output_from_msg(message)
        for message in outputs
        if message["msg_type"] in ("execute_result", "display_data", "stream", "error")
    ]
    for output in cell.outputs:
        if "execution_count" in output:
            output.execution_count = count
    cell.execution_count = count
nbformat.write(notebook, NOTEBOOK)
client.stop_channels()
manager.shutdown_kernel(now=True)
