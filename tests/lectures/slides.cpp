#include "tests/lectures/slides.h"

namespace adc::tests {

const std::vector<Slide>& slides() {
  static const std::vector<Slide> kSlides{
      {"a regularised linear model and logistic regression have (ŷ − y)x",
       "param w: R[4], b: R\n data x: R[4], y: R\n ŷ = dot(w, x) + b\n L = ½(ŷ - y)²",
       {{"w", "(ŷ - y)*x"}, {"b", "ŷ - y"}}},
      {"a regularised linear model and logistic regression have (ŷ − y)x",
       "param w: R[4], b: R\n data x: R[4], y: R\n ŷ = 1/(1 + exp(-(dot(w, x) + b)))\n"
       "L = -(y*log(ŷ) + (1 - y)*log(1 - ŷ))",
       {{"w", "(ŷ - y)*x"}, {"b", "ŷ - y"}}},
      {"a regularised linear model and logistic regression have (ŷ − y)x",
       "param w: R[4], b: R\n data x: R[4], y: R\n λ = 0.1\n ŷ = dot(w, x) + b\n L = ½(ŷ - y)² + λ/2*‖w‖²",
       {{"w", "(ŷ - y)*x + λ*w"}, {"b", "ŷ - y"}}},
      {"two layers in vector form: the bars of the slide",
       "param W1: R[5, 3], b1: R[5], W2: R[2, 5], b2: R[2]\n data x: R[3], t: R[2]\n"
       "z = W1*x + b1\n h = sigmoid(z)\n y = W2*h + b2\n L = ½‖t - y‖²\n"
       "ȳ = y - t\n h̄ = W2ᵀ*ȳ\n z̄ = h̄ .* h .* (1 - h)",
       {{"W1", "z̄*xᵀ"}, {"b1", "z̄"}, {"W2", "ȳ*hᵀ"}, {"b2", "ȳ"}}},
      {"multiclass logistic regression: z̄ = softmax(z) − t for a target that sums to 1",
       "param W: R[3, 4], b: R[3]\n data x: R[4], s: R[3]\n t = s/sum(s)\n z = W*x + b\n y = softmax(z)\n"
       "L = cross_entropy(y, t)",
       {{"W", "(y - t)*xᵀ"}, {"b", "y - t"}}},
      {"multiclass logistic regression: z̄ = softmax(z) − t for a target that sums to 1",
       "param W: R[3, 4], b: R[3]\n data x: R[4], s: R[3]\n t = s/sum(s)\n y = softmax(W*x + b)\n"
       "L = -sum(t .* log(y))",
       {{"W", "(y - t)*xᵀ"}, {"b", "y - t"}}},
      {"a network of two layers with binary cross-entropy, mean over n, in matrix form",
       "param W1: R[4, 3], b1: R[4], W2: R[1, 4], b2: R\n data X: R[3, 6], y: R[1, 6]\n n = 6\n"
       "Z1 = W1*X + outer(b1, ones(n))\n A1 = tanh(Z1)\n z2 = W2*A1 + b2\n ŷ = sigmoid(z2)\n"
       "L = -1/n*sum(y .* log(ŷ) + (1 - y) .* log(1 - ŷ))\n"
       "dz2 = (ŷ - y)/n\n dZ1 = W2ᵀ*dz2 .* (1 - A1 .* A1)",
       {{"W1", "dZ1*Xᵀ"}, {"b1", "sum(dZ1, dims=2)"}, {"W2", "dz2*A1ᵀ"}, {"b2", "sum(dz2)"}}},
      {"the δ recursion in matrix form, E = Σ(ŷ − y)²",
       "param W1: R[3, 4], W2: R[4, 5], W3: R[5, 2]\n data x: R[3], y: R[2]\n"
       "a1 = W1ᵀ*x\n z1 = sigmoid(a1)\n a2 = W2ᵀ*z1\n z2 = sigmoid(a2)\n a3 = W3ᵀ*z2\n z3 = sigmoid(a3)\n"
       "L = sum((z3 - y) .* (z3 - y))\n"
       "δ3 = 2(z3 - y) .* z3 .* (1 - z3)\n δ2 = (W3*δ3) .* z2 .* (1 - z2)\n δ1 = (W2*δ2) .* z1 .* (1 - z1)",
       {{"W1", "outer(x, δ1)"}, {"W2", "outer(z1, δ2)"}, {"W3", "outer(z2, δ3)"}}},
      {"quiz 2: a network of sigmoids without biases, its output's derivative by every weight",
       "param α1: R[3, 4], α2: R[4, 2], β: R[2]\n data x: R[3]\n"
       "z1 = sigmoid(α1ᵀ*x)\n z2 = sigmoid(α2ᵀ*z1)\n L = sigmoid(dot(β, z2))\n"
       "s = L*(1 - L)\n δ2 = s*β .* z2 .* (1 - z2)\n δ1 = (α2*δ2) .* z1 .* (1 - z1)",
       {{"α1", "outer(x, δ1)"}, {"α2", "outer(z1, δ2)"}, {"β", "s*z2"}}},
      {"two hidden layers with biases, sigmoid",
       "param A: R[4, 3], a: R[4], B: R[3, 4], b: R[3], c: R[3], d: R\n data x: R[3], t: R\n"
       "u = sigmoid(A*x + a)\n v = sigmoid(B*u + b)\n y = sigmoid(dot(c, v) + d)\n"
       "L = -(t*log(y) + (1 - t)*log(1 - y))\n"
       "δ3 = y - t\n δ2 = δ3*c .* v .* (1 - v)\n δ1 = (Bᵀ*δ2) .* u .* (1 - u)",
       {{"A", "δ1*xᵀ"}, {"a", "δ1"}, {"B", "δ2*uᵀ"}, {"b", "δ2"}, {"c", "δ3*v"}, {"d", "δ3"}}},
      {"vector-Jacobian products without a Jacobian",
       "param x: R[4]\n data W: R[3, 4], z̄: R[3]\n L = dot(z̄, W*x)",
       {{"x", "Wᵀ*z̄"}}},
      {"vector-Jacobian products without a Jacobian",
       "param z: R[4]\n data ȳ: R[4]\n L = dot(ȳ, exp(z))",
       {{"z", "exp(z) .* ȳ"}}},
  };
  return kSlides;
}

}  // namespace adc::tests
