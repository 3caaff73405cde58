package io.driftlog.simulator.flow.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftlog.events.Plugin;
import io.driftlog.events.RegularizerTerm;
import io.driftlog.events.RunSpec;
import io.driftlog.simulator.flow.Specs;
import io.driftlog.simulator.flow.loop.CanonicalSpec;
import io.driftlog.simulator.flow.regularizer.SquaredL2;
import io.driftlog.simulator.spi.Extension;
import io.driftlog.simulator.spi.InvalidSpecException;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.Regularizer;
import io.driftlog.simulator.spi.RegularizerType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: types from outside are like those that ship inside, and a bad one gives a sentence. Method: types made here. */
final class ExtensionsTest {
    private static final ObjectiveType LINEAR = Objectives.named("linear-regression");
    private static final RunSpec USUAL = Specs.smallNetwork("auto", Map.of());

    @AfterEach
    void removeAll() {
        Extensions.install(List.of(), List.of());
    }

    private static Extension<ObjectiveType> objective(String name, String version, ObjectiveType.Factory factory) {
        var type = new ObjectiveType(name, "from a jar", List.of(), LINEAR.roles(), LINEAR.generators(), factory);
        return new Extension<>(type, new Plugin(name, version, "00ff"), "mine.jar");
    }

    private static Extension<RegularizerType> regularizer(String name, String madeName) {
        var type = new RegularizerType(name, "from a jar", List.of(), List.of(), inputs -> new Named(madeName));
        return new Extension<>(type, new Plugin(name, "2", "00ff"), "mine.jar");
    }

    /** Ordinary weight decay under another name. */
    private record Named(String name) implements Regularizer {
        @Override
        public double value(double[] w) {
            return new SquaredL2().value(w);
        }

        @Override
        public void gradient(double[] w, double[] out) {
            new SquaredL2().gradient(w, out);
        }
    }

    private static RunSpec spec(String objective, String regularizer) {
        return Specs.with(USUAL, Specs.generated(objective, "gaussian", Map.of()))
                .withRegularizers(List.of(RegularizerTerm.plain(regularizer)));
    }

    @Test
    void complete_typesOfPlugins_areKnownAndRecordedWithTheirVersions() {
        assertThat(Extensions.install(
                        List.of(objective("mine", "1", LINEAR.factory())), List.of(regularizer("own", "own"))))
                .isEmpty();
        assertThat(Objectives.isKnown("mine")).isTrue();
        RunSpec spec = spec("mine", "own");
        RunSpec complete = Problems.complete(spec, Problems.open(spec));
        assertThat(complete.plugins()).containsExactly(new Plugin("mine", "1", "00ff"), new Plugin("own", "2", "00ff"));
        assertThat(Extensions.originOf("own")).contains("mine.jar");
        assertThat(Extensions.used(complete.plugins(), spec("mine", "l2"))).hasSize(1);
        assertThat(CanonicalSpec.bytes(complete)).isEqualTo(CanonicalSpec.bytes(complete.withPlugins(List.of())));
        assertThat(Problems.complete(USUAL, Problems.open(USUAL)).plugins()).isEmpty();
    }

    @Test
    void require_missingOrOtherVersion_isToldWithNameAndVersion() {
        Extensions.install(List.of(objective("mine", "1", LINEAR.factory())), List.of());
        RunSpec recorded = spec("mine", "l2").withPlugins(List.of(new Plugin("mine", "1", "00ff")));
        Extensions.require(recorded);
        Extensions.install(List.of(objective("mine", "3", LINEAR.factory())), List.of());
        assertThatThrownBy(() -> Problems.open(recorded))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("with version 1 of the plug-in mine, and mine.jar has version 3")
                .matches(Extensions::isMissing);
        Extensions.install(List.of(), List.of());
        assertThatThrownBy(() -> Problems.open(recorded))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("needs the plug-in mine, version 1, and it is not loaded")
                .matches(Extensions::isMissing);
        assertThatThrownBy(() -> Problems.open(recorded.withPlugins(List.of())))
                .hasMessageContaining("objective.type mine is not known")
                .matches(Extensions::isMissing);
    }

    @Test
    void install_takenNames_areRefusedWithASentenceEach() {
        assertThat(Extensions.install(
                        List.of(
                                objective("linear-regression", "1", LINEAR.factory()),
                                objective("unknown", "1", LINEAR.factory()),
                                objective("mine", "1", LINEAR.factory()),
                                objective("mine", "2", LINEAR.factory())),
                        List.of(regularizer("l2", "l2"), regularizer("sum", "sum"))))
                .containsExactly(
                        "mine.jar: the name 'linear-regression' is taken by Driftlog itself; give it another name",
                        "mine.jar: the name 'unknown' is taken by Driftlog itself; give it another name",
                        "mine.jar: the name 'mine' is taken by mine.jar; give it another name",
                        "mine.jar: the name 'l2' is taken by Driftlog itself; give it another name",
                        "mine.jar: the name 'sum' is taken by Driftlog itself; give it another name");
        assertThat(Objectives.named("linear-regression")).isSameAs(LINEAR);
    }

    @Test
    void open_factoryThatFails_isToldWithItsJar() {
        Extensions.install(
                List.of(objective("mine", "1", inputs -> {
                    throw new IllegalStateException("not today");
                })),
                List.of(regularizer("own", "l2")));
        assertThatThrownBy(() -> Problems.open(spec("mine", "l2")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("objective mine cannot be made: its factory in mine.jar threw")
                .hasMessageContaining("not today")
                .matches(thrown -> !Extensions.isMissing(thrown));
        assertThatThrownBy(() -> Problems.open(spec("linear-regression", "own")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(
                        "regularizer own cannot be made: its factory in mine.jar made one that is named l2");
    }

    @Test
    void type_badDeclaration_isRefused() {
        assertThatThrownBy(() -> objective("Not a name", "1", LINEAR.factory()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'Not a name'");
    }
}
