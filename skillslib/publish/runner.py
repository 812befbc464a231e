"""Runs a report's notebooks side by side, each in a kernel of its own, with checked parameters.

Nothing is written: an executed notebook stays in memory, since its metadata holds paths and times.
A notebook counts only when every one of its cells completed.
"""

import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat

from skillslib.publish.parameters import with_folders

SIDE_BY_SIDE = 4
CELL_SECONDS = 120
START_SECONDS = 60
# These say what to do and hold no personal data; the text of any other error may.
SPEAKING = (
    "ChartError",
    "DisclosureError",
    "ImportError",
    "ModuleNotFoundError",
    "NameError",
    "ParameterError",
    "QuarterError",
    "QuestionError",
    "StoreError",
)


class NotebookError(ValueError):
    """A notebook did not run to its end; the message names the notebook, the cell and the parameters."""


@dataclass
class Run:
    """An executed notebook and where its seconds went."""

    name: str
    notebook: nbformat.NotebookNode
    kernel: float
    imports: float
    cells: float


def find_notebooks(folder=None):
    """The folder of the report's notebooks: the one named, else the project's own, else the nearest."""
    beside = Path(__file__).parents[2] / "notebooks"
    here = Path.cwd()
    places = [folder] if folder else [beside, *(p / "notebooks" for p in (here, *here.parents))]
    for place in places:
        if any(Path(place).glob("*.ipynb")):
            return Path(place)
    raise NotebookError(
        f"No notebooks in {places[0]}. Run the report in a copy of the repository, or name their "
        "folder: render_report(..., notebooks='path/to/notebooks')."
    )


def read_notebook(path):
    """A notebook's own text and code: nothing that an earlier run left in its file, and no pasted picture."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = _kept(notebook.metadata, ("kernelspec", "language_info"))
    for cell in notebook.cells:
        cell.metadata = _kept(cell.metadata, ("tags",))
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _kept(metadata, names):
    return nbformat.from_dict({name: metadata[name] for name in names if name in metadata})


def run_notebooks(paths, parameters, folders):
    """Every notebook executed, each given back as it ends; the first failure stops the rest.

    `parameters` pass the gate first, all of them before any kernel starts; `folders` are the
    runner's own. Errors: ParameterError; NotebookError with notebook, cell, parameters and cause.
    """
    prepared = []
    for path in paths:
        notebook = read_notebook(path)
        prepared.append((path, notebook, with_folders(notebook, parameters, path.stem, **folders)))
    pool = ThreadPoolExecutor(SIDE_BY_SIDE)
    jobs = [pool.submit(_run, *one) for one in prepared]
    try:
        for job in as_completed(jobs):
            yield job.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _run(path, notebook, parameters):
    import papermill

    start = time.perf_counter()
    try:
        executed = papermill.execute_notebook(
            notebook,
            None,
            parameters=parameters,
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=CELL_SECONDS,
            start_timeout=START_SECONDS,
            resources={"metadata": {"path": str(path.parent.parent)}},
            config=_kernel_config(),
        )
    except papermill.exceptions.PapermillExecutionError as error:
        raise NotebookError(_in_words(path, notebook, parameters, error)) from None
    except Exception as error:
        raise NotebookError(
            f"{path.stem} could not be run: {type(error).__name__}. No report was written. Parameters: "
            f"{_shown(parameters)}. Open {path.name} in JupyterLab and run it there to see why."
        ) from None
    return _timed(path.stem, executed, time.perf_counter() - start)


def _kernel_config():
    """Encrypted channels where the kernel offers them, and an end without ceremony: ours only read.

    Files as channels (ipc) get one name for all kernels of a process: side by side, all but one of
    them would wait for ever.
    """
    from traitlets.config import Config

    return Config(
        {
            "KernelManager": {"transport_encryption": "auto"},
            "NotebookClient": {"shutdown_kernel": "immediate"},
        }
    )


def _in_words(path, notebook, parameters, error):
    section = path.stem
    for cell in notebook.cells[: max(error.cell_index, 1)]:
        if cell.cell_type == "markdown" and cell.source.startswith("#"):
            section = cell.source.splitlines()[0].lstrip("# ")
    said = f": {error.evalue.rstrip('.')}" if error.ename in SPEAKING else ""
    line = (error.source or "").strip().splitlines()
    return (
        f"{path.stem}, cell {error.exec_count} (under “{section}”) failed with {error.ename}{said}. "
        f"It begins: {line[0] if line else ''!r}. Parameters: {_shown(parameters)}. No report was "
        f"written. Open {path.name} in JupyterLab and run it there to see more."
    )


def _shown(parameters):
    """Parameters for a message; of a folder its name is enough."""
    folders = ("store", "release")
    return ", ".join(
        f"{key}={Path(value).name if key in folders else value!r}" for key, value in parameters.items()
    )


def _timed(name, executed, seconds):
    """The run, if every cell completed: kernel start and end, set-up cell, all the other cells."""
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, 1):
        status = cell.metadata.get("papermill", {}).get("status")
        if status != "completed":
            raise NotebookError(f"{name}, cell {number} is {status}, not completed. No report was written.")
    spent = [(cell, cell.metadata.papermill.duration or 0.0) for cell in code]
    imports = sum(took for cell, took in spent if "import skillslib" in cell.source)
    cells = sum(took for _, took in spent) - imports
    return Run(name, executed, seconds - imports - cells, imports, cells)
