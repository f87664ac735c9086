"""Gives Schemathesis the ids of records that exist: of made-up ones alone, every answer below them would be 404."""

import json
import os
import random
import urllib.request

import schemathesis

BASE = os.environ["PANOH_BASE"] + "/api/v1"
# Where the records of a path's first word are listed. What a path names below it (`/cases/{id}/tasks/{task}`) is listed below the record.
LISTED = ["bodies", "break-glass", "calendar/suspensions", "cases", "codes", "duplicates", "households", "items", "merges", "offices", "operations", "organisations",
          "parameters", "people", "places", "programmes", "roles", "seats", "sittings", "teams", "users"]
BELOW = {
    "tasks": "task", "alerts": "alert", "notes": "note", "deadlines": "deadline", "access": "membership", "consents": "consent", "contacts": "contact",
    "documents": "document", "names": "name", "relationships": "relationship", "members": "member", "holders": "holder", "secretaries": "membership",
}


def ask(path, within="data"):
    request = urllib.request.Request(BASE + path, headers={"Authorization": "Bearer " + os.environ["TOKEN"]})
    try:
        with urllib.request.urlopen(request) as answer:
            body = json.load(answer)
    except urllib.error.HTTPError:
        return []
    return body.get(within, []) if isinstance(body, dict) else body


def identity(record):
    return next((record[key] for key in ("id", "key", "list", "programme", "deadline", "membership") if key in record), None)


POOL = {first: [found for found in map(identity, ask(f"/{first}")) if found] for first in LISTED}
for case in POOL["cases"]:
    for subject in ask(f"/cases/{case}", "subjects"):
        POOL["people"].append(subject["person"])
for person in POOL["people"][:20]:
    POOL["households"] += [found for found in (record.get("household") for record in ask(f"/people/{person}/households")) if found]
POOL["items"] += [found for sitting in POOL["sittings"] for found in map(identity, ask(f"/sittings/{sitting}/items")) if found]
POOL["seats"] += [found for body in POOL["bodies"] for found in map(identity, ask(f"/bodies/{body}/seats")) if found]


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Three times in four the record is a real one."""
    if not path_parameters or random.random() < 0.25:
        return path_parameters
    words = context.operation.path.removeprefix("/api/v1/").split("/")
    first = "/".join(words[:2]) if words[0] == "calendar" else words[0]
    ids = POOL.get(first) or []
    if not ids:
        return path_parameters
    real = dict(path_parameters)
    name = next(word for word in words if word.startswith("{")).strip("{}")
    real[name] = random.choice(ids)
    if len(words) > 3 and words[3].startswith("{") and words[2] in BELOW:
        below = [found for found in map(identity, ask(f"/{first}/{real[name]}/{words[2]}")) if found]
        if below:
            real[words[3].strip("{}")] = random.choice(below)
    return real


@schemathesis.hook
def map_headers(context, headers):
    """Half of the changes name the version that is there, so that they get past the question which one was seen."""
    if headers and "If-Match" in headers and random.random() < 0.5:
        headers["If-Match"] = f'"{random.choice([1, 1, 1, 2])}"'
    return headers
