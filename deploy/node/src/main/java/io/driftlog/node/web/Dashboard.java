package io.driftlog.node.web;

import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The dashboard's page as one answer: style, icon and scripts stand in it, and the runs that it shows first, so that a
 * browser shows them without asking again.
 */
@Singleton
final class Dashboard {
    private static final String FOLDER = "/dashboard/";
    private static final String NO_RUNS = "id=\"newest-runs\">null<";

    private final byte[] beforeRuns;
    private final byte[] afterRuns;
    private final String scriptHash;

    Dashboard() {
        String script = ModuleBundle.of("main", name -> file("app/" + name + ".js"));
        String icon = "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(utf8(file("icon.svg")));
        String page = file("index.html");
        page = replaced(
                page, "<link rel=\"stylesheet\" href=\"style.css\">", "<style>" + file("style.css") + "</style>");
        page = replaced(page, "\"icon.svg\"", '"' + icon + '"');
        page = replaced(page, " src=\"app/main.js\" blocking=\"render\">", " blocking=\"render\">" + script);
        int runs = page.indexOf(NO_RUNS) + NO_RUNS.indexOf("null");
        this.beforeRuns = utf8(page.substring(0, runs));
        this.afterRuns = utf8(page.substring(runs + "null".length()));
        this.scriptHash = sha256(script);
    }

    /** What a Content-Security-Policy calls the script of the page. */
    String scriptSource() {
        return "'sha256-" + scriptHash + "'";
    }

    /**
     * The page, in UTF-8.
     *
     * @param runs the runs to show first, as JSON; {@code null} as JSON where the page shall ask for them
     */
    byte[] page(String runs) {
        // What would end the element is written otherwise, which in JSON can only be within a string.
        byte[] shown = utf8(runs.replace("<", "\\u003c"));
        var page = new ByteArrayOutputStream(beforeRuns.length + shown.length + afterRuns.length);
        page.writeBytes(beforeRuns);
        page.writeBytes(shown);
        page.writeBytes(afterRuns);
        return page.toByteArray();
    }

    private static String replaced(String page, String what, String by) {
        if (!page.contains(what)) {
            throw new IllegalStateException("index.html lacks " + what);
        }
        return page.replace(what, by);
    }

    private static String file(String name) {
        try (InputStream in = Dashboard.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + FOLDER + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(utf8(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
