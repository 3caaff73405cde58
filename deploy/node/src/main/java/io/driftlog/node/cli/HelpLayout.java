package io.driftlog.node.cli;

import io.driftlog.node.cli.options.LocalOptions;
import io.driftlog.node.cli.output.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Help that is wrapped between words alone, with the options of a verb before those that every verb has. */
public final class HelpLayout {
    private static final int INDENT = 2;
    private static final int DESCRIPTION = 26;
    private static final Pattern WORD = Pattern.compile("( *)((?:--set )?\\S+)");

    /** What verbs are for; the first verb of a group names it. */
    private static final Map<String, String> HEADINGS = new LinkedHashMap<>();

    static {
        HEADINGS.put("run", "Make runs");
        HEADINGS.put("runs", "Look at runs");
        HEADINGS.put("archive", "Keep and move runs");
        HEADINGS.put("node", "Serve");
        HEADINGS.put("completion", "Help");
    }

    private final int width;

    private HelpLayout(int width) {
        this.width = width;
    }

    /** The width of the terminal in $COLUMNS, at least 60 and at most 120; 100 if it is not set. */
    public static int width(String columns) {
        return columns.matches("[0-9]{1,4}") ? Math.max(60, Math.min(120, Integer.parseInt(columns))) : TextTable.WIDTH;
    }

    /** Lays out the help of a command and its verbs. */
    public static CommandLine install(CommandLine command, int width) {
        var layout = new HelpLayout(width);
        Map<String, IHelpSectionRenderer> sections = new TreeMap<>();
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, layout::synopsis);
        sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, help -> layout.text(description(help)));
        sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, layout::parameters);
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, layout::options);
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, layout::verbs);
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> layout.text(footer(help)));
        return command.setHelpSectionKeys(List.of(
                        UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                        UsageMessageSpec.SECTION_KEY_DESCRIPTION,
                        UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
                        UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                        UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                        UsageMessageSpec.SECTION_KEY_FOOTER))
                .setHelpSectionMap(sections);
    }

    private static String[] description(Help help) {
        return help.commandSpec().usageMessage().description();
    }

    private static String[] footer(Help help) {
        return help.commandSpec().usageMessage().footer();
    }

    private String synopsis(Help help) {
        CommandSpec spec = help.commandSpec();
        var line = new StringBuilder("Usage: ").append(spec.qualifiedName());
        if (!spec.subcommands().isEmpty()) {
            return line.append(" VERB …\n").toString();
        }
        spec.positionalParameters()
                .forEach(each -> line.append(
                        each.arity().min() == 0 ? " [" + each.paramLabel() + "]" : " " + each.paramLabel()));
        for (ArgGroupSpec group : spec.argGroups()) {
            if (group.multiplicity().min() > 0) {
                List<String> choices = group.args().stream()
                        .map(arg -> arg.isOption() ? name((OptionSpec) arg) : arg.paramLabel())
                        .toList();
                line.append(" (").append(String.join(" | ", choices)).append(')');
            }
        }
        spec.options().stream()
                .filter(option -> option.group() == null && option.required())
                .forEach(option -> line.append(' ').append(name(option)));
        return wrapped(line.append(" [options]").toString(), 11);
    }

    private static String name(OptionSpec option) {
        return option.longestName() + (option.arity().max() == 0 ? "" : " " + option.paramLabel());
    }

    private String parameters(Help help) {
        var lines = new StringBuilder();
        for (PositionalParamSpec each : help.commandSpec().positionalParameters()) {
            lines.append(entry("  " + each.paramLabel(), each.description()));
        }
        return lines.isEmpty() ? "" : "\n" + lines;
    }

    private String options(Help help) {
        CommandSpec spec = help.commandSpec();
        List<OptionSpec> common = new ArrayList<>();
        for (CommandSpec mixin : spec.mixins().values()) {
            if (mixin.userObject() instanceof LocalOptions || mixin.name().equals("mixinStandardHelpOptions")) {
                common.addAll(mixin.options());
            }
        }
        List<String> commonNames = common.stream().map(OptionSpec::longestName).toList();
        List<OptionSpec> own = spec.options().stream()
                .filter(option -> !commonNames.contains(option.longestName()))
                .filter(option -> heading(option.group()).isEmpty())
                .toList();
        var text = new StringBuilder(list("Options:", own));
        for (ArgGroupSpec group : spec.argGroups()) {
            if (!heading(group).isEmpty()) {
                text.append(list(heading(group), group.options()));
            }
        }
        return text.append(list("Options of every verb:", common)).toString();
    }

    private static String heading(ArgGroupSpec group) {
        return group == null || group.heading() == null ? "" : group.heading().replace("%n", "");
    }

    private String list(String heading, List<OptionSpec> options) {
        if (options.isEmpty()) {
            return "";
        }
        var lines = new StringBuilder("\n" + heading + "\n");
        options.stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .forEach(option -> {
                    String shortest = option.shortestName();
                    String before = shortest.startsWith("--") ? "    " : shortest + ", ";
                    String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
                    lines.append(entry(before + option.longestName() + label, option.description()));
                });
        return lines.toString();
    }

    private String verbs(Help help) {
        var lines = new StringBuilder();
        for (Map.Entry<String, CommandLine> verb :
                help.commandSpec().subcommands().entrySet()) {
            if (HEADINGS.containsKey(verb.getKey())) {
                lines.append("\n").append(HEADINGS.get(verb.getKey())).append(":\n");
            }
            String[] description =
                    verb.getValue().getCommandSpec().usageMessage().description();
            String first = description.length == 0 ? "" : description[0].replaceFirst("(?s)[.:] .*", ".");
            lines.append(entry(verb.getKey(), first));
        }
        return lines.toString();
    }

    /** A name, and what it means in a column beside it. */
    private String entry(String name, String... description) {
        String start = " ".repeat(INDENT) + name;
        String text = format(String.join(" ", description));
        return start.length() + 2 > DESCRIPTION
                ? start + "\n" + wrapped(" ".repeat(DESCRIPTION) + text, DESCRIPTION)
                : wrapped(start + " ".repeat(DESCRIPTION - start.length()) + text, DESCRIPTION);
    }

    private String text(String... lines) {
        var text = new StringBuilder();
        for (String line : lines) {
            String formatted = format(line);
            int indent = formatted.length() - formatted.stripLeading().length();
            text.append(wrapped(formatted, indent == 0 ? 0 : indent + 4));
        }
        return text.toString();
    }

    private static String format(String line) {
        return String.format(Locale.ROOT, line);
    }

    /** A line as one or more of at most the width; the later ones are indented. A word is never broken. */
    private String wrapped(String line, int indent) {
        var text = new StringBuilder();
        var current = new StringBuilder();
        for (Matcher word = WORD.matcher(line); word.find(); ) {
            if (current.length() + word.group().length() > width
                    && !current.toString().isBlank()) {
                text.append(current.toString().stripTrailing()).append('\n');
                current = new StringBuilder(" ".repeat(indent)).append(word.group(2));
            } else {
                current.append(word.group());
            }
        }
        return text.append(current).append('\n').toString();
    }
}
