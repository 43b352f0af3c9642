"""Object storage as its users meet it: endpoints, providers, addressing, input checks, and sources of credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from .checks import (
        METHODS,
        check_bucket,
        check_expiry_limit,
        check_method,
        check_pairs,
        check_region,
    )
    from .credential_checks import check_credentials, check_key_pair, credential_advice
    from .credentials import Source, credential_sources, find_credentials, find_endpoint_setting
    from .durations import Expires, check_expires, format_duration
    from .endpoints import Endpoint, choices, endpoint_advice, find_endpoint, ibm_locations
    from .input_errors import Advice
    from .known_hosts import KnownHost, recognise
    from .names import bucket_advice, check_key, choose_addressing, object_url
    from .provider import Addressing, Fact, Provider, provider_of, providers
    from .search import Choice, search_endpoints

__getattr__, __dir__ = lazily(
    __name__,
    {
        "checks": "METHODS check_bucket check_expiry_limit check_method check_pairs check_region",
        "credential_checks": "check_credentials check_key_pair credential_advice",
        "credentials": "Source credential_sources find_credentials find_endpoint_setting",
        "durations": "Expires check_expires format_duration",
        "endpoints": "Endpoint choices endpoint_advice find_endpoint ibm_locations",
        "input_errors": "Advice",
        "known_hosts": "KnownHost recognise",
        "names": "bucket_advice check_key choose_addressing object_url",
        "provider": "Addressing Fact Provider provider_of providers",
        "search": "Choice search_endpoints",
    },
)
