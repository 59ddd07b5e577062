// For each slug that no text of tests/parser/provocations.h leads to: a line of shell that shows it.
#pragma once

#include <string_view>

namespace adc::tests {

struct ShownError {
  std::string_view slug;
  std::string_view line;
};

inline constexpr ShownError kShownErrors[] = {
    // Limits of texts
    {"source-too-large", "adc eval 'x + y' --max-source-bytes 2"},
    {"nesting-too-deep", "adc eval '(((x)))' --max-nesting 2"},
    {"too-many-instructions", "adc eval 'x + y' --max-instructions 2"},
    {"unknown-latex", "adc eval '\\int x dx' x=1"},
    // Notes on texts
    {"read-as-latex", "adc eval '\\sqrt{x}' x=4"},
    {"hides-builtin", "adc eval 'e = 2; e^3'"},
    {"product-not-call", "adc diff 'width(x)'"},
    {"unused-name", "adc eval 'x² where s = x' x=3"},
    {"divided-product", "adc eval '1/2 m v²' m=2 v=3"},
    {"power-before-factor", "adc eval 'e^2x' x=1"},
    {"first-power", "adc eval 'x^1/2' x=9"},
    {"not-a-factorial", "adc eval '5!=120'"},
    {"two-results", "adc eval '3,14 + x' x=1"},
    {"number-suffix", "adc diff '1.0f + x'"},
    {"one-name", "adc diff 'a b + ab'"},
    {"look-alike", "adc diff 'а + a'"},
    {"other-meaning", "adc diff 'x + 2i'"},
    {"quotient", "adc diff 'y = x²; dy/dx'"},
    // Words on the command line
    {"unknown-command", "adc evla 'x²'"},
    {"unknown-option", "adc eval 'x²' x=1 --gard"},
    {"unexpected-word", "adc ir 'x²' y"},
    {"unexpected-value", "adc eval 'x²' x=1 --json=yes"},
    {"missing-value", "adc eval 'x²' x=1 --mode"},
    {"bad-value", "adc eval 'x²' x=1 --mode sideways"},
    {"missing-program", "adc eval"},
    {"bad-input", "adc eval 'x²' y"},
    {"bad-name", "adc eval 'x²' 1x=3"},
    {"missing-input", "adc eval 'x + y' x=1"},
    {"repeated-input", "adc eval 'x²' x=1 x=2"},
    {"unused-input", "adc eval 'x²' x=1 y=2"},
    {"unknown-variable", "adc eval 'x²' x=1 --grad --wrt y"},
    {"not-constant", "adc eval 'x²' x=2y"},
    {"unknown-pass", "adc ir 'x²' --passes=nonsense"},
    {"unknown-machine", "adc emit 'x²' --to asm --target vax"},
    {"cannot-read", "adc eval ./absent.adc"},
    {"cannot-write", "adc emit 'x²' -o /nowhere/f.c"},
    // Values and derivatives
    {"not-finite", "adc eval 'log(x)' x=0"},
    {"at-kink", "adc eval 'abs(x)' x=0 --hessian"},
    {"several-outputs", "adc trace 'x², x³' x=1"},
    {"no-derivative", "adc diff 'besselj(n, x)' n"},
    {"function-order", "adc eval 'besselj(0, x, 16)' x=1 --grad"},
    {"derivative-too-large", "adc series 'exp(x)' --order 200"},
    {"no-series", "adc series 'x + exp(1/x)'"},
    {"too-much-memory", "adc eval 'sum(outer(ones(1000), ones(1000)))' --max-bytes 1000"},
    {"ir-syntax", "printf 'adc-ir 1\\nfn f(' | adc eval -"},
    {"ir-version", "printf 'adc-ir 99\\n' | adc eval -"},
    {"disagreement",
     "echo '{\"formula\": \"x^2\", \"vars\": {\"x\": 3}, \"value\": 8}' >/tmp/adc.jsonl; adc check --corpus "
     "/tmp/adc.jsonl"},
    // Tables
    {"ragged-row", "printf 'x,y\\n1,2\\n3\\n' | adc eval 'x y' --data -"},
    {"not-a-number", "printf 'x\\n1\\ntwo\\n' | adc eval 'x²' --data -"},
    {"missing-cell", "printf 'x,y\\n1,\\n' | adc eval 'x y' --data -"},
    {"unclosed-quote", "printf 'x\\n\"1\\n' | adc eval 'x²' --data -"},
    {"repeated-column", "printf 'x,x\\n1,2\\n' | adc eval 'x²' --data -"},
    {"empty-table", "printf '' | adc eval 'x²' --data -"},
    // Training
    {"bad-network", "adc train --data xor --layers 2,two,1"},
    {"bad-schedule", "adc train --data xor --layers 2,2,1 --schedule sometimes"},
    {"missing-column", "adc train --data examples/data/iris.csv --target colour --layers 4,3"},
    {"bad-data", "adc train 'param w: R[3]; data x: R[3], t: R; (dot(w, x) - t)^2' --data xor"},
    {"bad-safetensors", "adc predict --model README.md --data examples/data/iris.csv"},
    {"no-minimum", "adc minimise 'x^3' x=1"},
    {"diverged", "adc train 'x^4' x=1 --optimizer gradient-descent --rate 10"},
    // Sessions
    {"unknown-name", "echo '?nonsense' | adc repl"},
    {"no-value", "echo ':trace y²' | adc repl"},
    {"nothing-to-undo", "echo ':undo' | adc repl"},
    {"no-longer-follows", "printf 'a = 1\\nb = 2a\\nb = b + 1\\n' | adc repl"},
    {"no-longer-fits", "printf 'v = [1, 2]\\ns = v[2]\\nv = 3\\n' | adc repl"},
};

}  // namespace adc::tests
