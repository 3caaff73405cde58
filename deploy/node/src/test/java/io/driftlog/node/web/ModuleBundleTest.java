package io.driftlog.node.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: modules become one script, and a form that would be lost in it is refused. Method: modules of a few lines. */
final class ModuleBundleTest {
    private static String bundle(Map<String, String> modules) {
        return ModuleBundle.of("main", modules::get);
    }

    @Test
    void of_importsNowAndLate_eachModuleStandsInItOnce() {
        String script = bundle(Map.of(
                "main", "import { a } from './a.js';\nconst late = () => import('./b.js');\n",
                "a", "const two = 2;\nexport const a = two;\nexport async function more() {}\n",
                "b", "import { a, more } from './a.js';\nexport class B {}\n"));
        assertThat(script)
                .contains(
                        "main: async () => {\nconst { a } = await $load('a');\nconst late = () => $load('b');",
                        "a: async () => {\nconst two = 2;\nconst a = two;\nasync function more() {}\n\nreturn { a, more };",
                        "b: async () => {\nconst { a, more } = await $load('a');\nclass B {}\n\nreturn { B };")
                .endsWith("await $load('main');\n")
                .containsOnlyOnce("const two")
                .doesNotContain("import", "export");
    }

    @Test
    void of_formThatIsNotKnown_isRefusedByName() {
        for (String form : new String[] {
            "import a from './a.js';",
            "import * as a from './a.js';",
            "import { a } from 'elsewhere';",
            "export default 1;",
            "export let a = 1;",
            "export { a };",
            "const a = await import(name);"
        }) {
            assertThatThrownBy(() -> bundle(Map.of("main", "const x = 1;\n" + form + "\n")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Module main")
                    .hasMessageContaining(form.replaceFirst(".*(?=import\\(name)", ""));
        }
    }

    @Test
    void of_textThatEndsAScript_isRefused() {
        assertThatThrownBy(() -> bundle(Map.of("main", "const a = '</SCRIPT>';\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("</script");
    }
}
