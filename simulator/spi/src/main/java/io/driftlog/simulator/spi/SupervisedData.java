package io.driftlog.simulator.spi;

import io.driftlog.events.Dataset;
import io.driftlog.events.NumberText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Features with one target per row, and test data of the same kind.
 *
 * @param features n x p
 * @param targets n x 1
 * @param testFeatures any number of rows, p columns
 * @param testTargets as many rows, one column
 */
public record SupervisedData(
        Dataset features, Dataset targets, Optional<Dataset> testFeatures, Optional<Dataset> testTargets) {
    /** The role of training inputs. */
    public static final String FEATURES = "features";
    /** The role of training outputs. */
    public static final String TARGETS = "targets";
    /** The role of test inputs. */
    public static final String TEST_FEATURES = "testFeatures";
    /** The role of test outputs. */
    public static final String TEST_TARGETS = "testTargets";

    /** All roles. */
    public static final List<DataRole> ROLES = List.of(
            new DataRole(FEATURES, "training inputs, one row per sample", true),
            new DataRole(TARGETS, "training outputs, one column", true),
            new DataRole(TEST_FEATURES, "test inputs, as many columns as the features", false),
            new DataRole(TEST_TARGETS, "test outputs, one column", false));

    /**
     * What the data sets are called in a spec.
     *
     * @param singleTarget whether there must be exactly one target per row
     */
    public record Roles(
            String features, String targets, String testFeatures, String testTargets, boolean singleTarget) {
        static final Roles USUAL = new Roles(FEATURES, TARGETS, TEST_FEATURES, TEST_TARGETS, true);
    }

    /**
     * Checks the shapes of data under their usual roles, with one target per row.
     *
     * @param datasets by role, the required ones there, none empty
     * @return the data
     */
    public static SupervisedData of(Map<String, Dataset> datasets) {
        return of(Roles.USUAL, datasets);
    }

    /**
     * {@return the data under these roles, checked as by {@link #of(Map)}}
     *
     * @param roles the roles of the data sets. Not modified.
     * @param datasets by role. Not modified.
     */
    public static SupervisedData of(Roles roles, Map<String, Dataset> datasets) {
        Dataset features = required(datasets, roles.features());
        Dataset targets = required(datasets, roles.targets());
        int outputs = roles.singleTarget() ? 1 : targets.columns();
        checkTargets(roles.targets(), targets, outputs, roles.features(), features);
        Optional<Dataset> testFeatures = Optional.ofNullable(datasets.get(roles.testFeatures()));
        Optional<Dataset> testTargets = Optional.ofNullable(datasets.get(roles.testTargets()));
        if (testFeatures.isPresent() != testTargets.isPresent()) {
            String missing = testFeatures.isPresent() ? roles.testTargets() : roles.testFeatures();
            String given = testFeatures.isPresent() ? roles.testFeatures() : roles.testTargets();
            throw invalid(missing, "is missing although objective." + given + " is given; give both or neither.");
        }
        if (testFeatures.isPresent() && testTargets.isPresent()) {
            Dataset test = testFeatures.get();
            if (test.columns() != features.columns()) {
                throw invalid(
                        roles.testFeatures(),
                        "has " + columns(test) + " but objective." + roles.features() + " has " + columns(features)
                                + "; give the same columns in both.");
            }
            checkTargets(roles.testTargets(), testTargets.get(), outputs, roles.testFeatures(), test);
        }
        return new SupervisedData(features, targets, testFeatures, testTargets);
    }

    private static void checkTargets(String role, Dataset targets, int outputs, String featuresRole, Dataset features) {
        if (targets.columns() != outputs) {
            String wanted = outputs == 1 ? "exactly one target" : "the same " + outputs + " targets";
            throw invalid(role, "has " + columns(targets) + "; give " + wanted + " per row.");
        }
        if (targets.rows() != features.rows()) {
            throw invalid(
                    role,
                    "has " + rows(targets) + " but objective." + featuresRole + " has " + rows(features)
                            + "; give one row per sample in both.");
        }
    }

    private static Dataset required(Map<String, Dataset> datasets, String role) {
        @Nullable Dataset dataset = datasets.get(role);
        if (dataset == null) {
            throw invalid(role, "is missing; give one row per sample.");
        }
        return dataset;
    }

    /** Checks one data set on its own: not empty, no NaN, nothing infinite. */
    static void checkValues(String role, Dataset dataset) {
        if (dataset.rows() == 0 || dataset.columns() == 0) {
            throw invalid(
                    role,
                    "is empty (" + dataset.rows() + " x " + dataset.columns()
                            + "); give at least one row and one column.");
        }
        double[] values = dataset.values();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw invalid(
                        role,
                        "holds " + NumberText.exact(values[i]) + " in row " + (i / dataset.columns() + 1) + ", column "
                                + (i % dataset.columns() + 1) + "; give finite numbers only.");
            }
        }
    }

    private static InvalidSpecException invalid(String role, String problem) {
        return new InvalidSpecException("objective." + role, "objective." + role + " " + problem);
    }

    private static String rows(Dataset dataset) {
        return dataset.rows() + (dataset.rows() == 1 ? " row" : " rows");
    }

    private static String columns(Dataset dataset) {
        return dataset.columns() + (dataset.columns() == 1 ? " column" : " columns");
    }
}
