package io.driftlog.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what a person does with the dashboard works, in a real browser. Method: one node, one Chromium; the tests walk on
 * from the run that the first one starts. Screenshots lie in target/screenshots.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DashboardIT {
    private static final double PATIENCE = 90_000;

    @TempDir
    private static Path directory = Path.of("");

    private static Node node;
    private static Chromium chromium;
    private static String base = "";
    private static String runPage = "";

    private Page page;
    private final List<String> errors = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Chromium.require();
        node = Node.start(directory);
        chromium = Chromium.start();
        base = node.address();
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
        page.onPageError(error -> errors.add(error));
        page.onRequest(request -> {
            if (!request.url().startsWith(base) && !request.url().startsWith("data:")) {
                errors.add("asks elsewhere: " + request.url());
            }
        });
    }

    @AfterEach
    void noErrors() {
        page.close();
        assertThat(errors).isEmpty();
    }

    @Test
    @Order(1)
    void firstPage_ofAnEmptyLog_isSmallAndSaysHowToBegin() {
        long[] bytes = {0};
        page.onRequestFinished(request -> bytes[0] += request.sizes().responseBodySize);
        page.navigate(base + "/");
        assertThat(page.locator(".empty")).containsText("The log has no runs yet");
        assertThat(bytes[0]).isLessThan(500_000);
    }

    @Test
    @Order(2)
    void preset_started_isWatchedLiveUntilItsPhasesAppear() {
        page.navigate(base + "/#/new/paper/diagonal");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start the run"))
                .click();
        Locator phases = page.locator(".phases");
        for (String phase : List.of("loss plateau", "norm drift onset", "test loss drop start", "grokked")) {
            assertThat(phases).containsText(phase, new ContainsTextOptions().setTimeout(PATIENCE));
        }
        assertThat(page.locator(".pill.completed")).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
        assertThat(page.locator(".band").first()).hasAttribute("title", java.util.regex.Pattern.compile(".*t_GF.*"));
        runPage = page.url();
        screenshot("run-live");
    }

    @Test
    @Order(3)
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
    @Order(4)
    void slider_movedToTheStart_showsTheFirstState() {
        page.navigate(runPage);
        assertThat(page.getByText("Coefficients of the predictor")).isVisible();
        Locator slider = page.getByLabel("Step to look at");
        slider.focus();
        slider.press("Home");
        assertThat(page.locator(".slider output")).hasText(java.util.regex.Pattern.compile("t = 0(\\.0\\d*)?"));
        slider.press("End");
        assertThat(page.locator(".slider output")).hasText("t = 10⁵");
        assertThat(page.getByText("5 of 100 are at least 1 %")).isVisible();
    }

    @Test
    @Order(5)
    void fork_withoutWeightDecay_isARunThatNamesItsAncestor() {
        page.navigate(runPage);
        Locator slider = page.getByLabel("Step to look at");
        slider.focus();
        for (int i = 0; i < 60; i++) {
            slider.press("ArrowLeft");
        }
        button("Fork here …").click();
        page.getByLabel("Weight decay λ").fill("0");
        page.getByRole(AriaRole.DIALOG)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Fork").setExact(true))
                .click();
        assertThat(page.getByText("forked from")).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
        assertThat(page.locator("dl.facts").first()).containsText("weight decay λ0");
    }

    @Test
    @Order(6)
    void analyzer_runAgainWithAParameter_addsItsFindings() {
        page.navigate(runPage);
        page.locator(".phases").waitFor();
        button("Run an analyzer …").click();
        page.getByRole(AriaRole.DIALOG).getByLabel("Analyzer").selectOption("norm-drift");
        page.getByLabel("Parameters").fill("fraction=0.1");
        button("Run it").click();
        assertThat(page.getByText("fraction=0.1").first()).isVisible(new IsVisibleOptions().setTimeout(PATIENCE));
    }

    @Test
    @Order(7)
    void failedRun_opened_saysWhatWentWrong() {
        page.navigate(base + "/#/new/paper/linear-regression");
        Locator spec = page.getByLabel("Spec in YAML");
        spec.waitFor();
        spec.fill(spec.inputValue().replaceAll("(?m)^method:.*$", "method: {type: gradient-descent, stepSize: 1000}"));
        button("Start the run").click();
        assertThat(page.locator(".card.error")).containsText("failed", new ContainsTextOptions().setTimeout(PATIENCE));
        screenshot("run-failed");
    }

    @Test
    @Order(8)
    void twoRuns_compared_areInTheSamePlots() {
        page.navigate(base + "/");
        page.locator("tbody input[type=checkbox]").nth(1).check();
        page.locator("tbody input[type=checkbox]").nth(2).check();
        button("Compare 2").click();
        assertThat(page.locator(".chart .u-wrap")).hasCount(4);
        screenshot("compare");
        page.navigate(base + "/#/run/no-such-run");
        assertThat(page.locator(".card.error")).containsText("no-such-run");
    }

    @Test
    @Order(9)
    void keyboardAndTheme_onTheList_filterAndTurnDark() {
        page.navigate(base + "/");
        page.locator("tbody tr").first().waitFor();
        assertThat(page.locator("nav a[aria-current=page]")).hasText("Runs");
        page.keyboard().press("/");
        assertThat(page.getByLabel("Filter runs")).isFocused();
        page.keyboard().type("nothing is called so");
        assertThat(page.locator(".empty")).containsText("No run matches this filter");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.locator("#theme").press("Enter");
        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
        page.navigate(base + "/#/no-such-page");
        assertThat(page.locator(".card.error")).containsText("There is no such page");
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", name + ".png")));
    }
}
