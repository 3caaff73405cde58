package io.driftlog.node.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ES modules of one folder as a single script, each a function that runs when it is first imported. It knows the forms of
 * import and export that the dashboard uses, {@code import { a, b } from './x.js';}, {@code import('./x.js')} and {@code
 * export} before a function, class or constant, and refuses others. Modules must not import each other in a circle.
 */
final class ModuleBundle {
    private static final Pattern IMPORT = Pattern.compile("(?m)^import \\{ ([\\w, ]+) } from '\\./(\\w+)\\.js';$");
    private static final Pattern LATE_IMPORT = Pattern.compile("\\bimport\\('\\./(\\w+)\\.js'\\)");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export (?=(?:async )?(?:function|class|const) (\\w+))");
    private static final Pattern OTHER = Pattern.compile("(?m)^\\s*(?:import|export)\\b.*$|\\bimport\\s*\\(.*$");
    private static final Pattern ENDS_A_SCRIPT = Pattern.compile("(?i)</script|<!--");

    private final UnaryOperator<String> source;
    private final Map<String, String> functions = new LinkedHashMap<>();

    private ModuleBundle(UnaryOperator<String> source) {
        this.source = source;
    }

    /**
     * Joins a module with all that it imports, also late.
     *
     * @param main its name, without {@code .js}
     * @param source tells the text of a module by that name
     * @return the text of a module without imports, which may stand in a page
     * @throws IllegalArgumentException if a module has a form that is not known here; its message names both
     */
    static String of(String main, UnaryOperator<String> source) {
        ModuleBundle bundle = new ModuleBundle(source);
        bundle.add(main);
        String script = "const $modules = {\n"
                + String.join("", bundle.functions.values())
                + "};\nconst $loaded = {};\nconst $load = (name) => ($loaded[name] ??= $modules[name]());\nawait $load('"
                + main + "');\n";
        if (ENDS_A_SCRIPT.matcher(script).find()) {
            throw new IllegalArgumentException("A module of " + main + " holds </script or <!--: write it otherwise.");
        }
        return script;
    }

    private void add(String name) {
        if (functions.putIfAbsent(name, "") != null) {
            return;
        }
        String text = source.apply(name);
        List<String> exported = new ArrayList<>();
        EXPORT.matcher(text).results().forEach(found -> exported.add(found.group(1)));
        List<String> imported = new ArrayList<>();
        IMPORT.matcher(text).results().forEach(found -> imported.add(found.group(2)));
        LATE_IMPORT.matcher(text).results().forEach(found -> imported.add(found.group(1)));
        String body = EXPORT.matcher(text).replaceAll("");
        body = IMPORT.matcher(body).replaceAll("const { $1 } = await \\$load('$2');");
        body = LATE_IMPORT.matcher(body).replaceAll("\\$load('$1')");
        Matcher other = OTHER.matcher(body);
        if (other.find()) {
            MatchResult found = other.toMatchResult();
            throw new IllegalArgumentException(
                    "Module " + name + " has a form of import or export that the page cannot take in: "
                            + found.group().strip());
        }
        functions.put(
                name, name + ": async () => {\n" + body + "\nreturn { " + String.join(", ", exported) + " };\n},\n");
        imported.forEach(this::add);
    }
}
