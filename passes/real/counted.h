// How deep a call stands in others of its kind.
#pragma once

namespace adc::passes::real {

/// Counts one deeper while it lives.
class Counted {
 public:
  explicit Counted(int& count) : count_(++count) {}
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  int& count_;
};

}  // namespace adc::passes::real
