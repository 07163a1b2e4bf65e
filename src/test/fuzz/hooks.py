"""What FuzzIT does with the requests that Schemathesis generates, and what it notes of the answers."""

import ast
import atexit
import collections
import itertools
import json
import pathlib
import re
import threading
import urllib.parse

import schemathesis

FOLDER = pathlib.Path(__file__).parent
LONG = re.compile(r"\d{1,6}(s|m|ms)?")
WAITING = {"ask", "cancel"}  # they wait 25 s unless told otherwise
SHORT = "50ms"
DIGEST = json.loads((FOLDER / "digests.txt").read_text().splitlines()[-1])
BUNDLE = (FOLDER / "bundle.tar").read_bytes()
ENDED, *_, RUNNING = (json.loads(line) for line in (FOLDER / "running.txt").read_text().splitlines())

parse = ast.parse
parsing = threading.RLock()
answers = collections.Counter()
turns = itertools.count()
sensible = set()


def parse_alone(*args, **kwargs):
    """Python before 3.12 fails now and then where several threads parse: https://github.com/python/cpython/issues/106905"""
    with parsing:
        return parse(*args, **kwargs)


ast.parse = parse_alone


@schemathesis.serializer("application/x-tar", "application/gzip", "application/zip")
def archive(context, value):
    """Bytes are sent as they are."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Nobody has the time to wait as long as generated requests may ask for."""
    operation = case.operation.definition.raw.get("operationId")
    query = dict(case.query or {})
    if "wait" in query and LONG.fullmatch(str(query["wait"])):
        query["wait"] = SHORT
    elif "wait" not in query and (operation in WAITING or "follow" in query):
        query["wait"] = SHORT
    case.query = query
    if case.meta.generation.mode.is_positive and next(turns) % 4 == 0:
        be_sensible(operation, case)
        sensible.add(case.id)
    if operation == "events" and case.path_parameters.get("id") == RUNNING:
        case.path_parameters["id"] = ENDED


def be_sensible(operation, case):
    """What hardly comes about by chance: a question without contradictions, a bundle."""
    if operation == "push":
        case.body = BUNDLE
        case.media_type = "application/x-tar"
    elif operation in {"gate", "start"}:
        case.path_parameters["target"] = "current"
        case.query = {"wait": SHORT, "atLeast": "1"}
    elif operation == "ask":
        case.query = {"wait": SHORT}
        case.body = {}
        case.media_type = "application/json"
        case.headers = {}
    elif operation == "canRollback":
        case.path_parameters["target"] = "stored"
        case.query = {"to": DIGEST}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Nothing that is said of the server's own limits, which no operation knows; nor that something malformed was taken,
    where it is well-formed in truth: made so here, a body that is null, and a word of the query that came out empty."""
    if response.status_code in (414, 431):
        return False
    if type(failure).__name__ != "AcceptedNegativeData":
        return True
    return case.id not in sensible and case.body is not None and "" not in asked(response)


def asked(response):
    query = urllib.parse.urlsplit(response.request.url).query
    return [value for _, value in urllib.parse.parse_qsl(query, keep_blank_values=True)]


@schemathesis.hook
def after_call(context, case, response):
    label = f"{response.request.method} {case.operation.path}"  # other methods are tried, too
    answers[(label, response.status_code)] += 1


@atexit.register
def tell():
    tally = [{"operation": o, "status": s, "count": c} for (o, s), c in sorted(answers.items())]
    (FOLDER / "answers.json").write_text(json.dumps(tally))
