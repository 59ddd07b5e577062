// muParser: values of a formula of x.
#include <muParser.h>

#include <cstddef>

extern "C" {

/// From the text to the first value.
double first_value(const char* formula, double x) {
  mu::Parser parser;
  parser.DefineVar("x", &x);
  parser.SetExpr(formula);
  return parser.Eval();
}

/// A formula that was parsed, of rows that lie at `x`.
void* parse(const char* formula, double* x) {
  auto* const parser = new mu::Parser();
  parser->DefineVar("x", x);
  parser->SetExpr(formula);
  return parser;
}
void values(void* parser, double* y, std::size_t rows) {
  static_cast<mu::Parser*>(parser)->Eval(y, static_cast<int>(rows));
}
double value(void* parser) { return static_cast<mu::Parser*>(parser)->Eval(); }
void release(void* parser) { delete static_cast<mu::Parser*>(parser); }
}
