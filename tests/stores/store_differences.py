"""Where a store decides otherwise than ``verify``, by the case and the store, each with the reason.

[M] the reason was measured: the link is served when it is signed as the reason says. [S] it was read in the store's
source. [D] it is documented. [?] it is not known. A test fails when one of these is a difference no more.
"""

from __future__ import annotations

Named = dict[str, dict[str, str]]

UNSIGNED = "It does not ask whether a header is signed. [M]"
FEW = "It asks only whether x-amz-copy*, -acl, -grant* and -meta* are signed. [S]"
PLUS = "It reads a plus in the query as a space, verify as a plus. [M]"
HASH = "A link has no hash of the body for it, whatever header says one. [M]"
WEEK = "It refuses more than a week, as AWS does; verify does for the hosts of such stores, and IBM COS documents no maximum. [D]"
DAY = "It does not compare the day of the scope with that of X-Amz-Date. [M]"
REGION = "It has a region; verify is told none, and IBM COS accepts any. [D]"
ABSENT = "It refuses a signed header that was not sent; verify signs it with an empty value. [S]"
HOST = "It does not ask for the host among the signed headers. [M]"
SORTED = "It sorts the names of the signed headers; verify takes them as they came. [M]"
ORDER = "It refuses signed headers that are not in order. [?]"
BY_NAME = "It leaves equal names in their order, and does not sort them by value. [M]"
FIRST = "It takes the first of equal names. [M]"
LAST = "It keeps the last of equal names. [M]"
DROPPED = "It drops such a parameter. [M]"
UNESCAPED = "It sorts the names before they are escaped. [M]"
ANY_CASE = "It finds the names of parameters in upper and lower case. [M]"
UTF8 = "It replaces what is no UTF-8. [M]"
FUTURE = "It does not ask whether the time of a link has come. [M]"

# Links of another signer, changed on the way.
CHANGED: Named = {
    "a plus for a space of a parameter": {"juicefs": PLUS, "swift": PLUS, "sandbox": PLUS},
    "metadata that is not signed": {"juicefs": UNSIGNED, "sandbox": UNSIGNED},
    "an acl that is not signed": {"juicefs": UNSIGNED, "sandbox": UNSIGNED},
    "a storage class that is not signed": {"juicefs": UNSIGNED, "swift": FEW, "sandbox": UNSIGNED},
    "another payload hash": {"sandbox": HASH},
    "another signature behind it": {"juicefs": FIRST, "sandbox": FIRST},
    "another signature before it": {"swift": LAST},
}

# Links that were signed as they are.
SIGNED_AGAIN: Named = {
    "an expiry of more than a week": {"juicefs": WEEK, "swift": WEEK, "sandbox": WEEK},
    "another day in the scope": {"juicefs": DAY, "sandbox": DAY},
    "another region": {"juicefs": REGION, "swift": REGION, "sandbox": REGION},
    "an empty region": {"juicefs": REGION, "swift": REGION},
    "a signed header more, not sent": {"juicefs": ABSENT, "swift": ABSENT},
    "signed headers without the host": {"swift": HOST, "sandbox": HOST},
    "signed headers in another order": {"juicefs": ORDER, "swift": SORTED},
    "another payload hash": {"sandbox": HASH},
    "a parameter twice": {"juicefs": BY_NAME, "swift": LAST},
    "a parameter twice, in order": {"swift": LAST},
    "a parameter with a plus": {"juicefs": PLUS, "swift": PLUS, "sandbox": PLUS},
    "a parameter with a semicolon": {"juicefs": DROPPED},
    "a parameter with a bad escape": {"juicefs": DROPPED},
    "a parameter that is not UTF-8": {"sandbox": UTF8},
    "a parameter whose escaped name sorts otherwise": {"juicefs": UNESCAPED, "swift": UNESCAPED},
    "a name in lower case": {"sandbox": ANY_CASE},
}

# Links of another time.
TIMES: Named = {
    "in twenty minutes": {"swift": FUTURE},
    "tomorrow": {"swift": FUTURE},
}
