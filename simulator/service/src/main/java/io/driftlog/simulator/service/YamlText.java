package io.driftlog.simulator.service;

import java.util.Arrays;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML as maps, lists, words and nothing (null), in linear time. Which words are numbers is decided where numbers
 * are expected: YAML 1.1 takes {@code 1:30} for 90 and {@code 010} for 8.
 */
final class YamlText {
    private static final int LONGEST_SHOWN = 80;

    private YamlText() {}

    /**
     * Reads a document.
     *
     * @param what names it in a message
     * @throws io.driftlog.simulator.spi.InvalidSpecException if it is not YAML
     */
    static @Nullable Object read(String yaml, String what) {
        var options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        var constructor = new Plain(options);
        constructor.setAllowDuplicateKeys(false);
        try {
            constructor.setComposer(new Composer(new ParserImpl(new WholeText(yaml), options), new Untyped(), options));
            return constructor.getSingleData(Object.class);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            String where =
                    mark == null ? "" : " in line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
            boolean tab = mark != null
                    && mark.getPointer() < mark.getBuffer().length
                    && mark.getBuffer()[mark.getPointer()] == '\t';
            throw notYaml(
                    what,
                    tab ? "there is a tab" + where + "; indent with spaces instead" : shown(e.getProblem()) + where);
        } catch (YAMLException e) {
            throw notYaml(what, shown(e.getMessage()));
        }
    }

    private static RuntimeException notYaml(String what, String why) {
        return SpecErrors.at("spec", what + " is not YAML: " + why + ".");
    }

    /** A word of the text, short enough to stand in a sentence. */
    static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    /** Makes nothing but maps, lists, words and null, whatever tags a text names. */
    private static final class Plain extends SafeConstructor {
        Plain(LoaderOptions options) {
            super(options);
            yamlConstructors
                    .keySet()
                    .retainAll(new HashSet<>(Arrays.asList(null, Tag.NULL, Tag.STR, Tag.SEQ, Tag.MAP)));
        }
    }

    /** Takes every word for a word, except those for nothing. */
    private static final class Untyped extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
            addImplicitResolver(Tag.MERGE, MERGE, "<");
        }
    }
}
