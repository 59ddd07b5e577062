// What is typed at a session, and what is replied.
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "tests/session/support.h"

namespace adc {
namespace {

using tests::said;
using tests::told;
using tests::value;

TEST_CASE("expressions have their value and their derivatives") {
  Session session;
  CHECK(said(session, "x = 0.5") == "x  0.5\n");
  CHECK(said(session, "x^2") == "value  0.25\nd/dx   1\n");
  CHECK(said(session, "1 + 1") == "2\n");
  CHECK(said(session, "y^2") == "value  y²\nd/dy   2y\n");
}

TEST_CASE("a comparison is a question") {
  Session session;
  (void)session.submit("x = 2; f(x) = x²");
  CHECK(value(session, "x == 2") == 1);
  CHECK(value(session, "x == 3") == 0);
  CHECK(value(session, "f(4) == 16 ? 10 : 20") == 10);
}

TEST_CASE("the last result is ans") {
  Session session;
  CHECK(value(session, "6*7") == 42);
  CHECK(value(session, "ans + 1") == 43);
  CHECK(said(session, "ans + 1") == "44\n");
  (void)session.submit("k = ans; f(t) = t + ans");
  CHECK(value(session, "f(1)") == 45);
  CHECK(value(session, "k") == 44);
  CHECK(value(session, "f(1)") == 45);
  CHECK(told(session, ":reset\nans") == "no-value");
}

TEST_CASE("a name takes a value that is made of the one it has") {
  Session session;
  (void)session.submit("w = 1");
  CHECK(said(session, "w = w - 0.25") == "w  0.75\n");
  CHECK(value(session, "w") == 0.75);
  (void)session.submit("loss(w) = (w - 3)²");
  for (int i = 0; i < 200; ++i) (void)session.submit("w = w - 0.1 loss'(w)");
  CHECK(value(session, "w") == Approx(3).epsilon(1e-12));
  CHECK(told(session, "u = u + 1") == "no-value");
  (void)session.submit("x = 2; t = x²");
  CHECK(told(session, "t = t + 1") == "no-longer-follows");
  (void)session.submit("x = 10");
  CHECK(value(session, "t") == 5);
}

TEST_CASE("what is made of a name follows it") {
  Session session;
  (void)session.submit("x = 1; t = 10x; s = t + 1");
  CHECK(said(session, "x = 2") == "x  2\nt  20\ns  21\n");
  CHECK(value(session, "s") == 21);
  CHECK(said(session, "t = 3x") == "t      6\ndt/dx  3\ns  7\n");
}

TEST_CASE("definitions may come in any order") {
  Session session;
  const Reply later = session.submit("g(t) = h(t) + 1");
  REQUIRE(later.notes.size() == 1);
  CHECK(later.notes[0].slug == "product-not-call");
  (void)session.submit("h(t) = t²");
  CHECK(value(session, "g(3)") == 10);
  (void)session.submit("a = b + 1; b = c²; c = 3");
  CHECK(value(session, "a") == 10);
  CHECK(told(session, "c = a") == "used-before-definition");
  CHECK(value(session, "a") == 10);
}

TEST_CASE("what no longer fits what is defined anew goes out of scope, and the session goes on") {
  Session session;
  (void)session.submit("f(x) = x²; g(x) = f(x) + 1");
  (void)session.submit("f(x, y) = x y");
  CHECK(value(session, "1 + 1") == 2);
  CHECK(value(session, "f(2, 3)") == 6);
  (void)session.submit("g(x) = f(x, 1)");
  CHECK(value(session, "g(5)") == 5);
  Session other;
  (void)other.submit("x = 2; y = x²");
  (void)other.submit("x(t) = t + 1");
  CHECK(value(other, "x(1)") == 2);
  (void)other.submit("x = 5");
  CHECK(value(other, "y") == 25);
}

TEST_CASE("a value that a function gives follows the function") {
  Session session;
  (void)session.submit("y = f(2)");
  (void)session.submit("f(x) = x²");
  CHECK(value(session, "y") == 4);
  CHECK(said(session, "y + 1") == "5\n");
  CHECK(said(session, "f(x) = x³") == "y  8\n");
  CHECK(value(session, "y") == 8);
}

TEST_CASE("tensors have gradients") {
  Session session;
  (void)session.submit("x = [1, 2, 3]");
  CHECK(said(session, "sum(x.^2)") == "value  14\nd/dx   [2, 4, 6]\n");
  (void)session.submit("A = [1, 20; 300, 4]");
  CHECK(said(session, "A") == "[  1, 20;\n 300,  4]\n");
  CHECK(said(session, "2x").find("[2, 0, 0;") != std::string::npos);
  CHECK(told(session, "B = zeros(200, 200); sum(B)") == "many-derivatives");
  CHECK(said(session, "A*A").find("d/d") == std::string::npos);
}

TEST_CASE("declarations say what a name is") {
  Session session;
  (void)session.submit("data x: R[3]; param w: R[3]");
  CHECK(told(session, "x = [1, 2]") != "");
  (void)session.submit("x = [1, 2, 3]; w = [1, 1, 1]");
  CHECK(said(session, "dot(x, w)") == "value  6\nd/dw   [1, 2, 3]\n");
  CHECK(value(session, "free + 1") != 0);  // names that are not declared are still names
}

TEST_CASE("an error changes nothing, and has its place in what was typed") {
  Session session;
  (void)session.submit("x = 1; t = x²");
  const Reply reply = session.submit("y = 2\nx = sni(3)\nz = 4");
  REQUIRE(reply.error);
  CHECK(reply.error->slug == "unknown-function");
  CHECK(reply.source.substr(reply.error->span.begin, 3) == "sni");
  CHECK(value(session, "x + y") == 3);
  CHECK(told(session, "z") == "no-value");
  CHECK(told(session, "x = [1, 2]") == "no-longer-fits");
}

TEST_CASE("undo takes back changes, the last one first") {
  Session session;
  CHECK_FALSE(session.undo());
  (void)session.submit("x = 1");
  (void)session.submit("x = 2; y = 3");
  (void)session.submit("x + y");
  CHECK(session.undo());
  CHECK(value(session, "x") == 1);
  CHECK(told(session, "y") == "no-value");
  CHECK(session.undo());
  CHECK(session.variables().empty());
  CHECK_FALSE(session.undo());
}

TEST_CASE("what is saved can be typed again") {
  Session session;
  (void)session.submit(
      "g(t) = h(t) + x; x = 0.1; h(t) = t²; A = [1, 2; 3, 4]; w = 1/3; w = w/7; row = [1, 2, 3]'; data d: R[2]; dim n");
  const std::string saved = session.save();
  Session other;
  const Reply reply = other.submit(saved);
  CAPTURE(saved);
  if (reply.error) FAIL(reply.error->message);
  CHECK(value(other, "w") == value(session, "w"));
  CHECK(value(other, "g(3)") == value(session, "g(3)"));
  CHECK(said(other, "row") == said(session, "row"));
  CHECK(other.save() == saved);
}

TEST_CASE("a session is interrupted from another thread, and keeps what it has") {
  Session session;
  (void)session.submit("a = 3; A = zeros(3000, 3000)");
  std::atomic<bool> done = false;
  std::thread other([&] {
    while (!done) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      session.interrupt();
    }
  });
  const Reply reply = session.submit("sum((A + 3)*(A + 1))");
  done = true;
  other.join();
  REQUIRE(reply.error);
  CHECK(reply.error->slug == "interrupted");
  CHECK(value(session, "a^2") == 9);
}

TEST_CASE("notes say where an infinity comes from") {
  Session session;
  const Reply reply = session.submit("x = 0; f(t) = log(t)\nf(x)");
  CHECK(messages(reply).find("log of 0 is -inf") != std::string::npos);
}

TEST_CASE("many definitions stay quick") {
  Session session;
  (void)session.submit("x0 = 1");
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 1; i < 300; ++i) (void)session.submit("x" + std::to_string(i) + " = x" + std::to_string(i - 1) + " + 1");
  CHECK(value(session, "x299") == 300);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

TEST_CASE("a name with a whole number is a size where a text needs one") {
  Session session;
  (void)session.submit("n = 3; x = 2");
  CHECK(said(session, "sum(k=1:n, x^k)") == "value  14\nd/dx   17\n");
  CHECK(value(session, "n^2") == 9);
  CHECK(said(session, "n^2").find("d/dn") != std::string::npos);  // and a number elsewhere
  (void)session.submit("f(t) = sum(k=1:n, t^k)\nparam w: R[n]\ny = sum(k=1:n, x^k)");
  CHECK(value(session, "f(2)") == 14);
  (void)session.submit("w = [1, 2, 3]");
  CHECK(value(session, "sum(w)") == 6);
  const Reply reply = session.submit("n = 4");
  CHECK(to_text(reply).find("y  30") != std::string::npos);
  REQUIRE(reply.notes.size() == 1);
  CHECK(reply.notes[0].slug == "no-longer-fits");  // w
  CHECK(value(session, "f(2)") == 30);
  CHECK(told(session, "n = 2.5") == "no-longer-fits");
  CHECK(told(session, "zeros(n)") == "bad-dimension");
}

TEST_CASE("a declared size has the value that it is given") {
  Session session;
  CHECK(told(session, "dim n") == "");
  CHECK(told(session, "zeros(n)") == "unknown-dim");
  (void)session.submit("n = 2");
  CHECK(said(session, "ones(n)") == "[1, 1]\n");
  Session other;
  CHECK(told(other, session.save() + "param w: R[n]\nw = ones(n)") == "");
  CHECK(value(other, "sum(w)") == 2);
}

TEST_CASE("a text is read on behind what it defines") {
  Session session;
  CHECK(told(session, "m = 2\nparam v: R[m]\nv = [3, 4]\nsum(v)") == "");
  const Reply reply = session.submit("p = 2\nq = p +");
  REQUIRE(reply.error);
  CHECK(reply.source.substr(reply.error->span.begin, 1) == "+");
}

TEST_CASE("a function's parameters are its own, whatever their names are to the session") {
  Session session;
  (void)session.submit("x = [1, 2, 3]");
  CHECK(told(session, "f(x) = sum(k=1:3, x^k)") == "");
  CHECK(value(session, "f(2)") == 14);
  (void)session.submit("x = 5");
  CHECK(told(session, "x = [1, 2]") == "");
  CHECK(said(session, "?f").find("df/dx") != std::string::npos);
}

TEST_CASE("a function that fits no more is told") {
  Session session;
  (void)session.submit("g(a) = a^2; h(b) = g(b) + 1");
  CHECK(told(session, "g(a, c) = a c") == "no-longer-fits");
  CHECK(told(session, "g(a) = a") == "");
  CHECK(value(session, "h(2)") == 3);
}

TEST_CASE("an entry costs what it depends on, not all that is defined") {
  Session session;
  for (int i = 0; i < 1000; ++i) (void)session.submit("a" + std::to_string(i) + " = " + std::to_string(i) + " x");
  CHECK(session.function("a7 + 1").value().inputs().size() == 1);
}

TEST_CASE("a long chain of definitions in reverse order") {
  Session session;
  for (int i = 300; i > 0; --i) (void)session.submit("a" + std::to_string(i) + " = a" + std::to_string(i - 1) + " + x");
  (void)session.submit("x = 1");
  const Reply reply = session.submit("a0 = 0");
  REQUIRE(reply.parts.back().values.size() == 300);
  CHECK(reply.parts.back().values.back().value.numbers[0] == 300);
}

}  // namespace
}  // namespace adc
