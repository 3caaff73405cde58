package io.driftlog.simulator.flow.radau.kink;

import io.driftlog.simulator.flow.objective.FrozenRelu;
import io.driftlog.simulator.spi.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a neuron at v = b = 0 leaves, where every sample is a kink and the Filippov solution is not unique. The tie rule:
 * in the direction of steepest descent, among the directions that reproduce themselves the one of largest speed, and of
 * equals the first. If none leads away the neuron stays, silent, until one does.
 *
 * <p>From a first direction the search repeats: keep the state at the repelling kinks, take the {@link LeastVelocity}
 * at the attracting ones, and go on with its direction, until the states repeat (the difference-of-convex algorithm,
 * Pham Dinh &amp; Le Thi, Acta Math. Vietnam. 22 (1997) 289-355). With one input it begins within every sector between
 * kinks, so that it finds the steepest of all; with several it begins along every kink's normal and along the axes, and
 * finds the steepest of those that these lead to.
 */
final class OriginDeparture {
    private static final double NO_SPEED = 1e-8;
    private static final double NO_WIDTH = 1e-12;
    private static final int MAX_TURNS = 50;

    private final FrozenRelu network;
    private final LeastVelocity leastVelocity;
    private final int kinks;
    private final double[][] normals;
    private final List<double[]> beginnings;
    /** With one input, the directions along kinks: a function that is linear between them is smallest on one. */
    private final List<double[]> rays;

    OriginDeparture(FrozenRelu network, LeastVelocity leastVelocity) {
        this.network = network;
        this.leastVelocity = leastVelocity;
        kinks = network.kinks();
        normals = new double[kinks][];
        Arrays.setAll(normals, network::normal);
        beginnings = network.inputs() == 1 ? sectors() : normalsAndAxes();
        rays = new ArrayList<>();
        if (network.inputs() == 1) {
            for (double[] normal : normals) {
                rays.add(new double[] {1, -normal[0]});
                rays.add(new double[] {-1, normal[0]});
            }
        }
    }

    /**
     * A direction and the state of the neuron that follows it.
     *
     * @param speed of leaving, per |u|
     * @param active the kinks at which the neuron is active
     * @param slides the kinks that it slides on
     */
    record Direction(double speed, int[] active, int[] slides) {}

    /** The directions for one multiplier, which depend on the neuron by the sign of u only. */
    final class Search {
        private final double[] ofKinks;
        private final List<Optional<Direction>> found = new ArrayList<>(List.of(Optional.empty(), Optional.empty()));
        private final boolean[] done = new boolean[2];

        private Search(double[] ofKinks) {
            this.ofKinks = ofKinks;
        }

        /** How a neuron with u of this sign leaves; empty when it stays. */
        Optional<Direction> of(boolean positive) {
            int which = positive ? 1 : 0;
            if (!done[which]) {
                done[which] = true;
                double[] jumps = ofKinks.clone();
                Vectors.scale(positive ? 1 : -1, jumps);
                found.set(which, steepest(jumps));
            }
            return found.get(which);
        }
    }

    /** @param ofKinks mu, added up by kinks. Not copied, not modified while the search is used. */
    Search search(double[] ofKinks) {
        return new Search(ofKinks);
    }

    private Optional<Direction> steepest(double[] jumps) {
        double largest = 0;
        boolean anyRepels = false;
        for (double jump : jumps) {
            largest = Math.max(largest, Math.abs(jump));
            anyRepels |= jump < 0;
        }
        if (!anyRepels || !descends(jumps)) {
            return Optional.empty();
        }
        Optional<Direction> best = Optional.empty();
        for (double[] beginning : beginnings) {
            Optional<Direction> direction = follow(jumps, beginning, NO_SPEED * largest);
            if (direction.isPresent()
                    && (best.isEmpty() || direction.get().speed() > best.get().speed())) {
                best = direction;
            }
        }
        return best;
    }

    /** With one input, whether {@code sum_k c_k max(0, a_k . e)} is below 0 for some direction e. */
    private boolean descends(double[] jumps) {
        for (double[] ray : rays) {
            double sum = 0;
            for (int k = 0; k < kinks; k++) {
                sum = Math.fma(jumps[k], Math.max(0, Vectors.dot(normals[k], ray)), sum);
            }
            if (sum < 0) {
                return true;
            }
        }
        return rays.isEmpty();
    }

