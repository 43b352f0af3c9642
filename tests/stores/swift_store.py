"""OpenStack Swift in one process: ``python swift_store.py FOLDER USER SECRET REGION DOMAIN``.

It prints its port when it is ready.

The proxy checks signatures (``s3api``) for one user of ``tempauth``. Behind it stand one account, one container and
one object server, each with one device, on loopback; objects are kept in memory.
"""

from __future__ import annotations

import sys
from pathlib import Path

import eventlet
from eventlet import wsgi
from swift.account.server import AccountController
from swift.common import utils
from swift.common.ring import RingData
from swift.common.wsgi import SwiftHttpProtocol, loadapp
from swift.container.server import ContainerController
from swift.obj.mem_server import ObjectController

LOOPBACK = "127.0.0.1"
DEVICE = "disk"
SERVERS = {"account": AccountController, "container": ContainerController, "object": ObjectController}

PROXY = """
[DEFAULT]
swift_dir = {folder}
log_level = CRITICAL
[pipeline:main]
pipeline = catch_errors proxy-logging s3api tempauth slo proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:s3api]
use = egg:swift#s3api
location = {region}
storage_domain = {domain}
[filter:tempauth]
use = egg:swift#tempauth
user_{user} = {secret} .admin
[filter:slo]
use = egg:swift#slo
"""


def main(folder: Path, user: str, secret: str, region: str, domain: str) -> None:
    """Serve until the process is ended."""
    utils.monkey_patch()
    (folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = one\n")
    (folder / DEVICE).mkdir()
    utils.set_swift_dir(str(folder))
    conf = {"devices": str(folder), "mount_check": "false", "swift_dir": str(folder), "log_level": "CRITICAL"}
    for name, controller in SERVERS.items():
        port = serve(controller(conf))
        device = {"id": 0, "region": 1, "zone": 1, "weight": 1.0, "ip": LOOPBACK, "port": port, "device": DEVICE}
        RingData([[0]], [device], 32).save(str(folder / f"{name}.ring.gz"))
    proxy = folder / "proxy.conf"
    proxy.write_text(PROXY.format(folder=folder, user=user, secret=secret, region=region, domain=domain))
    print(serve(loadapp(str(proxy))), flush=True)
    eventlet.Event().wait()


def serve(app: object) -> int:
    """The port on which the application is served from now on."""
    listener = eventlet.listen((LOOPBACK, 0))
    eventlet.spawn(
        wsgi.server, listener, app, protocol=SwiftHttpProtocol, log_output=False, capitalize_response_headers=False
    )
    return int(listener.getsockname()[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
