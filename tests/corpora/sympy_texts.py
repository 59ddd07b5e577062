"""Writes sympy_texts.jsonl: what SymPy makes of textbook derivatives, `diff` and `simplify(diff)`, in adc's notation.

    python3 tests/corpora/sympy_texts.py > tests/corpora/sympy_texts.jsonl

The formulas are fixed: none is replaced by one that comes out better.
"""
import json
import sys

import sympy
from sympy.printing.str import StrPrinter

FORMULAS = [
    # powers, where a general rule needs guards
    ("(2*x)^m", "x"), ("(1-x)^a", "x"), ("(x/a)^k*exp(-(x/a)^k)", "x"), ("(1-p)^(n-k)*p^k", "p"), ("x^(a-1)*(1-x)^(b-1)", "x"),
    ("(1+r/n)^(n*t)", "r"), ("(a*x+b)^n", "x"), ("x^n/(k^n+x^n)", "x"), ("(x^2+y^2)^m", "x"), ("x^a*exp(-b*x)", "x"),
    # choices
    ("max(x,0)^2", "x"), ("max(x,y,z)", "x"), ("max(x,y)*min(x,y)", "x"), ("max(0,1-y*t)", "t"), ("min(max(x,0),1)", "x"), ("abs(x-y)^3", "x"),
    ("max(x,y)^2", "x"), ("sqrt(2*x^2)", "x"), ("x*abs(x)", "x"), ("log(abs(x))", "x"),
    # calculus
    ("cos(sin(x^2)+3*x^2)", "x"), ("(x^2+1)^5*(x-1)^3", "x"), ("x/(x^2+1)", "x"), ("(a*x+b)/(c*x+d)", "x"), ("sqrt((1-x)/(1+x))", "x"),
    ("log(x+sqrt(x^2+1))", "x"), ("atan((x+y)/(1-x*y))", "x"), ("asin(x)+x*sqrt(1-x^2)", "x"), ("x^2*exp(-x)*sin(x)", "x"),
    ("tan(x)/(1+tan(x))", "x"), ("log(sqrt(1+x)-sqrt(1-x))", "x"), ("exp(x)/(1+exp(x))", "x"), ("x*(log(x)-1)", "x"),
    ("sin(x)^3*cos(x)^2", "x"), ("1/sqrt(a^2-x^2)", "x"), ("(a+b*atanh(c*x))/(d*x)^(7/2)", "x"),
    # physics and chemistry
    ("4*u*((s/r)^12-(s/r)^6)", "r"), ("D*(1-exp(-a*(r-q)))^2", "r"), ("R*T/(V-b)-a/V^2", "V"), ("h*v^3/(exp(h*v/(k*T))-1)", "v"),
    ("m*c^2/sqrt(1-v^2/c^2)", "v"), ("A*exp(-b*t)*cos(w*t+p)", "t"), ("V*s/(K+s+s^2/L)", "s"), ("R*T/(z*F)*log(o/i)", "o"),
    ("A*exp(-E/(R*T))", "T"), ("sqrt(l^2+r^2-2*l*r*cos(t))", "t"), ("1/sqrt((1-(w/v)^2)^2+(2*z*w/v)^2)", "w"),
    ("2*asin(sqrt(sin((b-a)/2)^2+cos(a)*cos(b)*sin(l/2)^2))", "b"), ("a*cosh(x/a)", "a"), ("G*m*M*(1/r-1/(r+h))", "h"),
    # statistics and learning
    ("exp(-(x-m)^2/(2*s^2))/(s*sqrt(2*pi))", "s"), ("log(1+exp(-y*(a*x+b)))", "a"), ("-y*log(1/(1+exp(-w*x)))-(1-y)*log(1-1/(1+exp(-w*x)))", "w"),
    ("x/(1+exp(-x))", "x"), ("tanh(a*x+b)^2", "x"), ("-p*log(p)-(1-p)*log(1-p)", "p"), ("(y-a*exp(-b*x))^2", "b"),
    ("exp(a*x)/(exp(a*x)+exp(b*x))", "x"), ("1/(pi*g*(1+((x-m)/g)^2))", "x"), ("x*erf(x)+exp(-x^2)/sqrt(pi)", "x"),
]


class Adc(StrPrinter):
    """SymPy's expressions as texts of adc's language."""

    NAMES = {"Abs": "abs", "Max": "max", "Min": "min", "Heaviside": "heaviside", "log": "log"}

    def _print_Pow(self, expr, rational=False):
        return super()._print_Pow(expr, rational=rational).replace("**", "^")

    def _print_Function(self, expr):
        name = self.NAMES.get(expr.func.__name__, expr.func.__name__)
        arguments = expr.args[:1] if name == "heaviside" else expr.args
        return f"{name}({', '.join(map(self._print, arguments))})"

    _print_Heaviside = _print_Max = _print_Min = _print_Abs = _print_Function

    def _print_Relational(self, expr):
        return f"{self._print(expr.lhs)} {expr.rel_op} {self._print(expr.rhs)}"

    def _print_Piecewise(self, expr):
        text = "0/0"
        for value, condition in reversed(expr.args):
            text = self._print(value) if condition == True else f"if({self._print(condition)}, {self._print(value)}, {text})"  # noqa: E712
        return text


def main():
    names = {name: sympy.Symbol(name, real=True) for name in "abcdghiklmnopqrstuvwxyzADEFGKLMRTV"}
    names.update(abs=sympy.Abs, max=sympy.Max, min=sympy.Min)
    for formula, variable in FORMULAS:
        parsed = sympy.sympify(formula.replace("^", "**"), locals=names)
        derivative = sympy.diff(parsed, names[variable])
        row = {"formula": formula, "by": variable, "diff": Adc().doprint(derivative),
               "simplified": Adc().doprint(sympy.simplify(derivative))}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    sys.exit(main())
