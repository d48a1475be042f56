#include "sim/import/shell_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "agent_core/base/utf8.h"
#include "sim/import/shell_programs.h"
#include "sim/import/shell_tokens.h"

namespace picket::sim {
namespace {

using Kind = ShellToken::Kind;

/// What the shells of one script have in common.
struct ShellState {
  ShellScript& out;
  std::map<std::string, std::string> variables;
  std::set<std::string> functions;
  std::size_t met = 0;  ///< commands and blocks, each time they are met
  bool full() const { return met > kMaxShellCommands; }
};

/// A text as notes quote it.
std::string quoted_line(std::string_view text) {
  constexpr std::size_t kMost = 80;
  const std::string_view shown = utf8_prefix(text, kMost);
  return printable(shown) + (shown.size() < text.size() ? "..." : "");
}

/// Walks the tokens of one script; scripts inside it (`$(...)`, `sh -c`) are walked by others of its kind.
class Shell {
 public:
  Shell(ShellState& state, bool root, std::size_t depth) : state_(state), out_(state.out), root_(root), depth_(depth) {}

  void run(std::string_view script, std::size_t first_line, const std::string& skip) {
    skip_ = skip;
    if (depth_ > kMaxShellNesting) return no_step_command(first_line, script, fmt::format("scripts are nested more than {} deep", kMaxShellNesting));
    if (script.size() > kMaxShellBytes) near(first_line, script, fmt::format("the script is cut after {} bytes", kMaxShellBytes));
    ShellTokens read = shell_tokens(script, first_line);
    tokens_ = std::move(read.tokens);
    for (const ShellHeredoc& heredoc : read.heredocs) {
      near(heredoc.line, "<<", fmt::format("{} line{} of text are input, and no step", heredoc.lines, heredoc.lines == 1 ? "" : "s"));
    }
    while (at_ < tokens_.size() && !state_.full()) {
      const std::size_t before = at_;
      list({});
      // A word that opens nothing, such as a lone ')' or 'fi'.
      if (at_ < tokens_.size() && at_ == before) {
        near(tokens_[at_].line, tokens_[at_].text, "does not belong here");
        ++at_;
      }
    }
    if (read.open_at != 0) no_step_command(read.open_at, "", "a quote or bracket is not closed: nothing after it was read");
  }

 private:
  void no_step(std::size_t line, std::string_view text, std::string says) { out_.no_step.push_back({line, quoted_line(text), std::move(says)}); }
  void no_step_command(std::size_t line, std::string_view text, std::string says) {
    ++out_.commands;
    no_step(line, text, std::move(says));
  }
  void near(std::size_t line, std::string_view text, std::string says) {
    if (out_.came_near.size() < kMaxShellCommands) out_.came_near.push_back({line, quoted_line(text), std::move(says)});
  }

  const ShellToken* token() const { return at_ < tokens_.size() ? &tokens_[at_] : nullptr; }
  bool op(std::string_view text) const { return token() != nullptr && token()->is_operator(text); }
  bool word(std::string_view text) const { return token() != nullptr && token()->is_plain(text); }
  bool take(std::string_view keyword) {
    if (!word(keyword)) return false;
    ++at_;
    return true;
  }
  std::size_t line() const { return at_ < tokens_.size() ? tokens_[at_].line : tokens_.empty() ? 1 : tokens_.back().line; }

  /// Commands until one of `ends` stands where a command could begin, or a bracket or ';;' closes.
  void list(std::initializer_list<std::string_view> ends) {
    while (token() != nullptr && !state_.full()) {
      if (token()->kind == Kind::kNewline || op(";") || op("&")) {
        ++at_;
        continue;
      }
      if (op(")") || op(";;") || op(";&") || op(";;&")) return;
      static constexpr std::array<std::string_view, 8> kEnds{"then", "else", "elif", "fi", "do", "done", "esac", "}"};
      const auto is_word = [&](std::string_view end) { return word(end); };
      if (std::any_of(ends.begin(), ends.end(), is_word)) return;
      if (std::any_of(kEnds.begin(), kEnds.end(), is_word)) return;
      const std::size_t before = at_;
      and_or();
      if (at_ == before) return;
    }
  }

