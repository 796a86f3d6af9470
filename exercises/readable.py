r"""TeX as a line of plain text, for pages that no script typesets: `\frac{1}{n} x^\top A` reads `1/n xᵀ A`."""

import re
from collections.abc import Callable

LONGEST = 1500
_ROW_END = re.compile(r"\\\\(?:\[[\d.]+em\])?")
_MATRIX = re.compile(r"\\begin\{([pbvBV]?matrix|array)\}(?:\{[lcr|]*\})?((?:(?!\\begin).)*?)\\end\{\1\}", re.DOTALL)
_LINES = re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}")
_BRACKETS = {"pmatrix": ("(", ")"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖")}
_SILENT = re.compile(r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|limits|mathrm|[,;:! ])(?![a-zA-Z])|[&~]")
_SCRIPT = re.compile(r"([_^])\s*(\\[a-zA-Z]+|[^\s{}\\])")
_RAISED = str.maketrans("0123456789+-−()niT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱᵀ")
_LOWERED = str.maketrans("0123456789+-−()ijkn", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ᵢⱼₖₙ")
_TABLE = """
alpha α  beta β  gamma γ  delta δ  epsilon ε  varepsilon ε  zeta ζ  eta η  theta θ  iota ι  kappa κ  lambda λ  mu μ
nu ν  xi ξ  pi π  rho ρ  sigma σ  tau τ  phi φ  varphi φ  chi χ  psi ψ  omega ω  Gamma Γ  Delta Δ  Theta Θ  Lambda Λ
Xi Ξ  Pi Π  Sigma Σ  Phi Φ  Psi Ψ  Omega Ω  cdot ·  times ×  circ ∘  odot ⊙  otimes ⊗  pm ±  le ≤  leq ≤  ge ≥
geq ≥  ne ≠  neq ≠  approx ≈  in ∈  to →  mapsto ↦  Rightarrow ⇒  implies ⇒  iff ⇔  infty ∞  partial ∂  nabla ∇
sum ∑  prod ∏  int ∫  ell ℓ  top ᵀ  lVert ‖  rVert ‖  lvert |  rvert |  mid |  langle ⟨  rangle ⟩  dots …  ldots …
cdots ⋯  cup ∪  cap ∩  subset ⊂  sim ~  setminus ∖  perp ⊥  lfloor ⌊  rfloor ⌋  lceil ⌈  rceil ⌉  lbrace {  rbrace }
prime ′  forall ∀  exists ∃  square □
"""
_SIGNS = _TABLE.split()
_NAMES = dict(zip(_SIGNS[::2], _SIGNS[1::2], strict=True)) | {"quad": " ", "qquad": " "}


def readable(tex: str) -> str:
    """One line; what has no sign of its own keeps its name. What is too long to be read so stays as it is."""
    if len(tex) > LONGEST:
        return tex
    text = tex.replace(r"\{", r"\lbrace ").replace(r"\}", r"\rbrace ").replace(r"\|", "‖").replace(r"\%", "%")
    text = _LINES.sub("", _settled(text, lambda found: _MATRIX.sub(_matrix, found))).replace(r"\\", "; ")
    text = _settled(_SCRIPT.sub(_script, _SILENT.sub(" ", text)), _innermost)
    text = re.sub(r"\\(?:math[a-z]+|boldsymbol)(?![a-zA-Z])", "", text.replace("{", "").replace("}", ""))
    text = re.sub(r"\\([a-zA-Z]+)", lambda found: _NAMES.get(found[1], found[1]), text).replace("\\", "")
    return re.sub(r"(?<=[(\[{]) | (?=[)\]},.;])", "", " ".join(text.split()))


def _settled(text: str, change: Callable[[str], str]) -> str:
    """The text once the change has nothing to change any more."""
    while (changed := change(text)) != text:
        text = changed
    return text


def _matrix(found: re.Match[str]) -> str:
    left, right = _BRACKETS.get(found[1], ("[", "]"))
    rows = [", ".join(entry.strip() for entry in row.split("&")) for row in _ROW_END.split(found[2]) if row.strip()]
    return f"{left}{'; '.join(rows)}{right}"


def _innermost(text: str) -> str:
    """What stands in pairs of braces with none inside them."""
    text = re.sub(r"([_^])\s*\{([^{}]*)\}", _script, text)
    text = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", lambda of: f"{_held(of[1])}/{_held(of[2])}", text)
    text = re.sub(r"\\sqrt\s*\{([^{}]*)\}", lambda of: f"√{_held(of[1])}", text)
    text = re.sub(r"\\(?:hat|widehat)\s*\{([^{}]*)\}", "\\1\u0302", text)
    text = re.sub(r"\\(?:bar|overline)\s*\{([^{}]*)\}", "\\1\u0304", text)
    return re.sub(r"\\(?:text|operatorname\*?|math[a-z]+|boldsymbol)\s*\{([^{}]*)\}", r"\1", text)


def _held(text: str) -> str:
    text = text.strip()
    return f"({text})" if re.search(r"[\s+\-−/,·]", text) else text


def _script(found: re.Match[str]) -> str:
    sign, body = found[1], found[2].strip()
    if body in (r"\top", r"\prime"):
        return {r"\top": "ᵀ", r"\prime": "′"}[body]
    signs = body.translate(_RAISED if sign == "^" else _LOWERED)
    if not set(signs) & set(body):
        return signs
    return f"{sign}{body} " if re.fullmatch(r"\\[a-zA-Z]+|\w", body) else f"{sign}({body})"
