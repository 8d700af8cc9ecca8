"""What Schemathesis cannot know of our documents. Loaded by the configuration that settings.ts writes."""

import json

import schemathesis


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """
    In its words: `x-decimal-places: 2` (the document has no `multipleOf: 0.01`, with which a client's validator would
    refuse 99.99), and a file of a form (with `format: binary` it sends real pictures too).
    """
    _translate(raw_schema)


def _translate(node):
    if isinstance(node, dict):
        places = node.get("x-decimal-places")
        if isinstance(places, int):
            node["multipleOf"] = 10**-places
        if node.get("contentMediaType") == "application/octet-stream":
            node["format"] = "binary"
        for value in node.values():
            _translate(value)
    elif isinstance(node, list):
        for value in node:
            _translate(value)


@schemathesis.deserializer("text/event-stream")
def read_events(context, response):
    """Events of a stream with `data` read as the JSON that the document describes; comments are no events."""
    events = []
    for block in response.content.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line and not line.startswith(":"))
        if "data" in fields:
            events.append({**fields, "data": json.loads(fields["data"])})
    return events


@schemathesis.check
def well_formed_is_not_called_malformed(context, response, case):
    """
    A request that the document allows may be refused for what it asks for (`stock.insufficient`), never for its form
    (`request.…`). positive_data_acceptance goes by the status, which some refusals of both kinds share.
    """
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code < 400:
        return
    code = (response.json() if "json" in response.headers.get("content-type", [""])[0] else {}).get("code", "")
    assert not code.startswith("request."), f"The document allows this request, and it was called malformed: {code}"
