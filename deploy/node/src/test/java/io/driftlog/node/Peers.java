package io.driftlog.node;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** Programs of others that read the log in tests. */
final class Peers {
    private Peers() {}

    /** Skips the test aloud where a command does not work; fails where DRIFTLOG_REQUIRE_PEERS is set. */
    static void require(String what, String... check) throws InterruptedException {
        if (works(check)) {
            return;
        }
        String message = "SKIPPED: " + what + " is not to be had here";
        if (System.getenv("DRIFTLOG_REQUIRE_PEERS") != null) {
            fail(message + ", and DRIFTLOG_REQUIRE_PEERS is set");
        }
        System.out.println(message);
        assumeTrue(false, message);
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
