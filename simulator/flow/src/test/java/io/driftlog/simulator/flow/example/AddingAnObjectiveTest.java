package io.driftlog.simulator.flow.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftlog.events.Dataset;
import io.driftlog.events.ObjectiveSpec;
import io.driftlog.simulator.flow.FlowPoint;
import io.driftlog.simulator.flow.StepController;
import io.driftlog.simulator.flow.Stepper;
import io.driftlog.simulator.flow.radau.PredictiveController;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper;
import io.driftlog.simulator.flow.radau.RadauMultiplierStepper.Memory;
import io.driftlog.simulator.spi.Objective;
import io.driftlog.simulator.spi.ObjectiveType;
import io.driftlog.simulator.spi.SplitMix64;
import io.driftlog.simulator.spi.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: the guide's example does what the guide says. Method: compile it, register it, differentiate it, run it. */
class AddingAnObjectiveTest {
    private static final ObjectiveType TYPE = ObjectiveType.supervised(
            "phase-retrieval", "a linear model seen through a square", List.of(), PhaseRetrieval::new);
    private static final int SAMPLES = 12;
    private static final int COLUMNS = 4;

    private static PhaseRetrieval example() {
        SplitMix64 random = new SplitMix64(5);
        double[] x = new double[SAMPLES * COLUMNS];
        random.gaussian(1, x);
        double[] teacher = {1, -2, 0.5, 0};
        double[] y = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            double prediction = Vectors.dot(x, i * COLUMNS, teacher, 0, COLUMNS);
            y[i] = prediction * prediction;
        }
        var datasets = new TreeMap<>(
                Map.of("features", new Dataset(SAMPLES, COLUMNS, x), "targets", new Dataset(SAMPLES, 1, y)));
        Objective objective =
                TYPE.create(new ObjectiveSpec("phase-retrieval", new TreeMap<>(), "", new TreeMap<>(), datasets), 1);
        return (PhaseRetrieval) objective;
    }

    @Test
    void readme_example_isTheOneCompiledHere() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java/io/driftlog/simulator/flow/example/PhaseRetrieval.java"));
        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + source + "```");
    }

    @Test
    void products_example_agreeWithDifferences() {
        PhaseRetrieval objective = example();
        double[] w = {0.7, -1.1, 0.2, 0.4};
        double[] gradient = new double[COLUMNS];
        objective.gradient(w, gradient);
        double[] product = new double[SAMPLES];
        double[] ahead = new double[SAMPLES];
        double[] behind = new double[SAMPLES];
        double[][] gram = new double[SAMPLES][SAMPLES];
        double[][] sum = new double[SAMPLES][SAMPLES];
        objective.gram(w, gram);
        for (int k = 0; k < COLUMNS; k++) {
            double[] unit = new double[COLUMNS];
            unit[k] = 1;
            double[] plus = w.clone();
            double[] minus = w.clone();
            plus[k] += 1e-6;
            minus[k] -= 1e-6;
            assertThat((objective.value(plus) - objective.value(minus)) / 2e-6).isCloseTo(gradient[k], within(1e-7));
            objective.jacobianProduct(w, unit, product);
            objective.residuals(plus, ahead);
            objective.residuals(minus, behind);
            for (int i = 0; i < SAMPLES; i++) {
                assertThat((ahead[i] - behind[i]) / 2e-6).isCloseTo(product[i], within(1e-7));
                for (int j = 0; j < SAMPLES; j++) {
                    sum[i][j] += product[i] * product[j];
                }
            }
        }
        for (int i = 0; i < SAMPLES; i++) {
            assertThat(gram[i]).containsExactly(sum[i], within(1e-12));
        }
    }

    /** With more samples than weights the teacher is found, up to what weight decay takes away. */
    @Test
    void radaug_example_findsTheTeacher() {
        double weightDecay = 1e-6;
        PhaseRetrieval objective = example();
        var stepper = new RadauMultiplierStepper(objective, weightDecay, 1e-6, 1e-9);
        var controller = new PredictiveController();
        Memory memory = stepper.begin(new FlowPoint(0, new double[] {0.7, -1.1, 0.2, 0.4}, new double[0]));
        StepController.State state = controller.begin(stepper.initialStepSize(memory));
        while (memory.point().time() < 1e4) {
            Stepper.Attempt<Memory> attempt = stepper.attempt(memory, state.stepSize());
            if (attempt instanceof Stepper.Attempt.Candidate<Memory> candidate) {
                StepController.Verdict verdict = controller.judge(state, candidate.error(), candidate.safety());
                state = verdict.next();
                memory = verdict.accepted() ? candidate.memory() : stepper.retry(memory);
            } else if (attempt instanceof Stepper.Attempt.Refused<Memory> refused) {
                state = controller.refused(state, refused.factor());
                memory = stepper.retry(memory);
            }
        }
        assertThat(objective.predictor(memory.point().weights()))
                .containsExactly(new double[] {1, -2, 0.5, 0}, within(1e-4));
    }
}
