"""The JSON Schema of exercise.yaml, for editors that complete and check YAML."""

from typing import Any

from exercises.exercise_yaml import ExerciseYaml
from grading.kinds import KINDS

_TEMPLATE = {"type": "string", "pattern": r"\{[{%]", "description": "A template, filled in for each variant."}


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12); a field is told apart by its `kind`."""
    whole = ExerciseYaml.model_json_schema()
    definitions: dict[str, Any] = whole.setdefault("$defs", {})
    for name in KINDS:
        definitions[f"field_{name}"] = _field(name, definitions)
    definitions["field"] = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(KINDS)}},
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/field_{name}"},
            }
            for name in KINDS
        ],
    }
    fields = {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/field"}}
    whole["properties"]["fields"] = fields
    definitions["Part"]["properties"]["fields"] = fields
    whole["oneOf"] = [{"required": ["fields"]}, {"required": ["parts"]}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole}


def _field(name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of one kind: `solve` may give every key but `kind`, and a template may stand for every value."""
    own = KINDS[name].field.model_json_schema(ref_template=f"#/$defs/{name}_{{model}}")
    for model, inner in own.pop("$defs", {}).items():
        definitions[f"{name}_{model}"] = _lenient(inner)
    return {**_lenient(own), "required": ["kind"]}


def _lenient(model: dict[str, Any]) -> dict[str, Any]:
    if "properties" not in model:
        return model
    properties = {
        key: value if key == "kind" or value.get("type") == "string" else {"anyOf": [value, _TEMPLATE]}
        for key, value in model["properties"].items()
    }
    return {**model, "properties": properties}
