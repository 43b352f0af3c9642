"""Key pairs in the shapes that people have them in, each as the tool that wrote it prints it."""

from __future__ import annotations

import base64
import json
from collections import namedtuple
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cosnb import Credentials, CredentialsError, find_credentials, presign

ID, SECRET = "0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677"
KEY = "Abcdefghijklmnopqrstuvwxyz0123456789-_ABCDEF"
URL = "https://s3.eu-de.cloud-object-storage.appdomain.cloud"
SERVICE = {
    "apikey": KEY,
    "cos_hmac_keys": {"access_key_id": ID, "secret_access_key": SECRET},
    "endpoints": "https://control.cloud-object-storage.cloud.ibm.com/v2/endpoints",
    "iam_serviceid_crn": "crn:v1:bluemix:public:iam-identity::a/1::serviceid:ServiceId-1",
}


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


TABLE = f"""Name:          writer
Created At:    Mon Jan  5 10:00:00 UTC 2026
Credentials:
               apikey:                   {KEY}
               cos_hmac_keys:
                  access_key_id:      {ID}
                  secret_access_key:  {SECRET}
               endpoints:                {SERVICE["endpoints"]}
"""
SECRET_YAML = f"""apiVersion: v1
kind: Secret
metadata:
  name: cos
data:
  access-key: {coded(ID)}
  secret-key: {coded(SECRET + chr(10))}
"""
SECRET_LIST = f"""apiVersion: v1
items:
- apiVersion: v1
  kind: Secret
  stringData:
    COS_ACCESS_KEY: "{ID}"   # the writer
    COS_SECRET_KEY: "{SECRET}"
    COS_ENDPOINT: {URL[8:]}
"""
# What was given; the endpoint and the region that are said in it; what it is called.
SHAPES: dict[str, tuple[Any, str | None, str | None, str]] = {
    "VCAP_SERVICES": ({"cloud-object-storage": [{"name": "c", "credentials": SERVICE}]}, None, None, "service binding"),
    "a binding as text in a variable": (
        {"CE_SERVICES": json.dumps({"x": [{"credentials": SERVICE}]})},
        None,
        None,
        "service credential",
    ),
    "Secrets Manager": ({"secret_type": "service_credentials", "credentials": SERVICE}, None, None, "Secrets Manager"),
    "Secrets Manager of AWS": (
        {"ARN": "arn:aws:s", "SecretString": json.dumps({"accessKey": ID, "secretKey": SECRET})},
        None,
        None,
        "Secrets Manager",
    ),
    "a table of the command line": (TABLE, None, None, "service credential"),
    "Terraform, dotted": (
        {"cos_hmac_keys.access_key_id": ID, "cos_hmac_keys.secret_access_key": SECRET, "apikey": KEY},
        None,
        None,
        "service credential",
    ),
    "terraform output -json": (
        {"cos": {"sensitive": True, "value": {"credentials_json": json.dumps(SERVICE)}}},
        None,
        None,
        "service",
    ),
    "terraform output": (
        f'access_key = "{ID}"\nregion = "eu-de"\nsecret_key = "{SECRET}"\n',
        None,
        "eu-de",
        "key pair",
    ),
    "Kubernetes, YAML": (SECRET_YAML, None, None, "Kubernetes secret"),
    "Kubernetes, JSON": (
        {"apiVersion": "v1", "kind": "Secret", "data": {"binding": coded(json.dumps(SERVICE))}},
        None,
        None,
        "Kubernetes secret",
    ),
    "Kubernetes, a list with stringData": (SECRET_LIST, URL, None, "Kubernetes secret"),
    "sts": (
        {"Credentials": {"AccessKeyId": ID, "SecretAccessKey": SECRET, "SessionToken": "t", "Expiration": "x"}},
        None,
        None,
        "temporary key",
    ),
    "iam": (
        {"AccessKey": {"UserName": "u", "AccessKeyId": ID, "SecretAccessKey": SECRET, "CreateDate": "x"}},
        None,
        None,
        "access key of AWS",
    ),
    "the console's CSV": (f"Access key ID,Secret access key\n{ID},{SECRET}\n", None, None, "key pair"),
    "the console's older CSV": (
        f"User name,Password,Access key ID,Secret access key,Console login link\r\nu,,{ID},{SECRET},https://a\r\n",
        None,
        None,
        "key pair",
    ),
    "the access portal": (
        f'export AWS_ACCESS_KEY_ID="{ID}"\nexport AWS_SECRET_ACCESS_KEY="{SECRET}"\n',
        None,
        None,
        "access key of AWS",
    ),
    "PowerShell": (
        f'$Env:AWS_ACCESS_KEY_ID="{ID}"\n$Env:AWS_SECRET_ACCESS_KEY="{SECRET}"\n',
        None,
        None,
        "access key of AWS",
    ),
    "a profile": (
        f"[a]\naws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\ns3 =\n  endpoint_url = {URL}\n",
        URL,
        None,
        "AWS",
    ),
    "MinIO's console": (
        {"url": "http://127.0.0.1:9000", "accessKey": ID, "secretKey": SECRET, "api": "s3v4"},
        "http://127.0.0.1:9000",
        None,
        "key pair",
    ),
    "mc": (
        {
            "aliases": {
                "gcs": {"url": "https://storage.googleapis.com", "accessKey": "YOUR-ACCESS-KEY-HERE", "secretKey": "x"},
                "mine": {"url": "http://minio:9000", "accessKey": ID, "secretKey": SECRET},
            }
        },
        "http://minio:9000",
        None,
        "configuration of mc",
    ),
    "s3cmd": (
        f"[default]\naccess_key = {ID}\nsecret_key = {SECRET}\nhost_base = 10.0.0.1:9000\nuse_https = False\n",
        "http://10.0.0.1:9000",
        None,
        "s3cmd",
    ),
    "s3fs-fuse": (f"# bucket\nmy-bucket:{ID}:{SECRET}\n", None, None, "key pair"),
    "storage options of fsspec": (
        {"key": ID, "secret": SECRET, "client_kwargs": {"endpoint_url": URL, "region_name": "eu-de"}},
        URL,
        "eu-de",
        "key pair",
    ),
    "Hadoop": (
        {"fs.s3a.access.key": ID, "fs.s3a.secret.key": SECRET, "fs.s3a.endpoint": "minio:9000"},
        "minio:9000",
        None,
        "key pair",
    ),
    "a container of ECS or Kubernetes": (
        {
            "environment": [
                {"name": "AWS_ACCESS_KEY_ID", "value": ID},
                {"name": "AWS_SECRET_ACCESS_KEY", "value": SECRET},
            ]
        },
        None,
        None,
        "access key of AWS",
    ),
    "docker inspect": (
        [{"Config": {"Env": [f"S3_KEY={ID}", f"S3_SECRET={SECRET}", "PATH=/bin"]}}],
        None,
        None,
        "key pair",
    ),
    "a list of docker compose": (
        f"environment:\n  - MINIO_ROOT_USER={ID}\n  - MINIO_ROOT_PASSWORD={SECRET}\n",
        None,
        None,
        "key pair",
    ),
    "spark-defaults.conf": (
        f"spark.hadoop.fs.s3a.access.key {ID}\nspark.hadoop.fs.s3a.secret.key  {SECRET}\n",
        None,
        None,
        "key pair",
    ),
    "fish": (
        f"set -gx AWS_ACCESS_KEY_ID {ID}\nset -gx AWS_SECRET_ACCESS_KEY {SECRET}\n",
        None,
        None,
        "access key of AWS",
    ),
    "DVC": (
        f"['remote \"cos\"']\n    access_key_id = {ID}\n    secret_access_key = {SECRET}\n",
        None,
        None,
        "key pair",
    ),
    "Thanos": (
        f"type: S3\nconfig:\n  endpoint: minio.example.com\n  access_key: {ID}\n  secret_key: {SECRET}\n",
        "https://minio.example.com",
        None,
        "key pair",
    ),
    "Stocator": (
        {"fs.cos.svc.access.key": ID, "fs.cos.svc.secret.key": SECRET, "fs.cos.svc.endpoint": URL},
        URL,
        None,
        "key pair",
    ),
    "Terraform outputs": (
        json.dumps(
            {"s3_access_key": {"value": ID, "type": "string"}, "s3_secret_key": {"sensitive": True, "value": SECRET}}
        ),
        None,
        None,
        "key pair",
    ),
    # developers.cloudflare.com/r2/api/tokens: what the page shows once, copied whole
    "R2's page": (f"Access Key ID\n{ID}\n\nSecret Access Key:\n{SECRET}\nClick to copy\n", None, None, "key pair"),
    "Backblaze's page": (f"keyID:\n{ID}\nkeyName:\nmine\napplicationKey:\n{SECRET}\n", None, None, "key pair"),
    "Hadoop's XML": (
        "<configuration>\n"
        + "".join(
            f"  <property>\n    <name>fs.s3a.{name}</name>\n    <value>{value}</value>\n  </property>\n"
            for name, value in (("access.key", ID), ("secret.key", SECRET), ("endpoint", URL))
        )
        + "</configuration>",
        URL,
        None,
        "key pair",
    ),
    "DuckDB": (
        f"CREATE SECRET s (TYPE s3, KEY_ID '{ID}', SECRET '{SECRET}', REGION 'eu-de', ENDPOINT 's3.example.com');",
        "https://s3.example.com",
        "eu-de",
        "key pair",
    ),
    "code in Python": (
        f"boto3.client('s3', aws_access_key_id='{ID}', aws_secret_access_key='{SECRET}', endpoint_url=\"{URL}\")",
        URL,
        None,
        "access key of AWS",
    ),
    "a mapping as Python prints it": (str({"key": ID, "secret": SECRET}), None, None, "key pair"),
    "code in JavaScript": (
        f"new S3Client({{ endpoint: '{URL}', credentials: {{ accessKeyId: '{ID}', secretAccessKey: '{SECRET}' }} }})",
        URL,
        None,
        "key pair",
    ),
    "alias of mc in a variable": (
        f"MC_HOST_mine=https://{ID}:{SECRET}@minio.example.com",
        "https://minio.example.com",
        None,
        "key pair",
    ),
    # restic.readthedocs.io: variables in front of a command; docs.docker.com: docker run -e
    "variables in front of a command": (
        f"AWS_ACCESS_KEY_ID={ID} AWS_SECRET_ACCESS_KEY='{SECRET}' AWS_ENDPOINT_URL={URL} restic -r s3:{URL}/b init",
        URL,
        None,
        "access key of AWS",
    ),
    "variables of docker run": (
        f"docker run --rm -e AWS_ACCESS_KEY_ID={ID} -e AWS_SECRET_ACCESS_KEY={SECRET} -e AWS_DEFAULT_REGION=eu-de image",
        None,
        "eu-de",
        "access key of AWS",
    ),
    # apache-airflow-providers-amazon: the connection as a URI, its secret percent-encoded
    "connection of Airflow": (f"AIRFLOW_CONN_AWS=aws://{ID}:{SECRET}@/?region_name=eu-de", None, None, "key pair"),
    # rook.io/docs: ObjectBucketClaim makes a secret and a configuration
    "several documents": (
        f"apiVersion: v1\nkind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: {coded(ID)}\n  AWS_SECRET_ACCESS_KEY: {coded(SECRET)}\n"
        "---\napiVersion: v1\nkind: ConfigMap\ndata:\n  BUCKET_NAME: ceph-bkt-1\n",
        None,
        None,
        "Kubernetes secret",
    ),
    "a pair": ((ID, SECRET), None, None, "key pair"),
    "settings of an application": (
        SimpleNamespace(s3_access_key=ID, s3_secret_key=SECRET, s3_endpoint=URL),
        URL,
        None,
        "key pair",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_recognised_with_what_is_said_beside_the_pair(name: str, tmp_path: Path) -> None:
    given, endpoint, region, called = SHAPES[name]
    sources = [given]
    if isinstance(given, str):
        (tmp_path / "file.conf").write_text(given)
        sources.append(tmp_path / "file.conf")
    for source in sources:
        found = find_credentials(source, environ={})
        assert (found.access_key_id, found.secret_access_key.reveal()) == (ID, SECRET.encode())
        assert (found.endpoint, found.region) == (endpoint, region)
        assert called in found.source
        assert SECRET not in repr(found) + found.source
        with suppress(UserWarning):  # of a session that ends
            assert presign("b", "k", endpoint="us-south", credentials=source).url.count(f"Credential={ID}%2F")


def test_a_folder_of_mounted_files_is_one_secret(tmp_path: Path) -> None:
    (tmp_path / "access_key_id").write_text(f"{ID}\n")
    (tmp_path / "secret_access_key").write_text(SECRET)
    (tmp_path / "..data").mkdir()
    assert find_credentials(tmp_path, environ={}).source == f"the key pair in the folder '{tmp_path}'"


Frozen = namedtuple("Frozen", "access_key secret_key token")
CLIENT = SimpleNamespace(
    _request_signer=SimpleNamespace(
        _credentials=SimpleNamespace(get_frozen_credentials=lambda: Frozen(ID, SECRET, "t"))
    ),
    meta=SimpleNamespace(endpoint_url=URL, region_name="eu-de"),
)


async def _later() -> Frozen:
    return Frozen(ID, SECRET, None)


MINIO_URL = SimpleNamespace(_url=SimpleNamespace(geturl=lambda: URL), region=None)
# Stand-ins that offer what the objects of each library offer (minio 7.2, obstore 0.12, s3fs 2026.9, aiobotocore 3.10).
SIGNERS: dict[str, Any] = {
    "boto3 client": CLIENT,
    "boto3 resource": SimpleNamespace(meta=SimpleNamespace(client=CLIENT)),
    "boto3 session": SimpleNamespace(get_credentials=lambda: Frozen(ID, SECRET, None), region_name="eu-de"),
    "boto3 credentials": SimpleNamespace(get_frozen_credentials=lambda: Frozen(ID, SECRET, None)),
    "key pair": SimpleNamespace(access_key=ID, secret_key=SECRET, get_frozen_credentials=_later),
    "MinIO client": SimpleNamespace(
        _provider=SimpleNamespace(retrieve=lambda: Frozen(ID, SECRET, None)), _base_url=MINIO_URL
    ),
    "obstore store": SimpleNamespace(config={"access_key_id": ID, "secret_access_key": SECRET, "endpoint": URL}),
    "s3fs file system": SimpleNamespace(
        storage_options={"key": ID, "secret": SECRET, "client_kwargs": {"endpoint_url": URL}}, _s3=None
    ),
}


@pytest.mark.parametrize("name", SIGNERS)
def test_an_object_that_signs_is_known_by_what_it_offers(name: str) -> None:
    found = find_credentials(SIGNERS[name], environ={})
    assert (found.access_key_id, found.secret_access_key.reveal()) == (ID, SECRET.encode())
    assert found.source == f"the {name} given"
    assert found.endpoint == (None if name in ("boto3 session", "boto3 credentials", "key pair") else URL)


@pytest.mark.parametrize("package", ["boto3", "ibm_boto3"])
def test_real_clients_sign_as_they_do(package: str) -> None:
    sdk = pytest.importorskip(package)
    session = sdk.session.Session(aws_access_key_id=ID, aws_secret_access_key=SECRET, region_name="eu-west-1")
    client = session.client("s3", endpoint_url="https://store.example")
    for source in (
        session,
        client,
        session.resource("s3", endpoint_url="https://store.example"),
        session.get_credentials(),
    ):
        found = find_credentials(source, environ={})
        assert (found.access_key_id, found.secret_access_key.reveal()) == (ID, SECRET.encode())
    assert presign("b", "k", credentials=client).url.startswith("https://store.example/b/k?")


def test_a_client_that_signs_with_an_api_key_cannot_presign() -> None:
    sdk, core = pytest.importorskip("ibm_boto3"), pytest.importorskip("ibm_botocore.client")
    config = core.Config(signature_version="oauth")
    client = sdk.client("s3", ibm_api_key_id=KEY, ibm_service_instance_id="i", config=config, endpoint_url=URL)
    with pytest.raises(CredentialsError, match="boto3 client given has an IAM API key, which cannot presign"):
        presign("b", "k", credentials=client)


def refused(source: Any, **more: Any) -> str:
    with pytest.raises(CredentialsError) as caught:
        find_credentials(source, environ={}, **more)
    assert not any(text in str(caught.value) for text in (ID, SECRET, KEY, coded(SECRET)))
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "said", "not_said"),
    [
        (
            {"IBM_API_KEY_ID": KEY, "IAM_SERVICE_ID": "x", "BUCKET": "b"},
            "Watson Studio inserts given holds an IAM API key",
            "MinIO",
        ),
        (
            {"apiVersion": "v1", "data": {"access-key": coded(ID)}},
            "Kubernetes secret given holds no secret_access_key",
            "ibmcloud",
        ),
        ({"accessKey": ID, "url": "http://a"}, "the key pair given holds no secret_access_key", "ibmcloud"),
        ({"AccessKeyMetadata": [{"AccessKeyId": ID, "UserName": "u"}]}, "only once: make a new key", "ibmcloud"),
        (f"[a]\naccess_key = {ID}\n[b]\nhost_base = x\n", "s3cmd given as text holds no secret_access_key", "ibmcloud"),
        (
            SimpleNamespace(get_credentials=lambda: None, _provider=None),
            "the data given holds no HMAC keys",
            "Traceback",
        ),
        (
            SimpleNamespace(_request_signer=SimpleNamespace(_credentials=object())),
            "boto3 client given has no keys",
            "object at",
        ),
        ({"api_key": ID, "api_secret": SECRET}, "holds", "mended"),
        ({"key": {"secret": SECRET}}, "holds no", "mended"),
    ],
)
def test_what_is_lacking_is_said_of_the_shape_that_was_recognised(source: Any, said: str, not_said: str) -> None:
    text = refused(source)
    assert said in text
    assert not_said not in text


