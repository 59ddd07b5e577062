// A session: what a person types, line by line, and what is replied. Terminals, notebooks and pages stand on it.
//
//     adc::Session session;
//     session.submit("x = 0.5");
//     adc::Reply reply = session.submit("cos(sin(x²) + 3x²)");
//     std::cout << adc::to_text(reply);                        // the value, and d/dx
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/adc.hpp"
#include "adc/typing.hpp"

namespace adc::inline ADC_ABI {

/// A number or a tensor, and what it is.
struct NamedValue {
  std::string label;  ///< "value", "d/dx"; the name of what was defined
  Array value;
};

/// A formula, and what it is.
struct NamedFormula {
  std::string label;
  std::string text;   ///< as adc reads it back
  std::string latex;  ///< the same for LaTeX's math mode; empty where there is none
};

/// A picture or a page, as front ends show it that can.
struct Picture {
  std::string media_type;  ///< "image/svg+xml", "text/html"
  std::string data;
};

struct SessionAccess;

/// What a session says.
struct Reply {
  /// A piece of it, in the order of what was asked for.
  struct Part {
    std::vector<NamedValue> values;
    std::vector<NamedFormula> formulas;
    std::string text;               ///< what else there is to read, in lines; of a picture what terminals show
    std::vector<Picture> pictures;  ///< the same for front ends that show them
  };
  std::string source;  ///< what was submitted: spans are in it
  std::vector<Part> parts;
  std::vector<Diagnostic> notes;    ///< what a person should know: where a nan comes from, what is read as a product
  std::optional<Diagnostic> error;  ///< what stopped it; what stood before has been done
  bool ends = false;                ///< it was `:quit`
};

/// The parts as a terminal shows them, a line each: labels and values in columns, matrices row by row. A single value
/// without a name stands alone, so that scripts can take it as it is. Ends in a newline unless it is empty.
[[nodiscard]] ADC_API std::string to_text(const Reply& reply);

/// A part as LaTeX for its math mode: "\\begin{aligned}…"; empty for what is only text.
[[nodiscard]] ADC_API std::string to_latex(const Reply::Part& part);

/// Notes and the error, as `render` writes them, with their places in `reply.source`.
[[nodiscard]] ADC_API std::string messages(const Reply& reply);

/// What a name means.
struct Description {
  std::string name;
  std::string signature;   ///< "hypot(x, y)"; empty for what is no function
  std::string text;        ///< what it is, in lines
  std::string definition;  ///< in adc's language, where it has one
  std::vector<NamedFormula> derivatives;
  std::string convention;  ///< where it has no derivative
  std::string domain;      ///< where it is real and finite
  std::string accuracy;
  std::string example;  ///< a line to type
};

/// What a name has been made to mean.
struct Variable {
  std::string name;
  std::string text;            ///< the statement
  std::optional<Array> value;  ///< if it has one
};

/// Definitions that a person makes one after another, and the answers to what they ask.
///
/// A name that is bound to what depends on nothing else has a value, and is a variable: expressions are shown with
/// their derivatives by it. A name that is bound to an expression follows what it is made of, and so does all that is
/// made of a name that is defined anew; a name that is made of what it stood for (`w = w - 0.1 f'(w)`) takes that
/// value. Definitions may come in any order: a function that is defined later is the one that was meant. `ans` is the
/// last result.
///
/// A call changes nothing where it ends in an error, but what stood before in its text is done. One thread at a time;
/// `interrupt` from any. Moved-from sessions may only be assigned to or destroyed.
class ADC_API Session {
 public:
  /// A command beside those of the session's own: what front ends add.
  struct Command {
    std::string name;       ///< without `:`
    std::string arguments;  ///< "EXPR", as help shows them; empty if it takes none, `[…]` if it can do without
    std::string summary;
    /// What it does, given what is typed behind its name. May throw `Error`.
    std::function<Reply::Part(Session& session, std::string_view argument)> run;
    std::vector<std::string> words = {};  ///< that may stand behind its name, for completion
    /// Entries that show its use, and what each does; `:help NAME` has them.
    std::vector<std::pair<std::string, std::string>> examples = {};
  };

  /// `options`: how expressions are compiled (modes, tiers, limits, levels).
  explicit Session(CompileOptions options = {});
  ~Session();
  Session(Session&& other) noexcept;
  Session& operator=(Session&& other) noexcept;

  /// Does what a text says: statements, questions (`?sin`, `??f`) and commands (`:vars`), any number of them.
  Reply submit(std::string_view text);

  /// What `text` is made of, and what is wrong with it before anything is computed.
  [[nodiscard]] Reading read(std::string_view text) const;
  /// Whether `text` is a whole: false where a bracket is open or an operator comes last.
  [[nodiscard]] bool is_complete(std::string_view text) const;
  /// What may stand at the byte `cursor` of `text`: names, and the session's commands.
  [[nodiscard]] Completions complete(std::string_view text, std::size_t cursor) const;
  /// How the function is called whose brackets the cursor stands in.
  [[nodiscard]] std::optional<CallHint> hint(std::string_view text, std::size_t cursor) const;
  /// The words of `text`, for colours.
  [[nodiscard]] std::vector<Token> tokens(std::string_view text) const;

  /// What a name means, of the session's or the language's; nullopt if nothing.
  [[nodiscard]] std::optional<Description> describe(std::string_view name) const;
  /// All that is defined, in an order in which it can be defined.
  [[nodiscard]] std::vector<Variable> variables() const;
  /// The value that `name` was given; null if none. It lives until the session changes.
  [[nodiscard]] const Array* value(std::string_view name) const;
  /// Gives `name` a value. Error: "bad-name".
  void set(std::string_view name, Array value);

  /// What `text` is in this session: a function of the values that it uses; of a function's name, that of its
  /// parameters. Errors: those of `compile`.
  [[nodiscard]] Result<Function> function(std::string_view text) const;
  /// The values of the function's inputs, flat. Error: "no-value" for inputs that have none.
  [[nodiscard]] Result<std::vector<double>> point(const Function& function) const;

  /// Takes back the last change; false if there is none.
  bool undo();
  /// The definitions as a program text that `submit` takes.
  [[nodiscard]] std::string save() const;

  /// Ends what is under way with the error "interrupted", soon. From any thread, or a signal's handler.
  void interrupt() noexcept;

  /// The terminal that pictures are drawn for.
  struct Display {
    std::size_t columns = 80;
    std::size_t rows = 24;
    bool colour = false;
  };
  void show_on(Display display);

  /// A command of the name of the session's own takes its place.
  void add(Command command);
  [[nodiscard]] std::vector<Command> commands() const;
  [[nodiscard]] const CompileOptions& options() const;

 private:
  friend struct SessionAccess;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace adc::inline ADC_ABI
