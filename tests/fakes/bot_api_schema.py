"""Requests held against the machine-readable Bot API, where it is at hand beside the checkout."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parents[2].parent / "shared/telegram/api.json"
BOOLEANS = ("true", "false", "True", "False", "yes", "no", "0", "1")


class Schema:
    """``problems`` says what a request has wrong; without the file it says nothing."""

    def __init__(self, path: Path = SCHEMA) -> None:
        known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        self.methods: Mapping[str, Any] = known.get("methods", {})
        self.types: Mapping[str, Any] = known.get("types", {})

    def problems(self, method: str, params: Mapping[str, Any], files: Mapping[str, bytes]) -> list[str]:
        if not self.methods:
            return []
        if method not in self.methods:
            return [f"no method {method}"]
        return list(self._object(method, self.methods[method]["fields"], params, files))

    def _object(
        self, where: str, fields: list[dict[str, Any]], given: Mapping[str, Any], files: Mapping[str, bytes]
    ) -> Iterator[str]:
        known = {field["name"]: field for field in fields}
        for name in given:
            if name not in known:
                yield f"{where}: no parameter {name}"
        for name, field in known.items():
            if name in given:
                if not any(self._fits(kind, given[name], files) for kind in field["types"]):
                    yield f"{where}.{name}: not {' or '.join(field['types'])}"
            elif field["required"]:
                yield f"{where}: {name} is missing"

    def _fits(self, kind: str, value: Any, files: Mapping[str, bytes]) -> bool:
        match kind:
            case "String":
                return isinstance(value, str)
            case "Integer":
                digits = isinstance(value, str) and value.removeprefix("-").isdigit()
                return digits or (isinstance(value, int) and not isinstance(value, bool))
            case "Boolean":
                return isinstance(value, bool) or value in BOOLEANS
            case "Float":
                return isinstance(value, (int, float))
            case "InputFile":
                return isinstance(value, str) and value.removeprefix("attach://") in files
        value = _decoded(value)
        if kind.startswith("Array of "):
            inner = kind.removeprefix("Array of ")
            return isinstance(value, list) and all(self._fits(inner, one, files) for one in value)
        known = self.types[kind]
        if known.get("subtypes"):
            return any(self._fits(one, value, files) for one in known["subtypes"])
        return isinstance(value, dict) and not list(
            self._object(kind, known.get("fields") or [], value, files)
        )


def _decoded(value: Any) -> Any:
    """Forms carry lists and objects as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None
