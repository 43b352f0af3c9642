# What this package exports, for type checkers and for lazy.py, which loads a name when it is first used.

from .canonical import AWS as AWS, S3 as S3, UNSIGNED_PAYLOAD as UNSIGNED_PAYLOAD, Request as Request, Rules as Rules
from .encoding import uri_decode as uri_decode, uri_encode as uri_encode
from .moments import utc as utc
from .parts import Part as Part, Stage as Stage
from .secrets import Credentials as Credentials, Secret as Secret
from .signed import HmacStep as HmacStep, Signed as Signed
from .signing import authorize as authorize, presign as presign
from .url import Param as Param, Url as Url
