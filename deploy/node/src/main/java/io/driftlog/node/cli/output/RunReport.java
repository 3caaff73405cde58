package io.driftlog.node.cli.output;

import static io.driftlog.events.NumberText.readable;

import io.driftlog.events.NumberText;
import io.driftlog.events.RunSpec;
import io.driftlog.events.StepTaken;
import io.driftlog.events.StopRule;
import io.driftlog.http.FindingView;
import io.driftlog.http.Numbers;
import io.driftlog.simulator.flow.spec.MethodChoice;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What several verbs say of methods, findings and states, as lines for a person and as parts of their JSON. */
public final class RunReport {
    private RunReport() {}

    /** The method in one line, for a person. */
    public static String sentence(MethodChoice method) {
        return "method: " + method.method().type() + " — because " + method.reason();
    }

    /** Which of several conditions ends the run first, in one line; empty if there is only one. */
    public static Optional<String> ending(RunSpec spec) {
        StopRule until = spec.until();
        double end = spec.endTime();
        List<String> parts = new ArrayList<>();
        if (until.time().isPresent() && until.slowTime().isPresent()) {
            String time = "until.time " + readable(until.time().getAsDouble());
            double slowTime = until.slowTime().getAsDouble();
            String slow =
                    "until.slowTime " + readable(slowTime) + " (t = " + readable(slowTime / spec.weightDecay()) + ")";
            boolean timeFirst = until.time().getAsDouble() <= end;
            parts.add((timeFirst ? time : slow) + " ends the run first, before " + (timeFirst ? slow : time));
        }
        if (until.gradientNorm().isPresent() && end < Double.POSITIVE_INFINITY) {
            parts.add("it ends before t = " + readable(end) + " if the gradient norm falls to until.gradientNorm "
                    + readable(until.gradientNorm().getAsDouble()));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of("end: " + String.join("; ", parts));
    }

    /** A finding in one line, for a person. */
    public static String line(FindingView found) {
        return String.format(
                Locale.ROOT,
                "seq %-8d %-16s %-11s %-20s %s",
                found.seq(),
                found.analyzer(),
                found.stage(),
                found.kind(),
                found.sentence());
    }

    /** Named numbers in one line, for a person. */
    public static String numbers(Map<String, Double> numbers) {
        return numbers.entrySet().stream()
                .map(each -> each.getKey() + "=" + NumberText.exact(each.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** A method and why it was chosen. */
    @Serdeable
    public record Method(String type, String reason) {
        public static Method of(MethodChoice method) {
            return new Method(method.method().type(), method.reason());
        }
    }

    /** The scalars of a run's last step; null where one is not finite. */
    @Serdeable
    public record Final(
            @Nullable Double trainLoss,
            @Nullable Double testLoss,
            @Nullable Double weightNormSquared) {
        public static Final of(StepTaken last) {
            return new Final(
                    Numbers.orNull(last.trainLoss()),
                    Numbers.orNull(last.testLoss()),
                    Numbers.orNull(last.weightNormSquared()));
        }
    }
}