    private Optional<Direction> follow(double[] jumps, double[] beginning, double noSpeed) {
        boolean[] above = new boolean[kinks];
        double[] shares = new double[kinks];
        int[] attracting = new int[kinks];
        double[] attraction = new double[kinks];
        int count = 0;
        for (int k = 0; k < kinks; k++) {
            above[k] = Vectors.dot(normals[k], beginning) > 0;
            if (jumps[k] > 0) {
                attracting[count] = k;
                attraction[count] = jumps[k];
                shares[count++] = above[k] ? 1 : 0;
            }
        }
        attracting = Arrays.copyOf(attracting, count);
        for (int turn = 0; turn < MAX_TURNS; turn++) {
            double[] base = new double[network.inputs() + 1];
            for (int k = 0; k < kinks; k++) {
                if (jumps[k] < 0 && above[k]) {
                    Vectors.addScaled(-jumps[k], normals[k], base);
                }
            }
            double[] velocity = leastVelocity.solve(base, attracting, attraction, shares);
            double speed = Math.sqrt(Vectors.normSquared(velocity));
            if (!(speed > noSpeed)) {
                return Optional.empty();
            }
            boolean same = true;
            for (int k = 0; k < kinks; k++) {
                if (jumps[k] < 0) {
                    boolean now = Vectors.dot(normals[k], velocity) > 0;
                    same &= now == above[k];
                    above[k] = now;
                }
            }
            if (same) {
                return Optional.of(direction(jumps, above, shares, attracting, velocity, speed));
            }
        }
        return Optional.empty();
    }

    private Direction direction(
            double[] jumps, boolean[] above, double[] shares, int[] attracting, double[] velocity, double speed) {
        int[] active = new int[kinks];
        int[] slides = new int[kinks];
        int actives = 0;
        int slidings = 0;
        for (int a = 0; a < attracting.length; a++) {
            if (shares[a] > 0 && shares[a] < 1) {
                slides[slidings++] = attracting[a];
            } else if (shares[a] == 1) {
                active[actives++] = attracting[a];
            }
        }
        for (int k = 0; k < kinks; k++) {
            boolean neutral = jumps[k] == 0 && Vectors.dot(normals[k], velocity) > 0;
            if ((jumps[k] < 0 && above[k]) || neutral) {
                active[actives++] = k;
            }
        }
        return new Direction(speed, Arrays.copyOf(active, actives), Arrays.copyOf(slides, slidings));
    }

    /** A direction (v, b) within each sector in which no pre-activation changes sign, by rising angle. */
    private List<double[]> sectors() {
        double[] angles = new double[2 * kinks];
        for (int k = 0; k < kinks; k++) {
            double angle = StrictMath.atan2(-normals[k][0], 1);
            angles[2 * k] = angle;
            angles[2 * k + 1] = angle > 0 ? angle - Math.PI : angle + Math.PI;
        }
        Arrays.sort(angles);
        List<double[]> middles = new ArrayList<>();
        for (int a = 0; a < angles.length; a++) {
            double end = a + 1 < angles.length ? angles[a + 1] : angles[0] + 2 * Math.PI;
            if (end - angles[a] > NO_WIDTH) {
                double middle = 0.5 * (angles[a] + end);
                middles.add(new double[] {StrictMath.cos(middle), StrictMath.sin(middle)});
            }
        }
        return middles;
    }

    private List<double[]> normalsAndAxes() {
        List<double[]> directions = new ArrayList<>();
        for (double[] normal : normals) {
            directions.add(normal);
        }
        for (int c = 0; c <= network.inputs(); c++) {
            double[] axis = new double[network.inputs() + 1];
            axis[c] = 1;
            directions.add(axis);
        }
        for (double[] direction : List.copyOf(directions)) {
            double[] opposite = direction.clone();
            Vectors.scale(-1, opposite);
            directions.add(opposite);
        }
        return directions;
    }
}
