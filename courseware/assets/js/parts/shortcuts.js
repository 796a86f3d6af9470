// What MathLive sets as one sign while it is typed: the words of the answer language and the declared names, nothing
// else. All of this is only looks: the server reads the same words letter by letter.
const commands = "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan exp log ln lg max min det".split(" ");
const operators = "sigmoid relu softplus abs sign floor ceil erf gamma factorial binomial tr rank diag vec softmax ones norm logdet sum inv hadamard kron asin acos atan".split(" ");
const greek =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi chi psi omega pi Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split(" ");
const signs = { "<=": "\\le", ">=": "\\ge", "!=": "\\ne", "*": "\\cdot", sqrt: "\\sqrt{#?}", oo: "\\infty" };

// names: declared name -> LaTeX.
export function shortcutsFor(names) {
  const words = {
    ...Object.fromEntries(greek.map((name) => [name, `\\${name}`])),
    ...Object.fromEntries(operators.map((name) => [name, `\\operatorname{${name}}`])),
    ...Object.fromEntries(commands.map((name) => [name, `\\${name}`])),
    ...signs,
  };
  const isProduct = productOf(Object.keys(names));
  const kept = Object.entries(words).filter(([word]) => !(word in names) && !isProduct(word));
  const long = Object.entries(names).filter(([name]) => name.length > 1);
  return Object.fromEntries([...kept, ...long]);
}

// Whether a word is made of declared names: `xi` where x and i are some.
function productOf(names) {
  return (word) => names.length > 0 && new RegExp(`^(?:${names.map((name) => name.replace(/\W/g, "\\$&")).join("|")})+$`).test(word);
}