  void and_or() {
    pipeline();
    while ((op("&&") || op("||")) && !state_.full()) {
      const bool otherwise = op("||");
      ++at_;
      while (token() != nullptr && token()->kind == Kind::kNewline) ++at_;
      const std::string kept = skip_;
      if (otherwise && skip_.empty()) skip_ = "it runs only if what stands before '||' fails";
      pipeline();
      skip_ = kept;
    }
  }

  void pipeline() {
    for (;;) {
      while (take("!")) {
      }
      if (take("time")) take("-p");
      command();
      if (!op("|") && !op("|&")) return;
      ++at_;
      while (token() != nullptr && token()->kind == Kind::kNewline) ++at_;
    }
  }

  void command() {
    if (token() == nullptr || state_.full()) return;
    if (++state_.met > kMaxShellCommands) return no_step_command(line(), "", fmt::format("more than {} commands: the rest was not read", kMaxShellCommands));
    if (nesting_ >= kMaxShellNesting) {
      no_step_command(line(), "", fmt::format("blocks are nested more than {} deep: the rest was not read", kMaxShellNesting));
      at_ = tokens_.size();
      return;
    }
    ++nesting_;
    if (op("(")) {
      ++at_;
      list({});
      if (op(")")) ++at_;
      redirections();
    } else if (take("{")) {
      list({"}"});
      end_of_block("}");
    } else if (take("if")) {
      branches();
    } else if (word("while") || word("until")) {
      loop_once();
    } else if (word("for") || word("select")) {
      for_loop();
    } else if (word("case")) {
      case_block();
    } else if (word("function") || (at_ + 2 < tokens_.size() && token()->kind == Kind::kWord && tokens_[at_ + 1].is_operator("(") &&
                                    tokens_[at_ + 2].is_operator(")"))) {
      function();
    } else {
      simple();
    }
    --nesting_;
  }

  void end_of_block(std::string_view keyword) {
    if (!take(keyword)) near(line(), keyword, "is missing");
    redirections();
  }

  void branches() {
    const std::string kept = skip_;
    list({"then"});
    take("then");
    list({"elif", "else", "fi"});
    while (word("elif") || word("else")) {
      if (skip_.empty()) skip_ = "it is in a branch that runs only if the condition before fails";
      const bool has_condition = word("elif");
      ++at_;
      if (has_condition) {
        list({"then"});
        take("then");
      }
      list({"elif", "else", "fi"});
    }
    skip_ = kept;
    end_of_block("fi");
  }

  void loop_once() {
    near(line(), token()->text, "how often a loop runs is not known: its commands are steps once");
    ++at_;
    list({"do"});
    take("do");
    list({"done"});
    end_of_block("done");
  }

  void for_loop() {
    const std::size_t begin = line();
    ++at_;
    std::vector<std::string> values;
    std::size_t words = 0;
    std::string name;
    if (op("(")) {  // for ((i = 0; ...)): skipped up to its body
      while (token() != nullptr && !word("do") && !word("{")) ++at_;
    } else if (token() != nullptr && token()->kind == Kind::kWord) {
      name = token()->text;
      ++at_;
      if (take("in")) {
        while (token() != nullptr && token()->kind == Kind::kWord) {
          std::string value = expand(tokens_[at_++]);
          if (++words <= kMaxLoopWords) values.push_back(std::move(value));
        }
      }
      list({"do"});
    }
    if (!take("do")) take("{");
    if (values.empty()) near(begin, "for", "how often a loop runs is not known: its commands are steps once");
    if (words > kMaxLoopWords) near(begin, "for", fmt::format("of {} words, the first {} are taken", words, kMaxLoopWords));
    const std::size_t body = at_;
    state_.variables.erase(name);
    for (std::size_t i = 0; i < std::max<std::size_t>(values.size(), 1) && !state_.full(); ++i) {
      at_ = body;
      if (i < values.size()) state_.variables[name] = values[i];
      list({"done", "}"});
    }
    if (!take("done")) take("}");
    redirections();
  }

  void case_block() {
    no_step_command(line(), "case", "which branch of a case runs is not known: none is followed");
    std::size_t open = 0;
    while (token() != nullptr) {
      if (word("case")) ++open;
      const bool closes = word("esac");
      ++at_;
      if (closes && --open == 0) break;
    }
    redirections();
  }

