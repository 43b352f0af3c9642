"""Why a signed request fails: evidence in, findings out, with proof where a recomputed signature is the one in the URL."""

from .diagnosing import diagnose
from .finding import Certainty, Diagnosis, Finding, Stage

__all__ = ["Certainty", "Diagnosis", "Finding", "Stage", "diagnose"]
