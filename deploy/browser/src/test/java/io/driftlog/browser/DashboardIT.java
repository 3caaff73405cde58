package io.driftlog.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a user can do in a real browser what the dashboard offers. Method: one node whose log has one finished run, one
 * Chromium; each test opens its own page and starts the further runs that it needs. Screenshots are in target/screenshots.
 */
final class DashboardIT {
    private static final double PATIENCE = 90_000;

    @TempDir
    private static Path directory = Path.of("");

    private static Node node;
    private static Chromium chromium;
    private static String base = "";

    /** The address of the finished run of {@code paper/diagonal}. */
    private static String runPage = "";

    private Page page;
    private final List<String> errors = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Chromium.require();
        node = Node.start(directory);
        chromium = Chromium.start();
        base = node.address();
        try (Page page = chromium.newPage()) {
            submit(page, "paper/diagonal", "");
            awaitEnd(page);
            runPage = page.url();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (chromium != null) {
            chromium.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @BeforeEach
    void open() {
        page = chromium.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                errors.add(message.text());
            }
        });
        page.onResponse(response -> {
            if (response.status() == 404 && !response.url().contains("no-such")) {
                errors.add("404: " + response.url());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith("http://127.0.0.1:")) {
                errors.add("asks elsewhere: " + request.url());
            }
        });
    }

    @AfterEach
    void noErrors() {
        page.close();
        assertThat(errors).isEmpty();
    }

    /** Starts a run of a preset, with a line of its spec replaced; the browser then shows the page of the run. */
    private static void submit(Page page, String preset, String line) {
        page.navigate(base + "/#/new/" + preset);
        Locator spec = page.getByLabel("Spec in YAML");
        spec.waitFor();
        if (!line.isEmpty()) {
            String key = line.substring(0, line.indexOf(':') + 1);
            spec.fill(spec.inputValue().replaceAll("(?m)^" + key + ".*$", line));
        }
        button(page, "Start the run").click();
        page.waitForURL(Pattern.compile(".*#/run/.+"), new Page.WaitForURLOptions().setTimeout(PATIENCE));
    }

    private static void awaitEnd(Page page) {
        assertThat(page.locator(".pill.completed")).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    void firstPage_ofAnEmptyLog_isSmallAndSaysHowToBegin() throws Exception {
        long[] bytes = {0};
        page.onRequestFinished(request -> bytes[0] += request.sizes().responseBodySize);
        try (Node empty = Node.start(Files.createDirectory(directory.resolve("empty")))) {
            page.navigate(empty.address() + "/");
            assertThat(page.locator(".empty")).containsText("The log has no runs yet");
            assertThat(bytes[0]).isBetween(1L, 500_000L);
            page.navigate("about:blank");
        }
    }

    @Test
    void preset_started_isWatchedLiveUntilItsPhasesAppear() {
        submit(page, "paper/diagonal", "");
        for (String phase : List.of("loss plateau", "norm drift onset", "test loss drop start", "grokked")) {
            assertThat(page.locator(".phases")).containsText(phase, new ContainsTextOptions().setTimeout(PATIENCE));
        }
        awaitEnd(page);
        assertThat(page.locator("#connection")).hasText("");
        assertThat(page.locator(".band").first()).hasAttribute("title", Pattern.compile(".*t_GF.*"));
        screenshot("run-live");
    }

    @Test
    void overview_onALaptopScreen_isAboveTheFold() {
        page.setViewportSize(1280, 800);
        page.navigate(runPage);
        assertThat(page.getByText("5 of 100 are at least 1 %")).isVisible();
        assertThat((int) page.evaluate("document.scrollingElement.scrollHeight"))
                .isLessThanOrEqualTo(800);
        assertThat(page.locator(".overview > *").all())
                .hasSize(4)
                .allSatisfy(part -> assertThat(bottom(part)).isLessThanOrEqualTo(800));
        assertThat(page.locator(".u-wrap").first().boundingBox().height).isGreaterThanOrEqualTo(300);
        assertThat(page.locator(".phases > div > table tbody tr")).hasCount(4);
        assertLabelsAreApart();
        page.setViewportSize(1920, 1080);
        assertThat(page.locator(".overview").boundingBox().width).isGreaterThan(1850);
        assertThat((int) page.evaluate("document.scrollingElement.scrollHeight"))
                .isLessThanOrEqualTo(1080);
    }

    private static double bottom(Locator locator) {
        BoundingBox box = locator.boundingBox();
        return box.y + box.height;
    }

    /** The labels of the bands are above the curves, within the plot's width, and none overlaps another one. */
    private void assertLabelsAreApart() {
        BoundingBox plot = page.locator(".u-over").first().boundingBox();
        List<BoundingBox> labels =
                page.locator(".band").all().stream().map(Locator::boundingBox).toList();
        assertThat(labels).hasSizeGreaterThanOrEqualTo(3).allSatisfy(label -> {
            assertThat(label.y + label.height).isLessThanOrEqualTo(plot.y);
            assertThat(label.x).isGreaterThanOrEqualTo(plot.x - 1);
            assertThat(label.x + label.width).isLessThanOrEqualTo(plot.x + plot.width + 1);
        });
        for (BoundingBox a : labels) {
            assertThat(labels)
                    .filteredOn(b -> b != a)
                    .noneMatch(b ->
                            a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height);
        }
    }

    @Test
    void ticks_ofALivePlot_doNotRepeat() {
        page.addInitScript("""
                const proto = CanvasRenderingContext2D.prototype;
                const { clearRect, fillText } = proto;
                const drawn = new WeakMap();
                window.repeated = [];
                window.ticks = 0;
                proto.clearRect = function (...box) {
                  drawn.set(this, []);
                  return clearRect.apply(this, box);
                };
                proto.fillText = function (text, x, y) {
                  const texts = drawn.get(this) ?? [];
                  const isRepeated = texts.some(([t, align]) => t === text && align === this.textAlign);
                  if (isRepeated) window.repeated.push(text);
                  texts.push([text, this.textAlign]);
                  drawn.set(this, texts);
                  window.ticks++;
                  return fillText.call(this, text, x, y);
                };
                """);
        submit(page, "paper/linear-regression", "");
        awaitEnd(page);
        page.getByLabel("step", new Page.GetByLabelOptions().setExact(true)).check();
        page.locator(".overview .u-wrap").last().waitFor();
        assertThat((int) page.evaluate("window.ticks")).isPositive();
        assertThat((List<?>) page.evaluate("window.repeated")).isEmpty();
    }

    @Test
    void tabs_movedWithTheKeyboard_showOneAfterTheOther() {
        page.navigate(runPage);
        page.locator(".phases").waitFor();
        tab("Overview").press("ArrowRight");
        assertThat(tab("Slow phase")).hasAttribute("aria-selected", "true");
        assertThat(page.locator(".phases")).isHidden();
        assertThat(page.getByText("Squared norm beside the effective flow")).isVisible();
        screenshot("run-slow");
        tab("Slow phase").press("ArrowRight");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Effective rank of J")))
                .isVisible();
        tab("Weights and spectra").press("ArrowRight");
        assertThat(page.getByRole(AriaRole.TABPANEL).locator("span.final").first())
                .isVisible();
        Locator provisional = page.getByRole(AriaRole.TABPANEL).locator("details");
        assertThat(provisional.locator("span.provisional").first()).isHidden();
        provisional.locator("summary").click();
        assertThat(provisional.locator("span.provisional").first()).isVisible();
        tab("Findings").press("ArrowRight");
        assertThat(page.locator("pre")).containsText("weightDecay");
        tab("Spec and log").press("ArrowRight");
        assertThat(page.locator(".phases")).isVisible();
    }

    private Locator tab(String name) {
        return page.getByRole(
                AriaRole.TAB, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void axis_switchedToLinear_asksForStepsEvenInLinearTime() {
        page.navigate(runPage);
        page.locator(".phases").waitFor();
        var request = page.waitForRequest(
                asked -> asked.url().contains("axis=linear"),
                () -> page.getByLabel("linear").check());
        assertThat(request.response().status()).isEqualTo(200);
        screenshot("run-linear");
    }

    @Test
    void slider_movedToTheStart_showsTheFirstState() {
        page.navigate(runPage);
        assertThat(page.getByText("Coefficients of the predictor")).isVisible();
        Locator slider = page.getByLabel("Step to look at");
        slider.focus();
        slider.press("Home");
        assertThat(page.locator(".slider output")).hasText("t = 0");
        slider.press("End");
        assertThat(page.locator(".slider output")).hasText("t = 1e5");
        assertThat(page.getByText("5 of 100 are at least 1 %")).isVisible();
    }

    @Test
    void phase_clicked_movesTheSliderToItsTime() {
        page.navigate(runPage);
        button(page, "loss plateau").first().click();
        assertThat(page.locator(".definition")).containsText("t_GF");
        assertThat(page.locator(".slider output")).hasText(Pattern.compile("t = 1[45]\\.\\d+"));
    }

    @Test
    void report_ofARun_opensAsOnePage() {
        page.navigate(runPage);
        Page report =
                page.waitForPopup(() -> page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Report"))
                        .click());
        assertThat(report.locator("h1")).containsText("a run of Driftlog");
        assertThat(report.locator("svg").first()).isVisible();
        report.close();
    }

    @Test
    void fork_withoutWeightDecay_isARunThatNamesItsAncestor() {
        page.navigate(runPage);
        Locator slider = page.getByLabel("Step to look at");
        slider.focus();
        for (int i = 0; i < 60; i++) {
            slider.press("ArrowLeft");
        }
        button(page, "Fork …").click();
        assertThat(page.locator("dialog h2")).hasText(Pattern.compile("Fork at step \\d+"));
        for (String key :
                List.of("name", "objective.type", "method.type", "until.time", "seed", "emit.sampleSpacing")) {
            assertThat(page.locator("dialog input[name='" + key + "']")).not().hasValue("");
        }
        Locator weightDecay = page.locator("dialog input[name=weightDecay]");
        assertThat(weightDecay).hasValue("1e-4");
        weightDecay.fill("0");
        page.getByRole(AriaRole.DIALOG)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Fork").setExact(true))
                .click();
        assertThat(page.getByText("forked from")).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
        assertThat(page.locator("dl.facts").first()).containsText("weight decay λ0");
    }

    @Test
    void analyzer_runAgainWithAParameter_addsItsFindings() {
        page.navigate(runPage);
        page.locator(".phases").waitFor();
        button(page, "Analyse …").click();
        page.getByRole(AriaRole.DIALOG).getByLabel("Analyzer").selectOption("norm-drift");
        page.getByLabel("Parameters").fill("fraction=0.1");
        button(page, "Run it").click();
        tab("Findings").click();
        assertThat(page.getByText("fraction=0.1").first()).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
    }

    @Test
    void failedRun_opened_saysWhatWentWrong() {
        submit(page, "paper/linear-regression", "method: {type: gradient-descent, stepSize: 1000}");
        assertThat(page.locator(".card.error")).containsText("failed", new ContainsTextOptions().setTimeout(PATIENCE));
        screenshot("run-failed");
    }

    @Test
    void twoRuns_compared_areInATableAndInTheSamePlots() {
        submit(page, "paper/diagonal", "weightDecay: 1e-3");
        awaitEnd(page);
        compareWith(page.url());
        assertThat(page.locator(".compared")).containsText("norm drift onset");
        assertThat(page.locator(".compared")).containsText("weightDecay");
        assertThat(page.locator(".chart .u-wrap")).hasCount(4);
        assertThat(page.locator(".chart").first()).containsText("B: weightDecay");
        Locator weightDecay = page.locator(".compared tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.ROWHEADER,
                                new Page.GetByRoleOptions()
                                        .setName("weightDecay")
                                        .setExact(true))));
        assertThat(weightDecay.first().locator("td")).hasText(new String[] {"1e-4", "1e-3"});
        Download svg = page.waitForDownload(() -> button(page, "SVG").first().click());
        assertThat(svg.path()).content().startsWith("<svg ").contains("B: weightDecay");
        page.getByLabel("Smoothing").selectOption("5");
        page.getByLabel("y from").first().fill("1e-3");
        page.getByLabel("Abscissa").selectOption("step");
        assertThat(page.locator(".chart").first()).containsText("step");
        screenshot("compare");
    }

    @Test
    void runsOfOtherObjectives_compared_areNotInTheSamePlots() {
        submit(page, "paper/linear-regression", "");
        awaitEnd(page);
        compareWith(page.url());
        assertThat(page.getByRole(AriaRole.NOTE)).containsText("(linear-regression) measure something else");
        assertThat(page.locator(".chart").first()).not().containsText("B: ");
    }

    private void compareWith(String other) {
        page.navigate(base + "/");
        for (String run : List.of(runPage, other)) {
            page.getByLabel("Compare " + run.substring(run.lastIndexOf('/') + 1))
                    .check();
        }
        button(page, "Compare 2").click();
    }

    @Test
    void list_sortedByAColumn_isInTheOrderOfItsNumbers() {
        page.navigate(base + "/");
        page.locator("tbody tr").first().waitFor();
        button(page, "Test loss").click();
        assertThat(page.locator("th[aria-sort=ascending]")).hasText("Test loss");
        List<Double> losses = page.locator("td[data-column='Test loss']").allTextContents().stream()
                .filter(text -> !text.equals("–"))
                .map(Double::valueOf)
                .toList();
        assertThat(losses).isNotEmpty().isSorted();
        assertThat(page.locator("td[data-column=Verdict]").first()).containsText("/ null");
        assertThat(page.locator(".spark path[d^=M]").first()).isAttached();
        screenshot("runs");
    }

    @Test
    void columns_chosenInTheList_areRemembered() {
        page.navigate(base + "/");
        page.locator("tbody tr").first().waitFor();
        assertThat(page.locator("td[data-column=d]")).hasCount(0);
        page.getByText("Columns").click();
        page.getByLabel("d", new Page.GetByLabelOptions().setExact(true)).check();
        page.getByLabel("Objective", new Page.GetByLabelOptions().setExact(true))
                .uncheck();
        page.reload();
        assertThat(page.locator("td[data-column=d]").first()).isVisible();
        assertThat(page.locator("td[data-column=Objective]")).hasCount(0);
    }

    @Test
    void tags_changedOnThePageOfARun_filterTheList() {
        page.navigate(runPage);
        button(page, "Tags and note …").click();
        page.getByLabel("Tags").last().fill("paper fig3/left");
        page.getByLabel("Note").last().fill("the start was scaled");
        button(page, "Save").click();
        assertThat(page.locator(".annotations")).containsText("fig3/left");
        assertThat(page.locator(".annotations")).containsText("the start was scaled");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        screenshot("run-dark");
        page.navigate(base + "/");
        page.getByLabel("Tag", new Page.GetByLabelOptions().setExact(true)).selectOption("fig3/left");
        assertThat(page.locator("tbody tr")).hasCount(1);
    }

    @Test
    void addressThatDoesNotExist_opened_saysSo() {
        page.navigate(base + "/#/run/no-such-run");
        assertThat(page.locator(".card.error")).containsText("no-such-run");
        page.navigate(base + "/#/no-such-page");
        assertThat(page.locator(".card.error")).containsText("There is no such page");
    }

    @Test
    void keyboardAndTheme_onTheList_filterAndTurnDark() {
        page.navigate(base + "/");
        page.locator("tbody tr").first().waitFor();
        assertThat(page.locator("nav a[aria-current=page]")).hasText("Runs");
        page.keyboard().press("/");
        assertThat(page.getByLabel("Filter runs")).isFocused();
        page.keyboard().type("no run has this name");
        assertThat(page.locator(".empty")).containsText("No run matches this filter");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.locator("#theme").press("Enter");
        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
    }

    private void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", name + ".png")));
    }
}
