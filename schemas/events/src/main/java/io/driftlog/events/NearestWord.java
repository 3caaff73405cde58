package io.driftlog.events;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelled one stands for. */
public final class NearestWord {
    private NearestWord() {}

    /**
     * The only known word that begins like this one, or else the nearest one by insertions, deletions, replacements and
     * swaps of neighbours; case plays no part.
     *
     * @return empty if about a third of the letters or more would have to change
     */
    public static Optional<String> of(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        List<String> longer = known.stream()
                .filter(each ->
                        wanted.length() > 1 && each.toLowerCase(Locale.ROOT).startsWith(wanted))
                .toList();
        if (longer.size() == 1) {
            return Optional.of(longer.get(0));
        }
        return known.stream()
                .min(Comparator.comparingInt(each -> distance(wanted, each.toLowerCase(Locale.ROOT))))
                .filter(each -> distance(wanted, each.toLowerCase(Locale.ROOT)) <= (wanted.length() + 2) / 3);
    }

    /** The end of a sentence: {@code ; did you mean …?}, or another one where no word is near. */
    public static String ending(String word, Collection<String> known, String otherwise) {
        return of(word, known).map(meant -> "; did you mean " + meant + "?").orElse(otherwise);
    }

    /** Optimal string alignment distance. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                cost[i][j] =
                        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