  void function() {
    if (word("function")) ++at_;
    if (token() == nullptr) return;
    state_.functions.insert(token()->text);
    ++at_;
    while (op("(") || op(")") || (token() != nullptr && token()->kind == Kind::kNewline)) ++at_;
    const std::string kept = skip_;
    if (skip_.empty()) skip_ = "it is in a function, which is not followed";
    command();
    skip_ = kept;
  }

  static bool is_redirection(const ShellToken& t) {
    return t.kind == Kind::kOperator && (t.text.find('<') != std::string::npos || t.text.find('>') != std::string::npos);
  }

  bool redirection() {
    if (token() == nullptr || !is_redirection(*token())) return false;
    const std::string op = token()->text;
    const std::size_t at = token()->line;
    ++at_;
    if (token() == nullptr || token()->kind != Kind::kWord) return true;
    const std::string target = expand(tokens_[at_++]);
    const bool writes = op.find('>') != std::string::npos && target != "/dev/null" && target.find_first_not_of("0123456789-") != std::string::npos;
    if (writes && skip_.empty()) near(at, op + " " + target, "what is written to a file is no step");
    return true;
  }
  void redirections() {
    while (redirection()) {
    }
  }

  static std::size_t assignment_name(const ShellToken& t) {
    if (t.pieces.empty() || t.pieces[0].kind != ShellPiece::Kind::kPlain) return 0;
    const std::string& text = t.pieces[0].text;
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || (text[0] >= '0' && text[0] <= '9')) return 0;
    const bool name = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    return name ? equals : 0;
  }

  void simple() {
    const std::size_t begin = at_;
    const std::size_t at = line();
    std::vector<std::string> argv;
    std::size_t bytes = 0;  // beyond what a command line may have, nothing more is kept
    while (token() != nullptr) {
      if (redirection()) continue;
      if (token()->kind != Kind::kWord) break;
      const ShellToken& t = tokens_[at_++];
      const std::size_t equals = argv.empty() ? assignment_name(t) : 0;
      if (equals != 0) {
        assign(t, equals);
      } else {
        std::string text = expand(t);
        const bool quoted = std::any_of(t.pieces.begin(), t.pieces.end(), [](const auto& p) { return p.kind == ShellPiece::Kind::kQuoted; });
        if ((text.empty() && !quoted) || bytes > kMaxShellBytes) continue;
        bytes += text.size() + 1;
        argv.push_back(std::move(text));
      }
    }
    std::string written;
    for (std::size_t i = begin; i < at_ && written.size() < kMaxCommandline; ++i) written += (written.empty() ? "" : " ") + tokens_[i].text;
    if (at_ == begin) {  // an operator that begins no command
      near(at, tokens_[at_].text, "does not belong here");
      ++at_;
      return;
    }
    ++out_.commands;
    const std::size_t steps = out_.steps.size();
    std::string why = skip_;
    if (why.empty()) why = argv.empty() ? "it only sets variables or files" : start(argv, at, root_, 0);
    if (out_.steps.size() > steps) {
      ++out_.with_steps;
      if (!why.empty()) near(at, written, why);
    } else {
      no_step(at, written, why.empty() ? "it starts nothing" : why);
    }
  }

  void assign(const ShellToken& t, std::size_t equals) {
    ShellToken value = t;
    const std::string name = t.pieces[0].text.substr(0, equals);
    value.pieces[0].text.erase(0, equals + 1);
    const std::string text = expand(value);
    const bool known = std::all_of(value.pieces.begin(), value.pieces.end(), [&](const ShellPiece& p) {
      return p.kind == ShellPiece::Kind::kPlain || p.kind == ShellPiece::Kind::kQuoted || (p.kind == ShellPiece::Kind::kVariable && state_.variables.contains(p.text));
    });
    if (known && skip_.empty()) {
      state_.variables[name] = text.substr(0, kMaxCommandline);
    } else {
      state_.variables.erase(name);
    }
  }