def test_an_attribute_that_others_have_too_makes_no_store_of_them() -> None:
    assert "the data given holds no HMAC keys" in refused(SimpleNamespace(config={"debug": "1"}))


@pytest.mark.parametrize(
    "hostile",
    [
        "access key id" * 20_000,
        f"a={' ' * 300_000}b",
        "a:b" * 100_000,
        "[" + " " * 300_000,
        "k" * 300_000,
        "a:\n" * 80_000,
        "<name>a</name>" * 20_000,
        "s3://a:" * 40_000,
    ],
)
def test_a_hostile_text_is_read_in_linear_time(hostile: str) -> None:
    assert refused(f"{hostile}\n{hostile}")


def test_one_of_several_is_chosen_by_its_name() -> None:
    remotes = f"[a]\naccess_key_id = {ID}\nsecret_access_key = {SECRET}\n[b]\naccess_key_id = B{ID}\nsecret_access_key = {SECRET}\n"
    assert "holds 2 key pairs: a, b. Give the one to use, or its name as profile" in refused(remotes)
    assert find_credentials(remotes, profile="b", environ={}).access_key_id == f"B{ID}"
    assert "holds no" in refused(remotes, profile="c")


@pytest.mark.parametrize(
    "value",
    ["YOUR_ACCESS_KEY_ID", "<access key>", "your-access-key-here", "yourAccessKeyID", "{{ cos_key }}", "$(COS_KEY)", "%KEY%",
     "xxxxxxxx", "AKIAXXXXXXXXXXXXXXXX", "ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "changeme", "insert-your-key-here", "****", "…"],
)  # fmt: skip
def test_a_placeholder_signs_nothing(value: str) -> None:
    for pair in (Credentials(value, SECRET), Credentials(ID, value), {"access_key": value, "secret_key": SECRET}):
        with pytest.raises(CredentialsError, match="it is a placeholder, not a value"):
            presign("b", "k", endpoint="us-south", credentials=pair)


@pytest.mark.parametrize(
    "value", ["minioadmin", "test", "yourself", "EXAMPLE", "my-access-key", "GOOG1EXAMPLE", "xx", "reader"]
)
def test_a_short_or_plain_id_is_no_placeholder(value: str) -> None:
    assert presign("b", "k", endpoint="http://127.0.0.1:9000", credentials=(value, SECRET)).url.count(
        f"Credential={value}%2F"
    )


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({"COS_ENDPOINT": "s3.eu-de.cloud-object-storage.appdomain.cloud"}, "https://s3.eu-de.cloud-object-storage"),
        ({"COS_ENDPOINT": "us-south", "AWS_ENDPOINT_URL_S3": "https://other.example"}, "https://s3.us-south.cloud"),
        ({"AWS_ENDPOINT_URL_S3": "https://store.example"}, "https://store.example/b/k"),
        ({"AWS_REGION": "eu-de"}, "https://s3.eu-de.cloud-object-storage"),
        ({"AWS_REGION": "eu-central-1"}, ""),
    ],
)
def test_an_endpoint_or_a_region_of_the_environment_is_enough(
    environ: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"COS_HMAC_ACCESS_KEY_ID": ID, "COS_HMAC_SECRET_ACCESS_KEY": SECRET, **environ}.items():
        monkeypatch.setenv(name, value)
    if url:
        assert presign("b", "k").url.startswith(url)
    else:  # a key of IBM's form, and a region that only AWS has
        with pytest.raises(ValueError, match="endpoint: none was given"):
            presign("b", "k")


def test_a_region_alone_means_aws_for_a_key_of_aws() -> None:
    pair = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    assert presign("b", "k", region="eu-central-1", credentials=pair).url.startswith(
        "https://b.s3.eu-central-1.amazonaws.com/"
    )
    with pytest.raises(ValueError, match="endpoint: none was given"):
        presign("b", "k", region="us-south", credentials=pair)


@pytest.mark.parametrize("name", ["VCAP_SERVICES", "CE_SERVICES"])
def test_a_bound_service_is_found_in_the_environment(name: str) -> None:
    environ = {name: json.dumps({"cloud-object-storage": [{"credentials": SERVICE}]}), "COS_ENDPOINT": URL}
    found = find_credentials(environ=environ)
    assert (found.access_key_id, found.endpoint) == (ID, URL)
    assert found.source.endswith(f", in {name}")
