# What this package exports, for type checkers and for lazy.py, which loads a name when it is first used.

from .diagnosing import diagnose as diagnose
from .finding import Certainty as Certainty, Diagnosis as Diagnosis, Finding as Finding, Stage as Stage
from .many import CauseRow as CauseRow, DiagnosisTable as DiagnosisTable, diagnose_many as diagnose_many
