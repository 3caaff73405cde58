package io.driftlog.events;

import java.util.Collections;
import java.util.SortedMap;

/**
 * One term of a regulariser: {@code weight * R(w)}.
 *
 * @param type name of R, such as {@code l2}, {@code l1}, {@code lq}
 * @param weight its factor, above 0, without unit
 * @param parameters numbers of R by name, such as the exponent {@code q}
 * @param options choices that are no numbers, by name
 * @param vectors vectors by role, such as one factor per weight; each a data set of one column
 */
public record RegularizerTerm(
        String type,
        double weight,
        SortedMap<String, Double> parameters,
        SortedMap<String, String> options,
        SortedMap<String, Dataset> vectors) {

    /** Name of {@code R(w) = 1/2 ||w||^2}, the regulariser of ordinary weight decay. */
    public static final String L2 = "l2";

    public RegularizerTerm {
        parameters = SortedMaps.copyOf(parameters);
        options = SortedMaps.copyOf(options);
        vectors = SortedMaps.copyOf(vectors);
    }

    /** {@code R} itself, without numbers. */
    public static RegularizerTerm plain(String type) {
        return new RegularizerTerm(
                type, 1, Collections.emptySortedMap(), Collections.emptySortedMap(), Collections.emptySortedMap());
    }

    /** Whether the name says everything. */
    public boolean isPlain() {
        return weight == 1 && parameters.isEmpty() && options.isEmpty() && vectors.isEmpty();
    }
}
