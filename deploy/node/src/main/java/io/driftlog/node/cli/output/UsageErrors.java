package io.driftlog.node.cli.output;

import io.driftlog.events.NearestWord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One sentence that names the fix, for a command line that cannot be understood. */
final class UsageErrors {
    private static final String SET = "--set";

    /** Options of other programs, and keys of the spec, by what they are called without hyphens; {@code %s} is the value. */
    private static final Map<String, String> KEYS = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        for (String word : List.of("lambda", "weightDecay", "wd", "l2", "decay")) {
            KEYS.put(word, "weightDecay=%s");
        }
        for (String word : List.of("lr", "learningRate", "stepSize", "eta")) {
            KEYS.put(word, "method.type=gradient-descent --set method.stepSize=%s");
        }
        for (String word : List.of("tolerance", "rtol", "relativeTolerance")) {
            KEYS.put(word, "method.relativeTolerance=%s");
        }
        KEYS.put("momentum", "method.type=gradient-descent --set method.momentum=%s");
        KEYS.put("method", "method.type=%s");
        KEYS.put("seed", "seed=%s");
        KEYS.put("name", "name=%s");
        KEYS.put("time", "until.time=%s");
        KEYS.put("slowTime", "until.slowTime=%s");
        KEYS.put("until", "until.time=%s");
    }

    private UsageErrors() {}

    static String sentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(e.getCommandLine(), unmatched.getUnmatched());
        }
        String message = String.valueOf(e.getMessage()).replaceFirst("[.]$", "");
        return message + "; " + help(e.getCommandLine());
    }

    private static String unmatched(CommandLine command, List<String> words) {
        CommandSpec spec = command.getCommandSpec();
        String word = words.get(0);
        String verb = spec.qualifiedName();
        if (word.startsWith("-")) {
            String name = word.replaceFirst("=.*$", "");
            List<String> known =
                    spec.options().stream().map(option -> option.longestName()).toList();
            String problem = "`" + verb + "` has no option " + name;
            return key(spec, word, words)
                    .map(set -> problem + "; use " + set + ".")
                    .orElseGet(() -> problem + NearestWord.ending(name, known, "; " + help(command)));
        }
        if (!command.getSubcommands().isEmpty()) {
            return "There is no verb " + word
                    + NearestWord.ending(word, command.getSubcommands().keySet(), "; " + help(command));
        }
        String labels = spec.positionalParameters().stream()
                .map(parameter -> parameter.paramLabel())
                .collect(Collectors.joining(" "));
        return "`" + verb + "` takes no argument '" + word + "'" + (labels.isEmpty() ? "" : " after " + labels) + "; "
                + help(command);
    }

    /** How to set the key of the spec that an option stands for. */
    private static Optional<String> key(CommandSpec spec, String word, List<String> words) {
        if (spec.findOption(SET) == null) {
            return Optional.empty();
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        String value = equals >= 0 ? word.substring(equals + 1) : words.size() > 1 ? words.get(1) : "…";
        return Optional.ofNullable(KEYS.get(name.replace("-", ""))).map(set -> SET + " " + set.replace("%s", value));
    }

    private static String help(CommandLine command) {
        return "`" + command.getCommandSpec().qualifiedName() + " --help` shows how to write it.";
    }
}
