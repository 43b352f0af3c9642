"""A JupyterLab that starts in half the processor time."""

from __future__ import annotations

import json
from pathlib import Path

# One starts npm and asks it for language servers, the others load what no test of a JupyterLab uses.
UNUSED = ("jupyter_lsp", "voila.server_extension", "jupyter_server_terminals")


def write_config(folder: Path) -> None:
    """A folder of Jupyter's configuration in which the extensions of the server that no test uses are switched off."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"ServerApp": {"jpserver_extensions": dict.fromkeys(UNUSED, False)}}
    (folder / "jupyter_server_config.json").write_text(json.dumps(config))
