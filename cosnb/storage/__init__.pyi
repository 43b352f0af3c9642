# What this package exports, for type checkers and for lazy.py, which loads a name when it is first used.

from .checks import (
    METHODS as METHODS,
    SIGNING_PARAMS as SIGNING_PARAMS,
    Pairs as Pairs,
    moment as moment,
    pairs_of_text as pairs_of_text,
    check_bucket as check_bucket,
    check_expiry_limit as check_expiry_limit,
    check_method as check_method,
    check_pairs as check_pairs,
    check_region as check_region,
)
from .credential_checks import (
    check_credentials as check_credentials,
    check_key_pair as check_key_pair,
    credential_advice as credential_advice,
)
from .credentials import (
    Source as Source,
    credential_sources as credential_sources,
    find_credentials as find_credentials,
    find_endpoint_setting as find_endpoint_setting,
)
from .durations import Expires as Expires, check_expires as check_expires, format_duration as format_duration
from .endpoints import (
    Endpoint as Endpoint,
    choices as choices,
    endpoint_advice as endpoint_advice,
    find_endpoint as find_endpoint,
)
from .input_errors import Advice as Advice, warn_of as warn_of
from .key_shapes import KeySource as KeySource
from .known_hosts import KnownHost as KnownHost, ibm_locations as ibm_locations, recognise as recognise
from .names import (
    bucket_advice as bucket_advice,
    check_key as check_key,
    choose_addressing as choose_addressing,
    object_url as object_url,
)
from .provider import (
    Addressing as Addressing,
    Fact as Fact,
    Provider as Provider,
    provider_of as provider_of,
    providers as providers,
)
from .search import Choice as Choice, search_endpoints as search_endpoints
