"""A Flask app with a port and a prefix of its own and no health route; what it does lies in a wheel beside it."""

import conduit_core as core
from flask import Flask, jsonify, request

app = Flask(__name__)
PUBLIC = (["users"], ["users", "login"], ["tags"])


@app.route("/api/v2/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
def anything(path):
    names = path.split("/")
    body = request.get_json(force=True, silent=True) if request.data else {}
    try:
        me = None if names in PUBLIC else core.Conduit.me(request)
        said = core.answer(request.method, names, request.args.to_dict(), body, me)
    except core.Trouble as trouble:
        return jsonify({"errors": {"body": [str(trouble)]}}), trouble.status
    return ("", 204) if said is None else jsonify(said)


app.run("0.0.0.0", 5050)
