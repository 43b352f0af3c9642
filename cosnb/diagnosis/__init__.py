"""Why a signed request fails: evidence in, findings out, with proof where a recomputed signature is the one in the URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from .diagnosing import diagnose
    from .finding import Certainty, Diagnosis, Finding, Stage
    from .many import CauseRow, DiagnosisTable, diagnose_many

__getattr__, __dir__ = lazily(
    __name__,
    {
        "diagnosing": "diagnose",
        "finding": "Certainty Diagnosis Finding Stage",
        "many": "CauseRow DiagnosisTable diagnose_many",
    },
)
