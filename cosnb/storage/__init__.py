"""Object storage as its users meet it: endpoints, providers, addressing, input checks, and sources of credentials."""

from .addressing import choose_addressing, object_url
from .advice import Advice
from .checks import (
    METHODS,
    check_bucket,
    check_expires,
    check_expiry_limit,
    check_key,
    check_method,
    check_pairs,
    check_region,
)
from .choices import Choice, search_endpoints
from .credential_checks import check_credentials, credential_advice
from .credentials import Source, credential_sources, find_credentials, find_endpoint_setting
from .endpoints import Endpoint, choices, endpoint_advice, find_endpoint, ibm_locations
from .providers import Addressing, Fact, Provider, provider_of, providers
from .recognise import KnownHost, recognise

__all__ = [
    "METHODS",
    "Addressing",
    "Advice",
    "Choice",
    "Endpoint",
    "Fact",
    "KnownHost",
    "Provider",
    "Source",
    "check_bucket",
    "check_credentials",
    "check_expires",
    "check_expiry_limit",
    "check_key",
    "check_method",
    "check_pairs",
    "check_region",
    "choices",
    "choose_addressing",
    "credential_advice",
    "credential_sources",
    "endpoint_advice",
    "find_credentials",
    "find_endpoint",
    "find_endpoint_setting",
    "ibm_locations",
    "object_url",
    "provider_of",
    "providers",
    "recognise",
    "search_endpoints",
]
