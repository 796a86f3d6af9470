"""Signatures as an exercise writes them: `affine(X, W, b)`."""

import ast


def name_of(signature: str) -> str:
    return signature.partition("(")[0].strip()


def parameters(signature: str) -> list[str]:
    """The names of a signature's parameters, in order."""
    made = ast.parse(f"def {signature}: pass").body[0]
    assert isinstance(made, ast.FunctionDef)
    return [parameter.arg for parameter in (*made.args.posonlyargs, *made.args.args)]
