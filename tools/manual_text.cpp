#include "tools/manual_text.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace adc::tools {
namespace {

constexpr std::array<ManualText, 18> kTexts{{
    {"",
     "`adc` turns formulas into exact derivatives. Without a command it starts a session on a terminal, and otherwise "
     "evaluates the program on its standard input. Results go to the standard output, everything else to the standard "
     "error.\n\n"
     "PROGRAM is a file if it ends in `.adc`, `.ir` or `.tex` or starts with `/`, `./` or `../`; it is the standard "
     "input "
     "if it "
     "is `-`; otherwise it is a formula or a program itself, one word for the shell. A word is an option only if it is "
     "one "
     "of the command's options, so a formula may start with a minus sign; after `--` nothing is an option. Values are "
     "constant expressions such as `x=pi/4`, and tensors such as `x=[1,2,3]`, `W=[[1,2],[3,4]]` or `W=@weights.npy`.",
     ""},
    {"eval",
     "Prints the value of PROGRAM where its inputs have the values that are given, and the derivatives that are asked "
     "for. "
     "Derivatives are exact but for rounding: no mode approximates.\n\n"
     "With `--data` it does so at each row of a table, whose columns are inputs, in native code, and prints a table.",
     "diff trace check"},
    {"diff",
     "Prints the derivative as a formula that adc reads again: by VAR, or by each input, one a line. `x,z` is a mixed "
     "second derivative. Tensors have derivatives as in matrix calculus. It reads as in real arithmetic: what differs "
     "at "
     "single points only is left out.",
     "eval emit"},
    {"series",
     "Prints the terms of PROGRAM in rising powers of x - a, or of 1/x at infinity, with exact coefficients, and the "
     "size "
     "of "
     "what is left out. About poles there are negative powers, at roots fractional ones, and a logarithm where there "
     "is "
     "no "
     "power series without; a note says so. Where the two sides of a point differ the series is that above, unless "
     "`--from` says otherwise.",
     "diff eval"},
    {"emit",
     "Writes PROGRAM, or its derivatives, in another language, as machine code, as WebAssembly or as formulas. What is "
     "written needs nothing of adc: the C of a program needs libm alone. A comment, or the header beside it, says what "
     "its "
     "parameters are.",
     "ir diff"},
    {"trace",
     "Prints the tables of backpropagation: forward, a row per binding of the program (per operation where it has "
     "none), "
     "with its number; backward, a row per contribution to an adjoint, with the local derivative.",
     "graph explain"},
    {"graph",
     "Draws what `adc trace` prints as a graph: forward values and adjoints at the nodes, local derivatives and what "
     "is "
     "passed back at the edges, frames around the layers of a network.",
     "trace explain"},
    {"explain",
     "Writes one page of HTML that needs nothing but a browser: formulas, graph, both passes step by step, the "
     "derivation "
     "rule by rule, tangent, accuracy, cost and code; sliders move the inputs.",
     "trace graph"},
    {"ir",
     "Prints the program as straight-line code in single static assignment, as it is or after the passes that are "
     "named, "
     "in order. The text is a program itself: each command reads it.",
     "emit"},
    {"check",
     "Computes the value and every derivative in each mode, interpreted and native, by finite differences, by complex "
     "step "
     "and in high precision, and compares them. Errors are in units in the last place; the operation that loses digits "
     "is "
     "named. The exit status is 1 if there is a disagreement that no kink, pole or condition of the problem excuses.",
     "eval"},
    {"plot",
     "Draws on the terminal, or into a file. Of the inputs that have no value one or two are left, which are the axes; "
     "`x=-5:5` gives a range, and what is missing is found. Of one input graphs are drawn, of two contours; an "
     "equation "
     "`x^2 + y^2 = 1` is a curve, a condition an area.",
     "train graph"},
    {"fit",
     "Finds the parameters of PROGRAM, its names that no column of the table has, for which it is nearest to another "
     "column: least squares by the method of Levenberg and Marquardt, with weights, ranges and robust losses. Prints "
     "parameters with standard errors and intervals, their correlations, and how good the fit is. The exit status is 1 "
     "where the end is no minimum, or the data do not determine all parameters; what was found is printed all the "
     "same.",
     "train plot predict"},
    {"minimise",
     "Finds a point where PROGRAM is least, from the values that are given, and looks around it: what is printed as a "
     "minimum has a "
     "gradient that is 0 to rounding, or held by bounds and constraints, no direction in which the value falls, and no "
     "negative "
     "curvature. Anything else is an error with exit code 1, which says what was met: a function without a bound, a "
     "saddle point, a "
     "kink, the edge of the domain, steps that are used up. Value and point are printed all the same. Minima are "
     "local; "
     "`--starts` tries several.\n\n"
     "`x=0:1` gives bounds, `x=0:` one alone. `--subject-to` gives equations and inequalities, which Ipopt solves, "
     "with exact first and "
     "second derivatives, sparse where they are. `adc minimize` is the same.",
     "train plot"},
    {"train",
     "Finds parameters that make a loss small: of a network (`--layers`) or a program with `param` and `data` on the "
     "rows "
     "of a table, or, without `--data`, of PROGRAM over its inputs, from the values that are given.",
     "predict minimise plot"},
    {"predict",
     "Prints what a model that `adc train` saved says about each row of a table: a value, or for classes the label and "
     "the "
     "probability of each.",
     "train"},
    {"cache",
     "Native code that was made once is found again by the next process that wants the same function. Without a word, "
     "or "
     "with `stats`, this says where it is, whether it is used and why not, and how much there is; `clear` removes it, "
     "`off` "
     "keeps none from now on, `on` does again.",
     "eval"},
    {"kernel",
     "`adc kernel install` tells Jupyter of a kernel that is a session of adc, with completion, questions and typeset "
     "results. With a connection file it is that kernel; Jupyter calls it so.",
     "repl"},
    {"repl",
     "Keeps definitions and shows values with their derivatives. `ans` is the last result; `?sin` says what a name "
     "means, "
     "`??f` what becomes of a function; `:help` lists the commands. Ctrl-C ends a computation and keeps what there is, "
     "Ctrl-D ends the session. Over a pipe it answers line by line, and ends with exit status 0 whatever its lines "
     "gave.",
     "eval kernel"},
}};

constexpr std::array<Entry, 4> kGeneralOptions{{{"--help", "the commands"},
                                                {"--version", "the version"},
                                                {"--man [COMMAND]", "a manual page, for `man -l -`"},
                                                {"--completions bash|zsh|fish", "a script for that shell"}}};

constexpr std::array<Entry, 6> kExitCodes{{{"0", "ok"},
                                           {"1", "the computation failed"},
                                           {"2", "usage"},
                                           {"3", "the program text is wrong"},
                                           {"4", "a limit was reached"},
                                           {"5", "a bug in adc"}}};

constexpr std::array<Entry, 6> kVariables{{
    {"NO_COLOR", "no colours"},
    {"TERM", "`dumb`, or nothing, for a session without an editor, and no colours"},
    {"XDG_STATE_HOME", "the session's history is in the folder `adc` of this one (`~/.local/state` if it is not set)"},
    {"XDG_DATA_HOME", "`adc kernel install` installs here (`~/.local/share` if it is not set)"},
    {"ADC_CACHE", "`off`, or the folder in which native code is kept"},
    {"XDG_CACHE_HOME", "without `ADC_CACHE`, that folder is `adc` in this one (`~/.cache` if it is not set)"},
}};

constexpr std::array<Entry, 4> kFiles{{
    {"/usr/share/doc/adc/tutorial.md",
     "from a first gradient to a network that learns; the language and the rest beside it"},
    {"~/.adcrc", "what it says a session on a terminal does first"},
    {"~/.local/state/adc/history", "what was typed in sessions"},
    {"~/.cache/adc", "native code, for the next process"},
}};

}  // namespace

const ManualText& manual_text(std::string_view command) {
  const auto* const found = std::ranges::find(kTexts, command, &ManualText::command);
  if (found == kTexts.end()) throw std::logic_error("manual_text.cpp says nothing of " + std::string(command));
  return *found;
}

std::span<const Entry> general_options() { return kGeneralOptions; }
std::span<const Entry> exit_codes() { return kExitCodes; }
std::span<const Entry> environment_variables() { return kVariables; }
std::span<const Entry> known_files() { return kFiles; }

}  // namespace adc::tools
