package io.driftlog.node;

import io.driftlog.node.home.DataDirectory;
import io.driftlog.node.home.NodeAddress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the classes that the launcher's archive of classes is to have: makes a run, then starts a node and gives it
 * the verbs that are to answer at once.
 */
final class StartTraining {
    private static final Pattern RUN = Pattern.compile("(?m)^run (\\S+)$");
    private static final long POLL_MILLIS = 50;
    private static final int MAX_POLLS = 2400;

    private StartTraining() {}

    /** Takes an empty data directory; exits with 0 when every verb has succeeded. */
    public static void main(String[] args) throws InterruptedException {
        String data = args[0];
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        int failed = Main.execute("run", "paper/diagonal", "--data", data);
        Matcher run = RUN.matcher(printed.toString(StandardCharsets.UTF_8));
        if (failed != 0 || !run.find()) {
            System.exit(1);
        }
        var node = new Thread(() -> System.exit(Main.execute("node", "--http-port", "0", "--data", data)), "node");
        node.start();
        for (int polls = 0; !isUp(Path.of(data)); polls++) {
            if (polls == MAX_POLLS) {
                System.exit(1);
            }
            Thread.sleep(POLL_MILLIS);
        }
        failed |= Main.execute("run", "paper/diagonal", "--data", data);
        failed |= Main.execute("runs", "--data", data);
        failed |= Main.execute("show", run.group(1), "--data", data);
        failed |= Main.execute("findings", run.group(1), "--data", data);
        failed |= Main.execute("compare", run.group(1), run.group(1), "--data", data);
        System.exit(failed);
    }

    private static boolean isUp(Path data) {
        return DataDirectory.runningNode(data).map(NodeAddress::http).isPresent();
    }
}
