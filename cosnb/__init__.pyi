# What this package exports, for type checkers and for lazy.py, which loads a name when it is first used.

from . import teach as teach
from .diagnosis import (
    Diagnosis as Diagnosis,
    DiagnosisTable as DiagnosisTable,
    Finding as Finding,
    diagnose as diagnose,
    diagnose_many as diagnose_many,
)
from .display import (
    form_page as form_page,
    save_html as save_html,
    save_link_page as save_link_page,
    to_html as to_html,
    to_text as to_text,
    upload_page as upload_page,
)
from .errors import (
    CosnbError as CosnbError,
    CredentialsError as CredentialsError,
    InputError as InputError,
    SandboxError as SandboxError,
    SendError as SendError,
    UploadError as UploadError,
)
from .links import (
    Comparison as Comparison,
    ParsedRequest as ParsedRequest,
    PostForm as PostForm,
    Presigner as Presigner,
    Verification as Verification,
    compare as compare,
    parse as parse,
    presign as presign,
    presign_many as presign_many,
    presign_post as presign_post,
    snippets as snippets,
    verify as verify,
    write_links as write_links,
)
from .sandbox import Sandbox as Sandbox
from .sigv4 import Credentials as Credentials, Part as Part, Signed as Signed, Stage as Stage
from .storage import (
    credential_sources as credential_sources,
    endpoint_advice as endpoint_advice,
    find_credentials as find_credentials,
    find_endpoint as find_endpoint,
    providers as providers,
    search_endpoints as search_endpoints,
)
from .transfer import (
    Answer as Answer,
    allow_page as allow_page,
    list_objects as list_objects,
    send as send,
)
from .uploads import (
    Uploaded as Uploaded,
    UploadPlan as UploadPlan,
    abort_upload as abort_upload,
    plan_upload as plan_upload,
    send_form as send_form,
    send_parts as send_parts,
    upload as upload,
)
from .widgets import (
    BreakIt as BreakIt,
    PresignForm as PresignForm,
    SecretField as SecretField,
    StageView as StageView,
    UrlInspector as UrlInspector,
)

__version__: str

def load_ipython_extension(shell: object) -> None: ...
