"""Renew the executed copies that the notebooks are compared with: `python -m tests.golden`.

Each is a notebook of `notebooks/` run on the sample company, its still pictures left out, its
execution's times and paths removed. Look at the difference before you commit it.
"""

import os
import tempfile
from pathlib import Path

import nbformat
import papermill
from traitlets.config import Config

import skillslib as sk

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NOTEBOOKS = ROOT / "notebooks"
STILLS = ("stills: bool = True", "stills: bool = False")
# What differs between machines or says nothing: the head with the Vega bundle, the live widgets.
NOT_COMPARED = ("sk.start(", "sk.explore(", "sk.review(")


def copy_of(path):
    """A notebook as its golden copy is run: without stills, and some cells not compared."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace(*STILLS)
        if cell.cell_type == "code" and any(name in cell.source for name in NOT_COMPARED):
            cell.metadata["tags"] = ["nbval-ignore-output"]
    return notebook


def executed(notebook):
    """The copy with its outputs and nothing else that running it left behind."""
    quiet = Config({
        "KernelManager": {"transport_encryption": "auto"},
        "NotebookClient": {"shutdown_kernel": "immediate"},
    })
    where = {"metadata": {"path": str(ROOT)}}
    done = papermill.execute_notebook(
        notebook, None, progress_bar=False, execution_timeout=120, resources=where, config=quiet
    )
    kept = {name: done.metadata[name] for name in ("kernelspec",)}
    done.metadata = nbformat.from_dict({**kept, "language_info": {"name": "python"}})
    for cell in done.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if "nbval-ignore-output" in tags:
            cell.outputs = []
    return done


def main():
    """Write every golden copy, on a store made for it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        sk.load([ROOT / "data" / "sample"], store=store)
        os.environ["SKILLS_STORE"] = str(store)
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            nbformat.write(executed(copy_of(path)), HERE / path.name)
            print(f"wrote tests/golden/{path.name}")


if __name__ == "__main__":
    main()
