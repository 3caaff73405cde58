package io.driftlog.simulator.benchmark;

import io.driftlog.simulator.benchmark.Contender.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** All that was measured: one ladder per problem, lambda and contender. */
final class Results {
    private final List<Ladder> ladders = new ArrayList<>();

    void add(Ladder ladder) {
        ladders.add(ladder);
    }

    /** Names of the problems, in the order they were measured. */
    List<String> problems() {
        return ladders.stream().map(Results::problem).distinct().toList();
    }

    /** Names of the contenders that were measured on a problem, in order. */
    List<String> contenders(String problem) {
        return ladders.stream()
                .filter(ladder -> problem(ladder).equals(problem))
                .map(ladder -> ladder.contender().name())
                .distinct()
                .toList();
    }

    /** Contenders of this origin that were measured on a problem. */
    List<String> contenders(String problem, Origin origin) {
        return ladders.stream()
                .filter(ladder ->
                        problem(ladder).equals(problem) && ladder.contender().origin() == origin)
                .map(ladder -> ladder.contender().name())
                .distinct()
                .toList();
    }

    /** The lambdas a problem was measured at, largest first. */
    List<Double> weightDecays(String problem) {
        TreeSet<Double> sorted = new TreeSet<>();
        for (Ladder ladder : ladders) {
            if (problem(ladder).equals(problem)) {
                sorted.add(ladder.task().weightDecay());
            }
        }
        return new ArrayList<>(sorted.descendingSet());
    }

    Optional<Ladder> find(String problem, double weightDecay, String contender) {
        return ladders.stream()
                .filter(ladder -> problem(ladder).equals(problem)
                        && ladder.task().weightDecay() == weightDecay
                        && ladder.contender().name().equals(contender))
                .findFirst();
    }

    /** CPU seconds at the target error; empty when the contender did not come to it. */
    OptionalDouble cost(String problem, double weightDecay, String contender) {
        Optional<Ladder> ladder = find(problem, weightDecay, contender);
        return ladder.isPresent() ? ladder.get().cost() : OptionalDouble.empty();
    }

    private static String problem(Ladder ladder) {
        return ladder.task().problem().name();
    }
}
