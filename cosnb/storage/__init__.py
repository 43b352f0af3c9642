"""Object storage as its users meet it: endpoints, providers, addressing, input checks, and sources of credentials."""

from .addressing import choose_addressing, object_url
from .checks import (
    METHODS,
    Advice,
    check_bucket,
    check_credentials,
    check_expires,
    check_expiry_limit,
    check_key,
    check_method,
    check_pairs,
    check_region,
)
from .credentials import find_credentials, find_endpoint_setting
from .endpoints import Endpoint, choices, find_endpoint, ibm_locations
from .providers import Addressing, Provider, provider_of, providers

__all__ = [
    "METHODS",
    "Addressing",
    "Advice",
    "Endpoint",
    "Provider",
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
    "find_credentials",
    "find_endpoint",
    "find_endpoint_setting",
    "ibm_locations",
    "object_url",
    "provider_of",
    "providers",
]
