"""Writes MathML as the LaTeX that says the same: python3 mathml_as_latex.py FILE.

FILE has documents with a line "---" behind each; so has what is printed.
"""

import sys
import xml.etree.ElementTree as tree

MATHML = "{http://www.w3.org/1998/Math/MathML}"
SIGNS = {
    "−": "-", "·": r" \cdot ", "≤": r" \le ", "≥": r" \ge ", "≠": r" \ne ", "∧": r" \land ", "∨": r" \lor ",
    "¬": r"\lnot ", "∞": r"\infty ", "∂": r"\partial ",
}
BRACKETS = {
    "()": (r"\left(", r"\right)"), "[]": (r"\left[", r"\right]"), "||": (r"\left|", r"\right|"),
    "⌊⌋": (r"\left\lfloor ", r"\right\rfloor "), "⌈⌉": (r"\left\lceil ", r"\right\rceil "),
}
FUNCTIONS = "sin cos tan sec csc cot sinh cosh tanh coth arcsin arccos arctan ln log exp min max".split()
GREEK = dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho - sigma tau upsilon phi chi "
    "psi omega").split()))
LETTERS = {letter: "\\" + name for letter, name in GREEK.items()}
LETTERS.update({letter.upper(): "\\" + name.capitalize() for letter, name in GREEK.items()})
LETTERS.update({"Β": r"\mathrm{B}", "nan": r"\mathrm{NaN}"})


def name(text):
    if text in LETTERS:
        return LETTERS[text]
    if len(text) == 1:
        return text
    return "\\" + text if text in FUNCTIONS else "NAME{" + text + "}"


def inner(node):
    return "".join(latex(child) for child in node)


def row(node):
    """A sequence, in the brackets that it begins and ends with."""
    children = list(node)
    if len(children) >= 2 and children[0].tag == MATHML + "mo" and children[-1].tag == MATHML + "mo":
        pair = BRACKETS.get(children[0].text + children[-1].text)
        if pair and pair[0] == r"\left(" and children[1].get("linethickness") == "0":
            return r"\binom" + latex(children[1]).removeprefix(r"\frac")
        if pair:
            return pair[0] + "".join(latex(child) for child in children[1:-1]) + pair[1]
    if children and children[0].tag == MATHML + "mo" and children[0].text == "{":
        rows = [[cell for cell in line] for line in children[1]]
        texts = [latex(value) + r" & \text{" + condition[0].text.replace("\u00a0", " ") + "}" + "".join(latex(c) for c in condition[1:])
                 for value, condition in rows]
        return r"\begin{cases} " + r" \\ ".join(texts) + r" \end{cases}"
    return inner(node)


def latex(node):
    tag = node.tag.removeprefix(MATHML)
    if tag == "mi":
        return name(node.text)
    if tag == "mn":
        return node.text
    if tag == "mo":
        return SIGNS.get(node.text, " " + node.text + " ")
    if tag in ("mrow", "mtd"):
        return row(node)
    if tag == "mtext":
        return r" \quad\text{" + node.text.strip("\u2003") + r"}\quad "
    if tag == "msqrt":
        return r"\sqrt{" + row(node) + "}"
    if tag == "mroot":
        return r"\sqrt[" + latex(node[1]) + "]{" + latex(node[0]) + "}"
    if tag == "mfrac":
        return r"\frac{" + latex(node[0]) + "}{" + latex(node[1]) + "}"
    if tag == "msup":
        return latex(node[0]) + "^{" + latex(node[1]) + "}"
    if tag == "msub":
        return latex(node[0]) + "_{" + latex(node[1]) + "}"
    if tag == "mtable":
        lines = [latex(line[0]) + " &= " + "".join(latex(part) for part in list(line[1])[1:]) for line in node]
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"
    raise ValueError(f"an element {tag}")


with open(sys.argv[1], encoding="utf-8") as file:
    for document in file.read().split("---\n")[:-1]:
        print(inner(tree.fromstring(document)), end="\n---\n")
