package io.driftlog.http;

import java.util.Locale;

/** Constants as words of JSON and of the command line. */
public final class Words {
    private Words() {}

    /** {@code step-size} of {@code STEP_SIZE}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
