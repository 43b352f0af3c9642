"""What is in every sandbox from the start: one key pair, one bucket, a few objects. The same each time."""

import base64

REGION = "us-south"
BUCKET = "demo-bucket"

# Published here, so worth nothing. The slash and the plus are in it because real secrets have them too.
ACCESS_KEY_ID = "SANDBOXEXAMPLEKEY001"
SECRET_ACCESS_KEY = "not/a+secret/EXAMPLE/key/of/the/sandbox0"

_CSV = "month,requests,bytes\n2026-01,1204,88213504\n2026-02,1377,90177536\n2026-03,1519,97517568\n"
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)

# key, content type, bytes
OBJECTS: tuple[tuple[str, str, bytes], ...] = (
    ("hello.txt", "text/plain; charset=utf-8", b"Hello from the sandbox.\n"),
    ("images/pixel.png", "image/png", _PIXEL),
    ("notes/to do list.txt", "text/plain; charset=utf-8", b"1. sign\n2. send\n3. see\n"),
    ("reports/2026/summary.csv", "text/csv; charset=utf-8", _CSV.encode()),
    ("reports/Übersicht März.csv", "text/csv; charset=utf-8", _CSV.encode()),
)
