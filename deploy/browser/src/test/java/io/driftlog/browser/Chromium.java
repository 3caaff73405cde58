package io.driftlog.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium, without a window. */
final class Chromium implements AutoCloseable {
    private static final Path EXECUTABLE = Path.of("/usr/bin/chromium");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Skips the test where there is none, unless the environment says that there must be one. */
    static void require() {
        boolean there = Files.isExecutable(EXECUTABLE);
        if (System.getenv("DRIFTLOG_REQUIRE_PEERS") == null) {
            assumeTrue(there, "there is no " + EXECUTABLE + " (Debian: apt install chromium)");
        }
        assertThat(there).as(EXECUTABLE + " is there").isTrue();
    }

    static Chromium start() {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(EXECUTABLE)
                                .setArgs(List.of(
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--no-first-run",
                                        "--disable-quic",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--disable-sync"))));
    }

    /** A page with nothing cached, as large as a laptop's screen. */
    Page newPage() {
        return browser.newPage(new Browser.NewPageOptions().setViewportSize(1400, 1000));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
