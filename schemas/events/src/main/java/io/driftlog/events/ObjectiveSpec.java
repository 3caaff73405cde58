package io.driftlog.events;

import java.util.Collections;
import java.util.SortedMap;

/**
 * A training objective and its data: given as data sets, or made by a generator from the run's seed.
 *
 * @param type name of the objective, such as {@code diagonal-linear-network}
 * @param parameters numbers that shape the objective itself, by name; often empty
 * @param generator name of the data generator, or the empty string when the data are given
 * @param generatorParameters numbers that the generator takes, by name
 * @param datasets the given data by role ({@code features}, {@code targets}, {@code testFeatures},
 *     {@code testTargets}); empty when the data are generated
 * @param datasetReferences given data that are stored elsewhere, by role: SHA-256 in 64 hexadecimal digits. Readers of a
 *     log replace references by the data sets; code that computes never gets a reference.
 * @param options choices that are no numbers, by name, such as the text of a formula; often empty
 */
public record ObjectiveSpec(
        String type,
        SortedMap<String, Double> parameters,
        String generator,
        SortedMap<String, Double> generatorParameters,
        SortedMap<String, Dataset> datasets,
        SortedMap<String, String> datasetReferences,
        SortedMap<String, String> options) {

    public ObjectiveSpec {
        parameters = SortedMaps.copyOf(parameters);
        generatorParameters = SortedMaps.copyOf(generatorParameters);
        datasets = SortedMaps.copyOf(datasets);
        datasetReferences = SortedMaps.copyOf(datasetReferences);
        options = SortedMaps.copyOf(options);
    }

    /** An objective that numbers describe, with all its data. */
    public ObjectiveSpec(
            String type,
            SortedMap<String, Double> parameters,
            String generator,
            SortedMap<String, Double> generatorParameters,
            SortedMap<String, Dataset> datasets) {
        this(
                type,
                parameters,
                generator,
                generatorParameters,
                datasets,
                Collections.emptySortedMap(),
                Collections.emptySortedMap());
    }

    /**
     * The same objective with other data.
     *
     * @param otherDatasets by role
     * @param otherReferences SHA-256 by role of data that are kept elsewhere
     */
    public ObjectiveSpec withData(SortedMap<String, Dataset> otherDatasets, SortedMap<String, String> otherReferences) {
        return new ObjectiveSpec(
                type, parameters, generator, generatorParameters, otherDatasets, otherReferences, options);
    }
}