  std::string expand(const ShellToken& t) {
    std::string out;
    for (const ShellPiece& piece : t.pieces) {
      switch (piece.kind) {
        case ShellPiece::Kind::kPlain:
          if (skip_.empty() && piece.text.find_first_of("*?") != std::string::npos) near(t.line, t.text, "a pattern stands as written");
          out += piece.text;
          break;
        case ShellPiece::Kind::kQuoted:
          out += piece.text;
          break;
        case ShellPiece::Kind::kVariable: {
          const auto known = piece.is_name ? state_.variables.find(piece.text) : state_.variables.end();
          if (known == state_.variables.end() && skip_.empty()) near(t.line, piece.written, "its value is not known: it stands as written");
          out += known == state_.variables.end() ? piece.written : known->second;
          break;
        }
        case ShellPiece::Kind::kCommand: {
          Shell(state_, root_, depth_ + 1).run(piece.text, t.line, skip_);
          if (skip_.empty()) near(t.line, piece.written, "the output of a command is not known: it stands as written");
          out += piece.written;
          break;
        }
        case ShellPiece::Kind::kArithmetic:
          if (skip_.empty()) near(t.line, piece.written, "is not computed: it stands as written");
          out += piece.written;
          break;
      }
      if (out.size() > kMaxCommandline) out.resize(utf8_prefix(out, kMaxCommandline).size());
    }
    return out;
  }

  /// Adds the step of a command, and of what it starts. Output: why there is none, or what of it is missing.
  std::string start(std::vector<std::string> argv, std::size_t at, bool root, std::size_t level) {
    const std::string name = argv[0].substr(argv[0].rfind('/') + 1);
    if (level > kMaxShellNesting) return "commands are nested too deep";
    if (name.empty() || argv[0].find_first_of("$`*?") != std::string::npos) return "which program it is is not known";
    if (state_.functions.contains(argv[0])) return "it calls a function, which is not followed";
    if (argv[0] == "." || argv[0] == "source") return "it runs the commands of a file that the test does not hold";
    if (argv[0] == "eval") return "eval puts its command together as it runs";
    if ((argv[0] == "exec" || argv[0] == "command" || argv[0] == "builtin") && argv.size() > 1 && !argv[1].starts_with('-')) {
      return start({argv.begin() + 1, argv.end()}, at, root, level + 1);
    }
    if (is_shell_builtin(argv[0])) return "a builtin of the shell starts no process";
    if (const std::string why = add_step(argv, at, root); !why.empty()) return why;
    const StartedProgram inner = started_by(argv);
    const bool inner_root = inner.user.empty() ? root : inner.user == "root";
    if (inner.is_script) {
      if (inner.by_login_shell) add_step({"sh", "-c", inner.script}, at, inner_root);
      Shell(state_, inner_root, depth_ + 1).run(inner.script, at, "");
      return "";
    }
    if (!inner.argv.empty()) return start(inner.argv, at, inner_root, level + 1);
    return name == "xargs" ? "the arguments of what xargs starts come from its input: no step of its own" : "";
  }

  std::string add_step(const std::vector<std::string>& argv, std::size_t at, bool root) {
    std::string commandline = fmt::format("{}", fmt::join(argv, " "));
    for (const std::string_view placeholder : {"{decimal}", "{hex8}", "{ipv4}"}) {
      if (commandline.find(placeholder) != std::string::npos) return fmt::format("it holds {}, which means a number or address in templates", placeholder);
    }
    if (out_.steps.size() >= kMaxShellSteps) return fmt::format("there are {} steps before it, which is the most", kMaxShellSteps);
    if (commandline.size() > kMaxCommandline) {
      near(at, commandline, fmt::format("the command line is cut after {} bytes", kMaxCommandline));
      commandline.resize(utf8_prefix(commandline, kMaxCommandline).size());
    }
    out_.steps.push_back({at, std::move(commandline), root});
    return "";
  }

  ShellState& state_;
  ShellScript& out_;
  bool root_;
  std::size_t depth_;
  std::vector<ShellToken> tokens_;
  std::size_t at_ = 0;
  std::size_t nesting_ = 0;
  std::string skip_;  ///< why commands are met and not run; empty: they run
};

}  // namespace

ShellScript shell_steps(std::string_view script, bool root, std::size_t first_line) {
  ShellScript out;
  ShellState state{out, {}, {}, 0};
  Shell(state, root, 0).run(script, first_line, "");
  return out;
}

}  // namespace picket::sim
