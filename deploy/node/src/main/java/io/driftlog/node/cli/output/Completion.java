package io.driftlog.node.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Scripts with which shells complete verbs, options and presets, made from the model of the command. */
public final class Completion {
    private Completion() {}

    /** For bash. */
    public static String bash(CommandSpec root, List<String> presets) {
        return """
                # Completes driftlog in bash.
                _driftlog() {
                  local word=${COMP_WORDS[COMP_CWORD]} words
                  if [ "$COMP_CWORD" -eq 1 ]; then
                    words="VERBS"
                  else
                    case ${COMP_WORDS[1]} in
                OPTIONS
                    esac
                  fi
                  # shellcheck disable=SC2207 # words
                  COMPREPLY=($(compgen -W "$words" -- "$word"))
                }
                complete -o default -F _driftlog driftlog
                """.replace("VERBS", String.join(" ", root.subcommands().keySet())).replace(
                "OPTIONS",
                each(
                        root,
                        (verb, spec) ->
                                "      %s) words=\"%s\" ;;".formatted(verb, String.join(" ", words(spec, presets)))));
    }

    /** For zsh. */
    public static String zsh(CommandSpec root, List<String> presets) {
        return """
                #compdef driftlog
                # Completes driftlog in zsh.
                _driftlog() {
                  local verb=$words[2]
                  local -a verbs known
                  if (( CURRENT == 2 )); then
                    verbs=(
                VERBS
                    )
                    _describe verb verbs
                    return
                  fi
                  case $verb in
                OPTIONS
                  esac
                  compadd -a known
                  [[ $PREFIX == -* ]] || _files
                }
                compdef _driftlog driftlog
                """.replace("VERBS", each(root, (verb, spec) -> "      '%s:%s'".formatted(verb, quoted(spec)))).replace(
                "OPTIONS",
                each(
                        root,
                        (verb, spec) ->
                                "    %s) known=(%s) ;;".formatted(verb, String.join(" ", words(spec, presets)))));
    }

    /** For fish. */
    public static String fish(CommandSpec root, List<String> presets) {
        List<String> lines = new ArrayList<>(List.of("# Completes driftlog in fish."));
        lines.add(each(
                root,
                (verb, spec) -> "complete -c driftlog -f -n __fish_use_subcommand -a %s -d '%s'"
                        .formatted(verb, quoted(spec))));
        root.subcommands().forEach((verb, command) -> {
            String of = "complete -c driftlog -n '__fish_seen_subcommand_from " + verb + "'";
            for (OptionSpec option : command.getCommandSpec().options()) {
                String shortest = option.shortestName().startsWith("--")
                        ? ""
                        : " -s " + option.shortestName().substring(1);
                lines.add(of + shortest + " -l " + option.longestName().substring(2)
                        + (option.arity().max() == 0 ? "" : " -r") + " -d '" + firstSentence(option.description())
                        + "'");
            }
            if (takesPreset(command.getCommandSpec())) {
                lines.add(of + " -a '" + String.join(" ", presets) + "'");
            }
        });
        return String.join("\n", lines) + "\n";
    }

    private interface OfVerb {
        String of(String verb, CommandSpec spec);
    }

    private static String each(CommandSpec root, OfVerb line) {
        return root.subcommands().entrySet().stream()
                .map((Map.Entry<String, CommandLine> verb) ->
                        line.of(verb.getKey(), verb.getValue().getCommandSpec()))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> words(CommandSpec spec, List<String> presets) {
        List<String> words = new ArrayList<>(
                spec.options().stream().map(OptionSpec::longestName).toList());
        if (takesPreset(spec)) {
            words.addAll(presets);
        }
        return words;
    }

    private static boolean takesPreset(CommandSpec spec) {
        return spec.positionalParameters().stream()
                .anyMatch(parameter -> parameter.paramLabel().matches("SPEC|PRESET"));
    }

    private static String quoted(CommandSpec spec) {
        return firstSentence(spec.usageMessage().description()).replace(":", " -");
    }

    private static String firstSentence(String[] description) {
        return description.length == 0
                ? ""
                : description[0]
                        .replaceFirst("(?s)[.:;] .*", "")
                        .replaceFirst("[.]$", "")
                        .replace("'", "");
    }
}
